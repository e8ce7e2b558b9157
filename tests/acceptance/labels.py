#!/usr/bin/env python3
"""Other analyzers' labelled cases: do our policies fail and pass the same resources?

usage: labels.py RINGFENCE SHARED [PEER_RULE ...]

For each rule of theirs that a policy of ours names under `equivalents`, the scorer of SHARED/cases compares our verdicts with
the labels of its cases. At least 97 % must agree. Labels that are wrong for what Azure does are listed in
disputed_labels.txt with a source and set apart: at most 4 % of the covered ones, and none that nothing needs (those of rules that no policy names are not looked at).
With PEER_RULE only the cases of these rules are run, and nothing is demanded: every disagreement is told.
"""
import collections, json, subprocess, sys, tempfile
from pathlib import Path

AGREEMENT, DISPUTED = 0.97, 0.04

tool, shared, only = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:]
cases = shared / 'cases'
listed = Path(__file__).resolve().parent / 'disputed_labels.txt'

disputed = {}
for number, line in enumerate(listed.read_text().splitlines(), 1):
    if not line.strip() or line.startswith('#'):
        continue
    parts = [part.strip() for part in line.split(' | ')]
    if len(parts) != 6 or not parts[4].startswith('https://') or parts[3] not in ('fail', 'pass', 'unknown', 'none'):
        sys.exit(f'FAILED: disputed_labels.txt:{number}: expected CASE | RULE | UNIT | OURS | https://SOURCE | reason')
    key = tuple(parts[:3])
    if key in disputed:
        sys.exit(f'FAILED: disputed_labels.txt:{number}: is there already')
    disputed[key] = [number, 0]

with tempfile.TemporaryDirectory() as work:
    command = ['python3', str(cases / 'score.py'), '--tool', f'{tool} scan --format json --fail-on never', '--rules', f'{tool} rules --format json',
               '--cases', str(cases / 'dev.jsonl'), '--split', 'dev', '--out', 'report.json', '--covered-only']
    for rule in only:
        command += ['--rule', rule]
    run = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=1200)
    if run.returncode != 0:
        sys.exit(f'FAILED: score.py: exit {run.returncode}\n{run.stderr[-2000:]}')
    report = json.loads((Path(work) / 'report.json').read_text())
    found = [json.loads(line) for line in Path(report['disagreements_file']).read_text().splitlines()]

total = next(group for group in report['groups'] if (group['peer'], group['lang'], group['split']) == ('all', 'all', 'all'))
covered, open_, set_apart = total['labels_covered'], [], 0
for each in found:
    unit = each.get('resource') or each.get('file') or ''
    entry = disputed.get((each['case'], each['rule'], unit))
    if each['kind'] not in ('missed', 'false alarm'):
        continue  # off target, or another count: told by the scorer, no label of its own
    if entry:
        entry[1] += 1
        set_apart += 1
    else:
        open_.append((each['rule'], each['kind'], each['case'], unit, ','.join(each['equivalents'])))

judged = covered - set_apart
agreement = (judged - len(open_)) / judged if judged else 1.0
print(f"{total['rules_covered']} of {total['rules_total']} rules covered, {covered} labels: {agreement:.1%} of {judged} agree, {set_apart} are disputed, "
      f"{len(report['crashes'])} crashes")
by = collections.Counter((rule, ours) for rule, _, _, _, ours in open_)
for (rule, ours), count in by.most_common(None if only else 12):
    print(f'  {count} of {rule} ({ours})')
if only:
    for rule, kind, case, unit, ours in open_:
        print(f'  {kind}: {case}: {unit}')
    sys.exit(0)

problems = [f"crash: {each['case']}: {each['error']}" for each in report['crashes']]
uncovered = {each['rule'] for each in report['uncovered']}
problems += [f'disputed_labels.txt:{number}: nothing needs it any more' for (_, rule, _), (number, used) in disputed.items()
             if not used and rule not in uncovered]
if set_apart > DISPUTED * covered:
    problems.append(f'{set_apart} of {covered} labels are disputed, more than {DISPUTED:.0%}')
if agreement < AGREEMENT:
    problems.append(f'{agreement:.2%} of the labels agree, fewer than {AGREEMENT:.0%}')
for each in problems:
    print(f'FAILED: {each}', file=sys.stderr)
sys.exit(1 if problems else 0)
