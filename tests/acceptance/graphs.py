#!/usr/bin/env python3
"""Does `graph` take every compiled template, in bounded time and memory?

usage: graphs.py RINGFENCE FOLDER...

Runs it on each main.json and azuredeploy.json below the folders. The exit code must be 0 or 3 (something could not be
read), the output one JSON object, a file done within 10 seconds and 500 MB. Prints the slowest, exits 1 when one fails.
"""
import json, resource, subprocess, sys, time
from pathlib import Path

tool, folders = sys.argv[1], sys.argv[2:]
files = [f for d in folders for f in sorted(Path(d).rglob('*.json')) if f.name in ('main.json', 'azuredeploy.json')]
bad, slow, nodes, unread = [], (0.0, None), 0, 0
for file in files:
    begin = time.monotonic()
    try:
        r = subprocess.run([tool, 'graph', '--format', 'json', str(file)], capture_output=True, timeout=10)
        nodes += len(json.loads(r.stdout)['nodes'])
        unread += r.returncode == 3
        if r.returncode not in (0, 3):
            bad.append(f'{file}: exit {r.returncode}')
    except subprocess.TimeoutExpired:
        bad.append(f'{file}: more than 10 s')
    except ValueError as e:
        bad.append(f'{file}: exit {r.returncode}, {e}')
    slow = max(slow, (time.monotonic() - begin, str(file)))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
if peak > 500:
    bad.append(f'a graph takes {peak:.0f} MB')
print(*bad, sep='\n', end='\n' if bad else '')
print(f'{len(files)} templates, {nodes} nodes, {unread} with exit 3; peak {peak:.0f} MB; slowest {slow[0]:.2f} s: {slow[1]}')
sys.exit(bool(bad) or not files)
