#!/usr/bin/env bash
# All tests, in random order; says what is left out for want of data or a browser, and last what failed.
set -euo pipefail
cd "$(dirname "$0")/.."
export LOOKFAR_HOME="${LOOKFAR_HOME:-build/test-home}"
if ! command -v chromium >/dev/null 2>&1 && [ -n "${CI:-}" ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null ||
        printf '%s\n' "lookfar: chromium could not be installed; browser tests will say they are left out" >&2
fi
[ -d ../shared/data ] || printf '%s\n' "lookfar: no sibling folder 'shared'; tests use the small payloads in the repository" >&2
exec .venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" -rsfE "$@"
