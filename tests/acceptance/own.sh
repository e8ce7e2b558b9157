#!/usr/bin/env bash
# Acceptance on the repository's own fixtures: what a stranger's clone must show. usage: own.sh RINGFENCE
set -euo pipefail
tool=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
expect() {  # expect CODE COMMAND...
  local want=$1 code=0
  shift
  "$@" >"$work/out" 2>"$work/err" || code=$?
  [ "$code" = "$want" ] || { cat "$work/err" >&2; fail "exit $code instead of $want: $*"; }
}

# Real findings in all three languages, each in the file that decides.
expect 1 "$tool" scan --format json=showcase.json fixtures/showcase --format text || true
mv showcase.json "$work/showcase.json"
python3 - "$work/showcase.json" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
files = {f['file'].rsplit('.', 1)[-1] for f in d['findings']}
assert {'bicep', 'json'} <= files and files & {'tf', 'tfvars'}, files
assert not d['diagnostics'], d['diagnostics']
print(f"showcase: {len(d['findings'])} findings in {sorted(files)}")
PY

# Every azurerm attribute of the fixtures has a mapping, or a reason why it needs none.
"$tool" scan --stats --fail-on never --format json=/dev/null fixtures >/dev/null 2>"$work/err" || true
grep '^terraform' "$work/err"
[ "$(grep -c '^terraform  *0 of .* without a mapping' "$work/err")" = 2 ] || fail "azurerm of the fixtures has no mapping"

# The same bytes for any number of jobs.
for jobs in 1 4; do
  "$tool" scan --jobs "$jobs" --verdicts all --format json="$work/j$jobs.json" --fail-on never fixtures >/dev/null 2>&1 || true
done
cmp "$work/j1.json" "$work/j4.json" || fail "output depends on --jobs"

# Bad input: one clear message and the documented exit code.
expect 2 "$tool" scan "$work/nowhere"
grep -q nowhere "$work/err" || fail "a missing path is not named"
mkdir "$work/empty"
expect 0 "$tool" scan "$work/empty"
mkdir "$work/binary"; head -c 4096 /dev/urandom >"$work/binary/main.bicep"
expect 3 "$tool" scan "$work/binary"
mkdir "$work/truncated"; head -c 700 fixtures/showcase/bicep/main.bicep >"$work/truncated/main.bicep"
expect 3 "$tool" scan --rule RF-AI-001 "$work/truncated"
mkdir "$work/deep"; python3 -c "print('param x array = ' + '[' * 100000)" >"$work/deep/main.bicep"
expect 3 timeout 20 "$tool" scan "$work/deep"
python3 -c "print('{\"\$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"resources\": ' + '[' * 100000)" >"$work/deep.json"
expect 3 timeout 20 "$tool" scan "$work/deep.json"
mkdir "$work/cycle"
printf "module b 'b.bicep' = { name: 'b' }\n" >"$work/cycle/a.bicep"
printf "module a 'a.bicep' = { name: 'a' }\n" >"$work/cycle/b.bicep"
timeout 20 "$tool" scan "$work/cycle" >"$work/out" 2>&1 || [ $? = 3 ] || fail "a module cycle"
mkdir "$work/policies"; printf 'id: RF-X-001\nresorce: Microsoft.Storage/storageAccounts\n' >"$work/policies/bad.yaml"
printf 'rules: { RF-AI-001: of }\n' >"$work/empty/.ringfence.yaml"
expect 2 "$tool" scan "$work/empty"
rm "$work/empty/.ringfence.yaml"
expect 2 "$tool" scan --format json="$work/no/such/folder/out.json" fixtures/showcase
expect 2 "$tool" scan --format junit fixtures/showcase
grep -q 'not available in this version' "$work/err" || fail "--format junit is not refused in words"

# One changed file, from process start to exit.
python3 - "$tool" <<'PY'
import subprocess, sys, time
best = 9.0
for _ in range(7):
    t = time.monotonic()
    subprocess.run([sys.argv[1], 'scan', '--fail-on', 'never', 'fixtures/showcase/bicep/modules/openai.bicep'], capture_output=True)
    best = min(best, time.monotonic() - t)
start = 9.0
for _ in range(9):
    t = time.monotonic()
    subprocess.run([sys.argv[1], 'version'], capture_output=True)
    start = min(start, time.monotonic() - t)
print(f'one changed file: {best * 1000:.1f} ms; start-up: {start * 1000:.1f} ms')
assert best < 0.05 and start < 0.02
PY

# The page about the security guide says what the policies say.
scripts/coverage --check || fail "docs/coverage.md"

# An unknown is the verdict of neither or both; each tenth change (all of them: leave the 10 out, three minutes).
python3 "$here/unknowns.py" "$tool" fixtures/equivalence 10 || fail "a verdict on what is not known"
echo "own acceptance passed"
