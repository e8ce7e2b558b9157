#!/usr/bin/env python3
"""Azure's built-in policy definitions over the corpora: what becomes of them, and do they agree with our policies?

usage: azure_policy.py RINGFENCE SHARED

1. Of the definitions with mode Indexed or All and an effect that judges, at least 95 % are evaluated.
2. Each of our policies that names built-in definitions (azure_policy:) and those definitions judge all corpora; where
   both judge a resource, they agree, or azure_policy_differences.txt says why not.
"""
import collections, json, re, subprocess, sys, tempfile
from pathlib import Path

tool, shared = sys.argv[1], Path(sys.argv[2]).resolve()
definitions = shared / 'corpus' / 'azure-policy-definitions'
corpora = ['alz-bicep', 'azure-terraform-quickstarts', 'bicep-registry-modules', 'foundry-samples', 'quickstarts', 'terraform-azurerm-caf']

listed = subprocess.run([tool, 'rules', '--azure-policy', str(definitions)], capture_output=True, text=True, timeout=120)
share = re.search(r'^(\d+) of (\d+) \(([\d.]+) %\) of those with mode.*$', listed.stdout, re.M)
if listed.returncode != 0 or not share:
    sys.exit(f'FAILED: rules --azure-policy: exit {listed.returncode}\n{listed.stderr[:2000]}')
print(share.group(0))
if float(share.group(3)) < 95:
    sys.exit('FAILED: fewer than 95 % of the definitions are evaluated')

rules = json.loads(subprocess.run([tool, 'rules', '--format', 'json'], capture_output=True, text=True).stdout)['rules']
pairs = [(rule['id'], guid) for rule in rules for guid in rule['azure_policy']]

explained = {}
for number, line in enumerate((Path(__file__).parent / 'azure_policy_differences.txt').read_text().splitlines(), 1):
    if line and not line.startswith('#'):
        rule, guid, ours, theirs, why = line.split(None, 4)
        explained[rule, guid, ours, theirs] = [number, why, 0]

def verdicts(corpus):
    """rule -> resource -> verdict"""
    with tempfile.NamedTemporaryFile(suffix='.json') as out:
        run = subprocess.run([tool, 'scan', str(shared / 'corpus' / corpus), '--azure-policy', str(definitions), '--verdicts', 'all', '--quiet',
                              '--fail-on', 'never', '--format', f'json={out.name}'], capture_output=True, text=True, timeout=600)
        if run.returncode not in (0, 3):
            sys.exit(f'FAILED: exit {run.returncode} on {corpus}\n{run.stderr[:2000]}')
        found = collections.defaultdict(dict)
        for f in json.load(open(out.name))['findings']:
            key = (f['blockFile'], f['blockLine'], f['root'], f['resource']['type'].lower(), f['resource']['name'])
            found[f['rule']].setdefault(key, set()).add(f['verdict'])
        return found

same, differing, strange = collections.Counter(), 0, collections.defaultdict(list)
for corpus in corpora:
    found = verdicts(corpus)
    for rule, guid in pairs:
        ours, theirs = found.get(rule, {}), found.get(f'AZP-{guid}', {})
        for key in ours.keys() & theirs.keys():
            a, b = '/'.join(sorted(ours[key])), '/'.join(sorted(theirs[key]))
            if a == b:
                same[a] += 1
                continue
            differing += 1
            why = explained.get((rule, guid, a, b))
            if why:
                why[2] += 1
            else:
                strange[rule, guid, a, b].append(f'{key[0]}:{key[1]}')
print(f'{len(pairs)} pairs of policy and definition: {dict(same)} agree, {differing} differ')
for (rule, guid, a, b), places in sorted(strange.items()):
    print(f'FAILED: {rule} {guid} ours {a}, theirs {b}: {len(places)}, as {places[0]}', file=sys.stderr)
for key, (number, why, seen) in explained.items():
    if not seen:
        print(f'azure_policy_differences.txt:{number}: nothing differs like this any more', file=sys.stderr)
sys.exit(1 if strange else 0)
