#!/usr/bin/env python3
"""Every rule of the catalogue is a policy, or docs/rejected.yaml says why not.

usage: catalogue.py RINGFENCE SHARED
"""
import json, re, subprocess, sys
from pathlib import Path

tool, shared = sys.argv[1], Path(sys.argv[2])
wanted = re.findall(r'^- id: (RF-[A-Z]+-\d+)', (shared / 'catalogue/catalogue.yaml').read_text(), re.M)
have = {rule['id'] for rule in json.loads(subprocess.run([tool, 'rules', '--format', 'json'], stdout=subprocess.PIPE, check=True).stdout)['rules']}
rejected = set(re.findall(r'^ *- \{ id: (RF-[A-Z]+-\d+)', (Path(__file__).parents[2] / 'docs/rejected.yaml').read_text(), re.M))
if both := sorted(have & rejected):
    sys.exit(f'FAILED: policies that are listed as rejected: {", ".join(both)}')
if missing := [id for id in wanted if id not in have and id not in rejected]:
    sys.exit(f'FAILED: {len(missing)} rules of the catalogue are neither policies nor rejected: {", ".join(missing)}')
print(f'{len(wanted)} rules of the catalogue: {len(have & set(wanted))} policies, {len(rejected & set(wanted))} rejected; {len(have)} policies in all')
