#!/usr/bin/env bash
# The store's, the flow's and the doors' tests on PostgreSQL, on a server of their own that ends with them.
set -euo pipefail
cd "$(dirname "$0")/.."
export LOOKFAR_HOME="${LOOKFAR_HOME:-build/test-home-postgresql}"
if ! compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && ! command -v initdb >/dev/null 2>&1; then
    printf '%s\n' "lookfar: no PostgreSQL server is installed; installing Debian's" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null || {
        printf '%s\n' "lookfar: it could not be installed" "what to do: install the package postgresql" >&2
        exit 1
    }
fi
rooms=("$@")
[ "$#" -gt 0 ] || rooms=(tests/records tests/flow tests/alerts tests/api tests/web)
exec .venv/bin/python -m tools.postgres_server .venv/bin/python -m pytest -n 0 -rs "${rooms[@]}"
