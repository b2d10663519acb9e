#!/usr/bin/env bash
# Install hipaacheck for the GitHub action, into an environment of its own.
#
# HIPAACHECK_PYTHON   the interpreter
# HIPAACHECK_VERSION  a released version; empty: the action's own checkout
# Writes `command` to GITHUB_OUTPUT. Exits with 2 when it cannot be installed.
set -euo pipefail

fail() {
  printf '::error title=hipaacheck::%s\n' "$1"
  exit 2
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=$(cd "$here/../.." && pwd)
version=${HIPAACHECK_VERSION:-}
if [[ -n $version ]]; then
  [[ $version =~ ^[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?$ ]] || fail "The input 'version' is not a version such as 0.1.0."
  package=hipaacheck==$version
fi

folder=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/hipaacheck-XXXXXX")
"${HIPAACHECK_PYTHON:-python3}" -m venv "$folder" || fail "Python cannot make an environment."
programs=$folder/bin
[[ -d $programs ]] || programs=$folder/Scripts
"$programs/python" -m pip install --quiet --no-input --disable-pip-version-check "$package" || fail "hipaacheck cannot be installed."
"$programs/hipaacheck" --version
printf 'command=%s\n' "$programs/hipaacheck" >>"${GITHUB_OUTPUT:-/dev/null}"
