#!/usr/bin/env python3
"""Is an unknown a verdict of neither or both?

usage: unknowns.py RINGFENCE SCENARIOS [EVERY]

Takes Bicep and Terraform files and puts, one after the other, each resource that nothing names and each nested block or
object behind a condition. A verdict that is the same whether the condition holds or not must stay that when the condition
is not known (else it is weak); one that differs must be unknown (else it is unsound), and name what to supply. Then each
literal is replaced by a parameter: with that literal as the default nothing may change, without a value a verdict may
become unknown and nothing else. EVERY: only each n-th change. Exit 1 when one is wrong.
"""
import collections, json, re, subprocess, sys, tempfile
from pathlib import Path

tool, scenarios = sys.argv[1], Path(sys.argv[2]).resolve()
every = int(sys.argv[3]) if len(sys.argv) > 3 else 1
Change = collections.namedtuple('Change', 'label own make')   # own: the resource itself; make: condition -> text


def closing(text, at):
    depth = 0
    for i in range(at, len(text)):
        depth += {'{': 1, '}': -1}.get(text[i], 0)
        if depth == 0 and text[i] == '}':
            return i


def line_of(text, at):
    return text.count('\n', 0, at) + 1


class Terraform:
    extension, unknown = '.tf', 'var.unknown'
    literal = re.compile(r'^ *(?!type|source|default|sensitive|for_each|count)\w+ *= ("[^"$\\]*"|true|false|\d+)$', re.M)

    @staticmethod
    def declare(text, kind, default):
        kind = 'number' if kind == 'int' else kind
        given = '' if default is None else f'  default = {default}\n'
        return text + f'\nvariable "unknown" {{\n  type = {kind}\n{given}}}\n'

    @staticmethod
    def changes(text):
        for m in re.finditer(r'^resource "(\w+)" "(\w+)" \{\n', text, re.M):
            name, body = f'{m[1]}.{m[2]}', text[m.end():closing(text, m.end() - 2)]
            if re.search(rf'{re.escape(name)}\b', text) or re.search(r'^  (count|for_each)', body, re.M):
                continue
            yield Change(name, name, lambda c, m=m: text[:m.end()] + f'  count = {c} ? 1 : 0\n' + text[m.end():])
        for m in re.finditer(r'^( +)(\w+) \{\n', text, re.M):
            if m[2] in ('content', 'lifecycle', 'timeouts'):
                continue
            end = closing(text, m.end() - 2)
            yield Change(f'{m[2]}:{line_of(text, m.start())}', None, lambda c, m=m, end=end:
                         text[:m.start()] + f'dynamic "{m[2]}" {{\nfor_each = {c} ? [1] : []\ncontent {{\n' + text[m.end():end] +
                         '}\n}' + text[end + 1:])


class Bicep:
    extension, unknown = '.bicep', 'unknown'
    literal = re.compile(r"^ +\w+: ('[^'$\\]*'|true|false|\d+)$|(?<=[{,] )\w+: ('[^'$\\]*'|true|false|\d+)(?=[ ,])", re.M)

    @staticmethod
    def declare(text, kind, default):
        at = text.index('\n') + 1 if text.startswith('targetScope') else 0
        return text[:at] + f'param unknown {kind}' + ('' if default is None else f' = {default}') + '\n' + text[at:]

    @staticmethod
    def changes(text):
        for m in re.finditer(r"^resource (\w+) '[^']*' = \{\n", text, re.M):
            if not re.search(rf'\b{m[1]}(\.|\b\n)', text):
                yield Change(m[1], m[1], lambda c, m=m: text[:m.end() - 2] + f'if ({c}) ' + text[m.end() - 2:])
        for m in re.finditer(r'^ +(\w+): \{\n', text, re.M):
            if m[1] in ('properties', 'params'):
                continue
            end = closing(text, m.end() - 2)
            yield Change(f'{m[1]}:{line_of(text, m.start())}', None, lambda c, m=m, end=end:
                         text[:m.end() - 2] + f'{c} ? ' + text[m.end() - 2:end + 1] + ' : null' + text[end + 1:])


def verdicts(files):
    """(rule, address) -> verdicts, and what was found to be unknown without saying what to supply."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, '.ringfence.yaml').touch()
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        r = subprocess.run([tool, 'scan', '--format', 'json', '--verdicts', 'all', '--fail-on', 'never', '--root', folder, folder],
                           capture_output=True, text=True, timeout=30)
    found, silent = collections.defaultdict(set), []
    for f in json.loads(r.stdout)['findings']:
        key = f['rule'], f['resource']['address'].replace('[0]', '')
        found[key].add(f['verdict'])
        if f['verdict'] == 'unknown' and not f.get('needs'):
            silent.append(key)
    return found, silent


wrong = changed = turn = 0


def tell(*words):
    global wrong
    wrong += 1
    print(*words)


def behind_a_condition(where, language, files, name, change):
    with_condition = files | {name: change.make(language.unknown)}
    held, fell, open_ = (verdicts(with_condition | {name: language.declare(with_condition[name], 'bool', default)})
                         for default in ('true', 'false', None))
    for key in held[0].keys() | fell[0].keys():
        if change.own and key[1].split('.')[-len(change.own.split('.')):] == change.own.split('.'):
            continue
        yes, no, got = held[0].get(key), fell[0].get(key), open_[0].get(key)
        if got is None or (yes == no and got != yes):
            tell('weak:', where, change.label, *key, yes, no, got)
        elif yes and no and yes != no and got != {'unknown'}:
            tell('unsound:', where, change.label, *key, yes, no, got)
    for key in open_[1]:
        tell('says not what it needs:', where, change.label, *key)


def behind_a_parameter(where, language, files, name, match):
    text, group = files[name], 1 if match[1] is not None else 2
    kind = 'bool' if match[group] in ('true', 'false') else 'int' if match[group].isdigit() else 'string'
    replaced = text[:match.start(group)] + language.unknown + text[match.end(group):]
    before, given, open_ = (verdicts(files | {name: each})[0] for each in
                            (text, language.declare(replaced, kind, match[group]), language.declare(replaced, kind, None)))
    label = f'{name}:{line_of(text, match.start())}'
    if given != before:
        tell('a default changes it:', where, label)
    for key, old in before.items():
        if key in open_ and not open_[key] <= old | {'unknown'}:
            tell('unsound:', where, label, *key, old, open_[key])


for language in (Terraform, Bicep):
    for scenario in sorted(p for p in scenarios.iterdir() if p.is_dir()):
        files = {str(p.relative_to(scenario)): p.read_text() for p in sorted(scenario.rglob('*' + language.extension))}
        for name, text in files.items():
            steps = [(behind_a_condition, change) for change in language.changes(text)]
            steps += [(behind_a_parameter, match) for match in language.literal.finditer(text)]
            for step, what in steps:
                turn += 1
                if turn % every == 0:
                    changed += 1
                    step(f'{scenario.name}/{name}', language, files, name, what)
print(f'{changed} changes to {scenarios.name}, {wrong} wrong verdicts')
sys.exit(bool(wrong) or not changed)
