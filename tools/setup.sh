#!/usr/bin/env bash
# Sets up everything a bare machine needs; a second time it only checks. Argument: runtime or dev.
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:-runtime}"
python="${PYTHON:-python3.11}"
command -v "$python" >/dev/null 2>&1 || python=python3
stamps=.venv/.lookfar
start=$SECONDS

say() { printf '%s\n' "lookfar: $*" >&2; }

fail() {
    say "$1"
    say "what to do: $2"
    exit 1
}

done_for() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }

hash_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "Python 3.11 or newer is needed and was not found" "install Python 3.11 with pip and venv, or run make PYTHON=/path/to/python3.11"

if [ ! -x .venv/bin/python ]; then
    say "1/4 making the Python environment"
    "$python" -m venv .venv || fail "the virtual environment could not be made" "install the venv package of your Python"
fi
mkdir -p "$stamps"

want=$(hash_of requirements/"$kind".txt pyproject.toml)
if ! done_for "python-$kind" "$want" && ! { [ "$kind" = runtime ] && done_for python-dev "$(hash_of requirements/dev.txt pyproject.toml)"; }; then
    say "2/4 installing Python packages (about a minute)"
    .venv/bin/python -m pip install --quiet --require-hashes -r "requirements/$kind.txt" ||
        fail "a Python package could not be installed" "look at the message above; the package index must be reachable the first time"
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . ||
        fail "the project itself could not be installed" "look at the message above"
    printf '%s' "$want" >"$stamps/python-$kind"
fi

want=$(hash_of package.json package-lock.json)
if ! done_for node "$want"; then
    command -v npm >/dev/null 2>&1 || fail "npm was not found" "install Node 20 with npm"
    say "3/4 installing front-end packages"
    npm ci --no-audit --no-fund --loglevel=error >&2 ||
        fail "a front-end package could not be installed" "look at the message above; the package index must be reachable the first time"
    printf '%s' "$want" >"$stamps/node"
fi

want=$(find frontend tools/build_web.mjs src/lookfar/facts -type f -not -path '*/built/*' -not -path '*/cases/*' -not -name '*.pyc' -print0 | sort -z | xargs -0 cat | cat - requirements/runtime.txt package-lock.json | sha256sum | cut -d' ' -f1)
if ! done_for built "$want" || [ ! -d src/lookfar/facts/built ] || [ ! -d src/lookfar/web/static/built ]; then
    say "4/4 building the gazetteer, the borders and the pages"
    .venv/bin/python -m lookfar.facts.build_borders
    .venv/bin/python -m lookfar.facts.build_gazetteer
    node tools/build_web.mjs
    printf '%s' "$want" >"$stamps/built"
    say "set up in $((SECONDS - start)) s"
fi
