#!/usr/bin/env bash
# Acceptance over the reference corpora. usage: shared.sh RINGFENCE SHARED
# Fails on a crash, a hang, a syntax error in a valid file, an unknown function, a literal that a graph lacks, or
# different findings for Bicep and the JSON compiled from it, or for Bicep and Terraform of one design.
set -euo pipefail
tool=$(realpath "$1")
shared=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gnu_time=$(type -P time || true)
fail() { echo "FAILED: $*" >&2; exit 1; }

echo "-- valid files are read without a syntax error"
for corpus in foundry-samples alz-bicep; do
  python3 "$shared/tools/parse_rate.py" "$tool" "$shared/corpus/$corpus" | tail -3 || fail "syntax errors in $corpus"
done
python3 "$shared/tools/parse_rate.py" "$tool" "$shared/corpus/bicep-baselines" --ext .bicep --ext .bicepparam \
  --allow "$here/bicep_invalid.txt" | tail -3 || fail "syntax errors in bicep-baselines"

echo "-- the compiler's own syntax errors are found on their lines, and no others"
annotated=${BICEP_BASELINES:-$shared/corpus/bicep-baselines}
if compgen -G "$annotated/*/main.diagnostics.bicep" >/dev/null; then
  python3 "$here/syntax_lines.py" "$tool" "$annotated" | tail -1 || fail "syntax errors of the invalid baselines"
else
  echo "no main.diagnostics.bicep in $annotated: skipped (BICEP_BASELINES names a folder that has them)"
fi

echo "-- every JSON template: our reader, its recovery and tree-sitter-json make the same tree; none has a syntax error"
reader="$here/../../build/test/tests/test_parsers"
for corpus in quickstarts foundry-samples bicep-registry-modules alz-bicep bicep-baselines; do
  [ -x "$reader" ] || { echo "test_parsers is not built: skipped"; break; }
  RINGFENCE_CORPUS="$shared/corpus/$corpus" "$reader" --gtest_filter='JsonCorpus.*' >"$work/json" || { cat "$work/json"; fail "JSON of $corpus"; }
  grep ' files, ' "$work/json" | sed "s/^/$corpus: /"
done

echo "-- every corpus, whole"
for corpus in foundry-samples quickstarts azure-terraform-quickstarts terraform-azurerm-caf bicep-registry-modules alz-bicep bicep-baselines; do
  code=0
  echo "not measured" >"$work/time"
  ${gnu_time:+"$gnu_time" -f '%e s, %M KB' -o "$work/time"} timeout 300 \
    "$tool" scan --generated scan --stats --format json="$work/$corpus.json" "$shared/corpus/$corpus" >/dev/null 2>"$work/err" || code=$?
  case $code in 0|1|3) ;; *) cat "$work/err" >&2; fail "exit $code on $corpus" ;; esac
  python3 - "$corpus" "$work/$corpus.json" "$(tail -1 "$work/time")" <<'PY'
import collections, json, sys
d = json.load(open(sys.argv[2])); s = d['summary']
by = collections.Counter(x['code'] for x in d['diagnostics'])
print(f"{sys.argv[1]}: {sum(s['files'].values())} files, {s['roots']} roots, {s['resources']} resources, {s['fail']} fail, "
      f"{s['unknown']} unknown, {s['pass']} pass; {dict(by)}; {sys.argv[3]}")
# The compiler's invalid baselines call what nobody knows on purpose.
strange = [x for x in d['diagnostics'] if x['code'] == 'unsupported-function' and '/Invalid' not in x['file']]
# All JSON templates of these corpora are what the deployment engine takes.
strange += [x for x in d['diagnostics'] if x['code'] in ('syntax-error', 'missing-type', 'not-text') and x['file'].endswith('.json')]
if strange: sys.exit('\n'.join(f"FAILED: {x['file']}:{x['line']}: {x['message']}" for x in strange))
PY
  grep '^values ' "$work/err" || true
done

echo "-- Terraform with variable files: some of the scenarios of caf (caf.py without --every runs all)"
python3 "$here/caf.py" "$tool" "$shared/corpus/terraform-azurerm-caf" --every 30 || fail "caf"

echo "-- graph takes every compiled template"
for corpus in quickstarts foundry-samples alz-bicep bicep-baselines bicep-registry-modules; do echo "$shared/corpus/$corpus"; done |
  xargs python3 "$here/graphs.py" "$tool" || fail "graph"

echo "-- no literal of an unconditional resource is missing in a graph"
# Some of the registry modules; which pairs differ otherwise is told, and measured whole elsewhere.
for sample in "foundry-samples 0" "bicep-registry-modules 60"; do
  set -- $sample
  python3 "$shared/tools/parity.py" "$tool" "$shared/corpus/$1" --only defaults --limit "$2" >"$work/parity" || true
  grep '^defaults: ' "$work/parity" || { cat "$work/parity" >&2; fail "parity.py on $1"; }
  grep -q '^defaults: .*broken 0.*literals missing 0/[1-9]' "$work/parity" || { cat "$work/parity" >&2; fail "literals of $1"; }
done

echo "-- Bicep and the JSON compiled from it: the same findings"
python3 "$here/same_findings.py" "$tool" "$shared/corpus/foundry-samples"

echo "-- azurerm in ARM terms: what has no mapping"
python3 "$here/mappings.py" "$tool" "$shared/corpus"

echo "-- one design in Bicep and in Terraform: the same findings, or a difference of the samples"
python3 "$here/same_design.py" "$tool" "$shared/corpus/foundry-samples" "$here/design_differences.txt"

echo "-- every rule of the catalogue is a policy, or rejected with a reason"
python3 "$here/catalogue.py" "$tool" "$shared" || fail "the catalogue"

echo "-- Azure's policy definitions: evaluated, and in agreement with ours"
python3 "$here/azure_policy.py" "$tool" "$shared" || fail "Azure's policy definitions"

echo "-- other analyzers' labelled cases: the same resources fail and pass"
python3 "$here/labels.py" "$tool" "$shared" || fail "labelled cases"
