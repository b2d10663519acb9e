#!/usr/bin/env bash
# One scan, as variables say. Arguments are further options of `hipaacheck scan`, and the exit code is its own.
#
# HIPAACHECK_SOURCE   terraform (default), plan, or the name of another source
# HIPAACHECK_PATHS    what is scanned, one a line; default: .
# HIPAACHECK_SELECT, HIPAACHECK_IGNORE   one a line
# HIPAACHECK_FAIL_ON, HIPAACHECK_BASELINE, HIPAACHECK_CONFIG
# HIPAACHECK_ARGS     further options, one a line, each with its value: --var-file prod.tfvars
# HIPAACHECK_COMMAND  the program; default: hipaacheck
#
# No value is read by the shell: each line becomes one word, or an option and its value.
# It runs in bash 3.2 too. gitlab.yml and azure-devops.yml hold the part below the next line.
# ---
set -euo pipefail

words=(scan "${HIPAACHECK_SOURCE:-terraform}" "$@")

# add PREFIX TEXT: a word for each line of the text that is not blank.
add() {
  local line
  while IFS= read -r line; do
    line=${line%$'\r'}
    if [[ $line == *[![:space:]]* ]]; then words+=("$1$line"); fi
  done <<<"$2"
}

# add_options TEXT: an option for each line; what follows its first space is its value.
add_options() {
  local line pattern='^(--?[A-Za-z-]+) +(.*[^[:space:]])'
  while IFS= read -r line; do
    line=${line%$'\r'}
    if [[ $line =~ $pattern ]]; then
      words+=("${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}")
    else
      add "" "$line"
    fi
  done <<<"$1"
}

if [[ ${words[1]} != [a-z]* ]]; then
  printf 'hipaacheck: not a source: %q. Use plan or terraform.\n' "${words[1]}" >&2
  exit 2
fi
add --select= "${HIPAACHECK_SELECT:-}"
add --ignore= "${HIPAACHECK_IGNORE:-}"
add --fail-on= "${HIPAACHECK_FAIL_ON:-}"
add --baseline= "${HIPAACHECK_BASELINE:-}"
add --config= "${HIPAACHECK_CONFIG:-}"
add_options "${HIPAACHECK_ARGS:-}"
words+=(--)
add "" "${HIPAACHECK_PATHS:-.}"

"${HIPAACHECK_COMMAND:-hipaacheck}" "${words[@]}"
