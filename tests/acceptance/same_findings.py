#!/usr/bin/env python3
"""Does a template get the same findings in Bicep and in the JSON that was compiled from it?

usage: same_findings.py RINGFENCE ROOT

For each X.bicep under ROOT beside JSON that the Bicep compiler made of it (X.json, or azuredeploy.json
beside main.bicep), scans both and compares the findings by rule, resource type, resource name and verdict. Pairs whose
parameters or outputs differ (JSON older than the Bicep) are skipped and counted. Exit 0 when all agree.
"""
import collections, json, re, subprocess, sys
from pathlib import Path

tool, root = sys.argv[1], Path(sys.argv[2]).resolve()

def own_name(resource):
    """A deployment has the name of its file, which is another in each language."""
    return '' if resource['type'].lower() == 'deployment' else resource['name'].lower()


def scan(path, generated, keep):
    """Findings by rule, resource and verdict; of a folder only those of the root that `keep` names."""
    r = subprocess.run([tool, 'scan', '--generated', generated, '--no-parameter-files', '--verdicts', 'unknown', '--format', 'json',
                        '--fail-on', 'never', '--root', str(root), str(path)], capture_output=True, text=True, timeout=120)
    d = json.loads(r.stdout)
    return collections.Counter(
        (f['rule'], f['resource']['type'].lower(), own_name(f['resource']), f['verdict'], f['property'])
        for f in d['findings'] if (root / f['root']) == keep for _ in range(f['instances'])), d['diagnostics']

def stale(bicep, template):
    text = bicep.read_text()
    declared = set(re.findall(r'^(?:param|output)\s+(\w+)', text, re.M))
    parameters = template.get('parameters', {})
    changed = any(parameters.get(name, {}).get('defaultValue') != value
                  for name, value in re.findall(r"^param\s+(\w+)\s+string\s*=\s*'([^'$\\\n]*)'\s*$", text, re.M))
    return changed or declared != set(parameters) | set(template.get('outputs', {}))

pairs = same = skipped = verdicts = 0
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
        # a file that is named shows only what is placed in it; its folder shows the modules too
        (a, notes), (b, _) = scan(bicep.parent, 'skip', bicep), scan(compiled, 'scan', compiled)
        if any(n['code'] == 'module-not-found' for n in notes):  # inlined in the JSON, absent here
            pairs -= 1
            skipped += 1
            continue
        verdicts += sum(a.values())
        if a == b:
            same += 1
            continue
        print(f'{bicep.relative_to(root)} against {name}')
        for key, n in sorted((a - b).items()):
            print('   only Bicep:', *key, n)
        for key, n in sorted((b - a).items()):
            print('   only JSON: ', *key, n)
print(f'{same}/{pairs} pairs have the same findings, {verdicts} of them ({skipped} skipped: older JSON, or a module that is not here)')
sys.exit(same != pairs or not verdicts)
