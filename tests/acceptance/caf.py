#!/usr/bin/env python3
"""terraform-azurerm-caf, one deployment for each folder of variable files.

usage: caf.py RINGFENCE CORPUS [--every N] [--list]

CORPUS is a checkout of the module: its examples/ is the root, and each folder below it that holds *.tfvars is a scenario,
deployed with all of them. No scenario may have a syntax error, an unknown function, a limit that was reached or a
for_each that is not known; evaluating it takes less than 50 ms once everything is parsed. Prints what is known of the
values, all in all. --every N takes every Nth scenario; --list prints each with its resources and mistakes.
"""
import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time

MILLISECONDS = 50
FORBIDDEN = {"syntax-error", "unsupported-function", "limit", "duplicate", "unknown-block"}


def scenarios(corpus):
    found = set()
    for folder, _, files in os.walk(os.path.join(corpus, "examples")):
        if any(name.endswith(".tfvars") for name in files):
            found.add(folder)
    return sorted(found)


def var_files(folder):
    names = sorted(name for name in os.listdir(folder) if name.endswith(".tfvars"))
    return [word for name in names for word in ("--var-file", os.path.join(folder, name))]


def run(tool, corpus, command, folder):
    return subprocess.run([tool, *command, "--root", corpus, *var_files(folder), os.path.join(corpus, "examples")],
                          capture_output=True, text=True, timeout=120)


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scan(tool, corpus, folder):
    """The report, and the milliseconds that evaluation took: of a processor, for a busy machine is no slow program."""
    before, started = processor_seconds(), time.monotonic()
    got = run(tool, corpus, ["scan", "--fail-on", "never", "--stats", "--format", "json"], folder)
    if got.returncode != 0:
        raise SystemExit(f"FAILED: exit {got.returncode} on {folder}\n{got.stderr}")
    had = min(1.0, (processor_seconds() - before) / (time.monotonic() - started))
    took = re.search(r"^graph +([\d.]+) ms", got.stderr, re.M)
    return json.loads(got.stdout), got.stderr, float(took[1]) * had


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("tool")
    arguments.add_argument("corpus")
    arguments.add_argument("--every", type=int, default=1)
    arguments.add_argument("--list", action="store_true")
    given = arguments.parse_args()
    corpus = os.path.realpath(given.corpus)
    chosen = scenarios(corpus)[:: given.every]
    wrong, resources, times, known = [], 0, [], [0, 0]
    for folder in chosen:
        name = os.path.relpath(folder, corpus)
        report, stats, took = scan(given.tool, corpus, folder)
        for _ in range(4):
            if took > MILLISECONDS:
                took = min(took, scan(given.tool, corpus, folder)[2])
        times.append((took, name))
        wrong += [f"{name}: {each.get('file')}:{each.get('line')}: {each['message']}" for each in report["diagnostics"]
                  if each["code"] in FORBIDDEN]
        values = re.search(r"^values +terraform ([\d,]+) of ([\d,]+) concrete.*unsupported (\d+)", stats, re.M)
        if values:
            known = [known[0] + int(values[1].replace(",", "")), known[1] + int(values[2].replace(",", ""))]
            if values[3] != "0":
                wrong.append(f"{name}: {values[3]} values of unknown functions")
        graph = json.loads(run(given.tool, corpus, ["graph", "--format", "json"], folder).stdout)
        nodes = [each for each in graph["nodes"] if not each["existing"]]
        resources += len(nodes)
        open_loops = {each["address"] for each in nodes if re.search(r"\[(?!\d+\]|\")", each["address"])}
        wrong += [f"{name}: {each} is not expanded" for each in sorted(open_loops)]
        if given.list:
            mistakes = sum(each["code"] == "evaluation-error" for each in report["diagnostics"])
            print(f"{name}: {len(nodes)} resources, {mistakes} mistakes, {took:.1f} ms")
    slowest = max(times)
    share = 100 * known[0] / max(known[1], 1)
    print(f"caf: {len(chosen)} scenarios, {resources} resources, {share:.1f} % of {known[1]} values known, "
          f"slowest {slowest[0]:.1f} ms ({slowest[1]})")
    if slowest[0] > MILLISECONDS:
        wrong.append(f"{slowest[1]} took {slowest[0]:.1f} ms")
    sys.exit("\n".join(f"FAILED: {each}" for each in wrong) or 0)


if __name__ == "__main__":
    main()
