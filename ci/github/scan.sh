#!/usr/bin/env bash
# The scan of the GitHub action: one run, all reports, its exit code.
#
# The variables of ../scan.sh, and:
# HIPAACHECK_SARIF_FILE   where SARIF goes; default: hipaacheck.sarif
# HIPAACHECK_SUMMARY      true (default) or false: the result in the summary of the job
# HIPAACHECK_ANNOTATIONS  true (default) or false: the worst failures at their files
# HIPAACHECK_UPLOAD_SARIF checked only: a later step uploads
# HIPAACHECK_PYTHON       the interpreter; default: python3
#
# Writes `exit-code`, and when there is a report `failures`, `runs` (in the SARIF file) and `sarif-file`, to GITHUB_OUTPUT.
# Ends with 2 when something is wrong here.
set -euo pipefail

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/null}"; }

finish() {
  output exit-code "$1"
  exit "$1"
}

fail() {
  printf '::error title=hipaacheck::%s\n' "$1"
  finish 2
}

switch() {
  case $2 in
    true | false) ;;
    *) fail "The input '$1' is neither true nor false." ;;
  esac
}

# muted COMMAND…: run it; nothing that it prints is a workflow command.
muted() {
  local token code=0
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  "$@" 2>&1 || code=$?
  printf '\n::%s::\n' "$token"
  return "$code"
}

# The failures that count, neither accepted nor known from the baseline; and the runs in SARIF.
COUNT='
import json, sys
findings, runs = (json.load(open(name, encoding="utf-8"))[key] for name, key in zip(sys.argv[1:], ("findings", "runs")))
print(sum(item["verdict"] == "fail" and not item["waived"] and item.get("baseline") != "unchanged" for item in findings), len(runs))
'

sarif=${HIPAACHECK_SARIF_FILE:-hipaacheck.sarif}
summary=${HIPAACHECK_SUMMARY:-true}
annotations=${HIPAACHECK_ANNOTATIONS:-true}
switch summary "$summary"
switch annotations "$annotations"
switch upload-sarif "${HIPAACHECK_UPLOAD_SARIF:-true}"
[[ $sarif != *[$'\r\n']* ]] || fail "The input 'sarif-file' has more than one line."

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
made=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/hipaacheck-XXXXXX")
trap 'rm -rf -- "$made"' EXIT

code=0
muted bash "$here/../scan.sh" --no-progress --no-color -f text -f "json=$made/report.json" -f "markdown=$made/summary.md" \
  -f "github=$made/annotations" -f "sarif=$made/report.sarif" --sarif-profile github || code=$?

# A waiver that is wrong ends in 2 too, with everything judged and reported.
if [[ $code != [0-3] || ($code == 2 && ! -f $made/report.json) ]]; then
  echo "::error title=hipaacheck::Nothing was judged (exit code $code). The log of this step says why."
  finish "$code"
fi
if [[ ! -f $made/report.json || ! -f $made/report.sarif ]]; then
  [[ $code == 3 ]] || fail "There is no report. The log of this step says why."
  echo "::error title=hipaacheck::Nothing could be read. The log of this step says why."
  if [[ $summary == true ]]; then echo "**Incomplete**: nothing could be read." >>"${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
  finish 3
fi

if [[ $annotations == true ]]; then cat -- "$made/annotations"; fi
if [[ $summary == true ]]; then cat -- "$made/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
mkdir -p -- "$(dirname -- "$sarif")" || fail "The folder of the SARIF file cannot be made."
cp -- "$made/report.sarif" "$sarif" || fail "The SARIF file cannot be written."
counts=$("${HIPAACHECK_PYTHON:-python3}" -c "$COUNT" "$made/report.json" "$made/report.sarif") || fail "The report cannot be read."
output failures "${counts% *}"
output runs "${counts#* }"
output sarif-file "$sarif"
finish "$code"
