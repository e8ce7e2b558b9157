#!/usr/bin/env python3
"""Does a design get the same findings in Bicep and in Terraform?

usage: same_design.py RINGFENCE SAMPLES DIFFERENCES

Compares the samples that are in both languages (the names of their resources differ, so: by rule, resource type and
verdict, how often). DIFFERENCES lists where the samples themselves differ, one a line, with the reason:

    BICEP-FOLDER TERRAFORM-FOLDER | RULE | TYPE | verdicts in Bicep | verdicts in Terraform | reason

verdicts as "2 fail, 1 pass" or "none". Exit 0 when each difference is listed and each line still is one.
"""
import collections, json, subprocess, sys, tempfile
from pathlib import Path

tool, root, listed = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3])
BICEP, TERRAFORM = root / 'infrastructure-setup-bicep', root / 'infrastructure-setup-terraform'
# What one design always deploys and the other only when asked to.
SWITCHES = ['storage', 'cosmos', 'aisearch', 'networking', 'dns']
PAIRS = [('00-basic', '00-basic', []), ('00-basic', '00-basic-azurerm', []),
         ('15-private-network-standard-agent-setup', '15a-private-network-standard-agent-setup', []),
         ('15-private-network-standard-agent-setup', '15b-private-network-standard-agent-setup-byovnet', []),
         ('18-managed-virtual-network-preview', '18-managed-virtual-network-preview',
          [word for switch in SWITCHES for word in ('--var', f'enable_{switch}=true')])]


def verdicts(path, arguments):
    """(rule, type) -> how often each verdict. The template alone is judged: its parameter files hold examples."""
    with tempfile.NamedTemporaryFile('w', suffix='.yaml') as config:
        # a finding is told of one root only: other templates over the same modules would take some
        config.write(''.join(f"exclude: [{', '.join(others)}]\n" for others in [[
            f'"**/{path.name}/{each.name}"' for each in path.glob('*.bicep') if each.name != 'main.bicep']] if others))
        config.flush()
        r = subprocess.run([tool, 'scan', '--config', config.name, '--no-parameter-files', '--verdicts', 'all', '--format', 'json',
                            '--fail-on', 'never', '--root', str(root), *arguments, str(path)],
                           capture_output=True, text=True, timeout=60)
    out = collections.defaultdict(collections.Counter)
    for f in json.loads(r.stdout)['findings']:
        if (root / f['root']).resolve() in (path, path / 'main.bicep'):  # not of what lies in a folder below
            out[f['rule'], f['resource']['type'].lower()][f['verdict']] += f['instances']
    return out


def words(counts):
    return ', '.join(f'{n} {verdict}' for verdict, n in sorted(counts.items())) or 'none'


known = {}
for line in listed.read_text().splitlines():
    if line.strip() and not line.startswith('#'):
        pair, rule, kind, bicep, terraform, reason = (part.strip() for part in line.split('|'))
        assert reason, f'a difference needs a reason: {line}'
        known[pair, rule, kind] = (bicep, terraform)

same = wrong = 0
for bicep, terraform, arguments in PAIRS:
    code = TERRAFORM / terraform / 'code'
    a, b = verdicts(BICEP / bicep, []), verdicts(code if code.is_dir() else TERRAFORM / terraform, arguments)
    if not a or not b:
        sys.exit(f'no findings in {bicep} or {terraform}')
    for key in sorted(a.keys() | b.keys()):
        got = words(a[key]), words(b[key])
        listed_as = known.pop((f'{bicep} {terraform}', *key), None)
        if listed_as == got or listed_as is None and got[0] == got[1]:
            same += 1
            continue
        wrong += 1
        print(f'{bicep} {terraform} | {key[0]} | {key[1]} | {got[0]} | {got[1]} |', f'listed: {listed_as}' if listed_as else '')
for key in known:
    wrong += 1
    print('listed, but there is nothing of it:', *key)
print(f'{same} rules on types agree or differ as listed, {wrong} do not')
sys.exit(bool(wrong))
