#!/usr/bin/env python3
"""Does ringfence find the syntax errors that the Bicep compiler finds, and no others?

usage: syntax_lines.py RINGFENCE BASELINES

BASELINES is src/Bicep.Core.Samples/Files/baselines of a checkout of Azure/bicep: beside each
main.bicep stands main.diagnostics.bicep, the same text with a line of annotation after each
line for each diagnostic that it has, of the linter's rules too. The errors' lines are
counted without those annotations, so they are lines of main.bicep. One line of tolerance;
files without such errors must have none of ours. Exit 0 at 80 % found and no more than 10 %
of ours unfounded.
"""
import json, re, subprocess, sys
from pathlib import Path

# What the compiler's parser (src/Bicep.Core/Parsing) says of the baselines.
PARSER = {'BCP001', 'BCP002', 'BCP004', 'BCP006', 'BCP007', 'BCP008', 'BCP009', 'BCP010', 'BCP012', 'BCP013', 'BCP015', 'BCP016',
          'BCP017', 'BCP018', 'BCP019', 'BCP020', 'BCP022', 'BCP024', 'BCP032', 'BCP064', 'BCP068', 'BCP087', 'BCP096', 'BCP097',
          'BCP103', 'BCP117', 'BCP118', 'BCP123', 'BCP140', 'BCP162', 'BCP167', 'BCP226', 'BCP236', 'BCP238', 'BCP243', 'BCP249',
          'BCP266', 'BCP279', 'BCP325', 'BCP346', 'BCP347'}
ANNOTATION = re.compile(r'//@\[\d+:\d+\) \[([\w-]+) \((\w+)\)\]')


def error_lines(annotated):
    line, out = 0, set()
    for text in annotated.read_text(encoding='utf-8-sig').splitlines():
        found = ANNOTATION.match(text)
        line += found is None
        if found and found[1] in PARSER and found[2] == 'Error':
            out.add(line)
    return out


def main():
    tool, root = sys.argv[1], Path(sys.argv[2])
    want = missed = ours = unfounded = 0
    for annotated in sorted(root.glob('*/main.diagnostics.bicep')):
        file = annotated.with_name('main.bicep')
        r = subprocess.run([tool, 'scan', '--format', 'json', str(file)], capture_output=True, text=True, timeout=60)
        have = {d['line'] for d in json.loads(r.stdout)['diagnostics'] if d['code'] == 'syntax-error'}
        their = error_lines(annotated)
        far = lambda lines, others: sorted(l for l in lines if all(abs(l - x) > 1 for x in others))
        miss, extra = far(their, have), far(have, their)
        want, missed, ours, unfounded = want + len(their), missed + len(miss), ours + len(have), unfounded + len(extra)
        if miss or extra:
            print(f'{file.parent.name}: missed {miss} unfounded {extra}')
    print(f'{want - missed}/{want} of the compiler\'s syntax errors found; {unfounded}/{ours} of ours unfounded')
    sys.exit(not (want and missed <= 0.2 * want and unfounded <= 0.1 * max(ours, 1)))


main()
