#!/usr/bin/env python3
"""What of azurerm meets no mapping. usage: mappings.py RINGFENCE CORPUS_FOLDER

Scans the Terraform corpora, and the root examples/ of terraform-azurerm-caf with the variable files of some of the
folders below it. Fails when more than 3 % of the resources have a type without a table, or more than 5 % of the written
attributes of the others are not in their table. Prints both, and what is missing most.
"""
import collections, glob, os, re, subprocess, sys

MAX_RESOURCES, MAX_ATTRIBUTES = 0.03, 0.05
EVERY = 14  # folder of examples
LINE = re.compile(r'terraform +([\d,]+) of ([\d,]+) azurerm (resources|attributes) without a mapping \([^)]*\)(?:: (.*))?')


def number(text):
    return int(text.replace(',', ''))


class Counts:
    def __init__(self):
        self.without, self.all = collections.Counter(), collections.Counter()
        self.names = collections.Counter()

    def scan(self, tool, *arguments):
        done = subprocess.run([tool, 'scan', '--stats', '--quiet', '--fail-on', 'never', '--format', 'json=/dev/null',
                               *arguments], capture_output=True, text=True, timeout=300)
        if done.returncode not in (0, 1, 3):
            sys.exit(f'exit code {done.returncode}: {arguments}\n{done.stderr}')
        for found in map(LINE.match, done.stderr.splitlines()):
            if not found:
                continue
            self.without[found[3]] += number(found[1])
            self.all[found[3]] += number(found[2])
            for name, times in re.findall(r'([\w.$-]+) \((\d+)\)', found[4] or ''):
                self.names[name] += int(times)

    def report(self, what):
        good = True
        for kind, most in (('resources', MAX_RESOURCES), ('attributes', MAX_ATTRIBUTES)):
            share = self.without[kind] / max(self.all[kind], 1)
            good = good and self.all[kind] > 0 and share < most
            print(f'{what}: {self.without[kind]} of {self.all[kind]} {kind} without a mapping ({share:.1%})')
        print('  most: ' + ', '.join(f'{name} ({times})' for name, times in self.names.most_common(8)))
        return good


def main():
    tool, corpus = sys.argv[1:3]
    good = True
    for name in ('azure-terraform-quickstarts', 'foundry-samples'):
        counts = Counts()
        counts.scan(tool, os.path.join(corpus, name))
        good = counts.report(name) and good
    project = os.path.join(corpus, 'terraform-azurerm-caf')
    root = os.path.join(project, 'examples')
    folders = sorted({os.path.dirname(file) for file in glob.glob(root + '/**/*.tfvars', recursive=True)})[::EVERY]
    counts = Counts()
    for folder in folders:
        files = [word for file in sorted(glob.glob(folder + '/*.tfvars')) for word in ('--var-file', file)]
        counts.scan(tool, *files, '--root', project, root)
    good = counts.report(f'terraform-azurerm-caf, {len(folders)} examples') and good
    sys.exit(0 if good else 'FAILED: too much of azurerm has no mapping')


main()
