# What each target does is said in README.md and docs/commands.md.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup run test test-spark test-postgres check bench soak clean

setup:
	@PYTHON="$(PYTHON)" bash tools/setup.sh runtime

run:
	@PYTHON="$(PYTHON)" bash tools/setup.sh runtime
	@exec $(BIN)/lookfar up

test:
	@PYTHON="$(PYTHON)" bash tools/setup.sh dev
	@bash tools/test.sh

test-spark:
	@PYTHON="$(PYTHON)" bash tools/setup.sh dev
	@PYTHON="$(PYTHON)" bash tools/test_spark.sh

test-postgres:
	@PYTHON="$(PYTHON)" bash tools/setup.sh dev
	@bash tools/test_postgres.sh

check:
	@PYTHON="$(PYTHON)" bash tools/setup.sh dev
	@bash tools/check.sh

bench:
	@PYTHON="$(PYTHON)" bash tools/setup.sh dev
	@$(BIN)/python -m tools.bench

soak:
	@PYTHON="$(PYTHON)" bash tools/setup.sh dev
	@KILLS=200 $(BIN)/python -m pytest tests/stories/test_live_kills.py tests/stories/test_kills.py -q -s -n 0

clean:
	rm -rf $(VENV) .venv-spark node_modules build src/lookfar/facts/built src/lookfar/web/static/built
