#!/usr/bin/env python3
"""Does a template get the same findings in Bicep and in the JSON that was compiled from it?

usage: same_findings.py RINGFENCE ROOT [--stale FOLDER]...

For each main.bicep or azuredeploy.bicep under ROOT beside JSON made by the Bicep compiler, scans both
files and compares the findings by rule, resource type, resource name and verdict. Pairs whose
parameters or outputs differ (JSON older than the Bicep) are skipped and counted. Exit 0 when all agree.
"""
import collections, json, re, subprocess, sys
from pathlib import Path

tool, root = sys.argv[1], Path(sys.argv[2]).resolve()

def findings(path):
    r = subprocess.run([tool, 'scan', '--generated', 'scan', '--no-parameter-files', '--verdicts', 'all', '--format', 'json', '--fail-on', 'never', str(path)],
                       capture_output=True, text=True, timeout=120)
    d = json.loads(r.stdout)
    return collections.Counter(
        (f['rule'], f['resource']['type'].lower(), f['resource']['name'].lower(), f['verdict'], f['property'])
        for f in d['findings'] for _ in range(f['instances'])), d['diagnostics']

def stale(bicep, template):
    declared = set(re.findall(r'^(?:param|output)\s+(\w+)', bicep.read_text(), re.M))
    return declared != set(template.get('parameters', {})) | set(template.get('outputs', {}))

pairs = same = skipped = 0
for bicep in sorted(root.rglob('*.bicep')):
    for name in ([bicep.with_suffix('.json').name, 'azuredeploy.json'] if bicep.name == 'main.bicep' else [bicep.with_suffix('.json').name]):
        compiled = bicep.with_name(name)
        if not compiled.exists():
            continue
        template = json.loads(compiled.read_text('utf-8-sig'))
        if template.get('metadata', {}).get('_generator', {}).get('name') != 'bicep':
            continue
        if stale(bicep, template):
            skipped += 1
            continue
        pairs += 1
        (a, notes), (b, _) = findings(bicep), findings(compiled)
        if any(n['code'] == 'module-not-found' for n in notes):  # inlined in the JSON, absent here
            pairs -= 1
            skipped += 1
            continue
        if a == b:
            same += 1
            continue
        print(f'{bicep.relative_to(root)} against {name}')
        for key, n in sorted((a - b).items()):
            print('   only Bicep:', *key, n)
        for key, n in sorted((b - a).items()):
            print('   only JSON: ', *key, n)
print(f'{same}/{pairs} pairs have the same findings ({skipped} skipped: older JSON, or a module that is not here)')
sys.exit(same != pairs or not pairs)
