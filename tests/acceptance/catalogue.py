#!/usr/bin/env python3
"""Every rule of the catalogue is a policy, or docs/rejected.yaml says why not; and each rule of another analyzer that it calls the same
is one of our `equivalents`, or docs/rejected_equivalents.txt says why not.

usage: catalogue.py RINGFENCE SHARED
"""
import json, re, subprocess, sys
from pathlib import Path

tool, shared, home = sys.argv[1], Path(sys.argv[2]), Path(__file__).parents[2]
catalogue = (shared / 'catalogue/catalogue.yaml').read_text()
wanted = re.findall(r'^- id: (RF-[A-Z]+-\d+)', catalogue, re.M)
rules = json.loads(subprocess.run([tool, 'rules', '--format', 'json'], stdout=subprocess.PIPE, check=True).stdout)['rules']
have = {rule['id'] for rule in rules}
rejected = set(re.findall(r'^ *- \{ id: (RF-[A-Z]+-\d+)', (home / 'docs/rejected.yaml').read_text(), re.M))
if both := sorted(have & rejected):
    sys.exit(f'FAILED: policies that are listed as rejected: {", ".join(both)}')
if missing := [id for id in wanted if id not in have and id not in rejected]:
    sys.exit(f'FAILED: {len(missing)} rules of the catalogue are neither policies nor rejected: {", ".join(missing)}')
print(f'{len(wanted)} rules of the catalogue: {len(have & set(wanted))} policies, {len(rejected & set(wanted))} rejected; {len(have)} policies in all')


def plain(id):
    """AVD-AZU-0012 and AZU-0012 are one; Template Analyzer's ids bear a name behind them."""
    id = id.strip().strip('\'"').lower()
    found = re.match(r'(?:avd-)?(azu-\d{4})|(ta-\d{6})', id)
    return (found[1] or found[2]) if found else id


named = {plain(each) for rule in rules for each in rule['equivalents']}
without = [line.split(' | ', 1) for line in (home / 'docs/rejected_equivalents.txt').read_text().splitlines() if line and not line.startswith('#')]
if both := sorted(id for id, _ in without if plain(id) in named):
    sys.exit(f'FAILED: listed by a policy and in rejected_equivalents.txt: {", ".join(both)}')
wanted = {plain(id) for block in re.findall(r'^  equivalents:\n((?:    .*\n|  - .*\n)+)', catalogue, re.M)
          for id in re.findall(r'(?:^    - (?:id: )?|id: )([A-Za-z0-9][\w.-]+)', block, re.M)}
if missing := sorted(wanted - named - {plain(id) for id, _ in without}):
    sys.exit(f'FAILED: {len(missing)} equivalents of the catalogue are neither listed nor rejected: {", ".join(missing)}')
print(f'{len(wanted)} equivalents of the catalogue: {len(wanted & named)} listed, {len(wanted - named)} rejected')
