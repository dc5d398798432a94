#!/usr/bin/env bash
# Lint, types, walls and docs drift; says every failure, not only the first.
set -uo pipefail
cd "$(dirname "$0")/.."
export LOOKFAR_HOME="${LOOKFAR_HOME:-build/check}"
status=0
step() {
    printf '%s\n' "== $1" >&2
    shift
    "$@" || status=1
}
step "ruff check" .venv/bin/ruff check src tests tools
step "ruff format" .venv/bin/ruff format --check -q src tests tools
step "mypy" .venv/bin/mypy
step "walls" .venv/bin/lint-imports
step "TypeScript" node_modules/.bin/tsc --noEmit -p frontend/tsconfig.json
step "house and docs" .venv/bin/python -m pytest tests/house -q
exit $status
