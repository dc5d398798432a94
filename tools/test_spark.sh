#!/usr/bin/env bash
# The lake's tests on Spark as well: a master and two workers on loopback. PySpark goes into an environment of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
export LOOKFAR_HOME="${LOOKFAR_HOME:-build/test-home}"
python="${PYTHON:-python3.11}"
command -v "$python" >/dev/null 2>&1 || python=python3
say() { printf '%s\n' "lookfar: $*" >&2; }

java="$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')" || java=
if [ "${java:-0}" -lt 17 ]; then
    say "Java 17 or newer is needed and was not found"
    say "what to do: install a Java runtime, version 17"
    exit 1
fi
want="$(sha256sum requirements/spark.txt)"
if [ ! -f .venv-spark/.stamp ] || [ "$(cat .venv-spark/.stamp)" != "$want" ]; then
    say "installing PySpark into .venv-spark (some minutes)"
    "$python" -m venv .venv-spark
    .venv-spark/bin/python -m pip install --quiet --require-hashes -r requirements/spark.txt
    printf '%s' "$want" >.venv-spark/.stamp
fi
export PYTHONPATH=src:. # this environment has no Lookfar of its own, and some tests start processes
exec .venv-spark/bin/python -m pytest tests/lake -n 0 -rs "$@"
