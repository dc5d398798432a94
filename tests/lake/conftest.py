"""One suite, every engine: tests that take `engine` run on DuckDB and, where PySpark is installed, on Spark."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.lake.cluster import started_cluster

from lookfar.lake.engine import Engine, open_engine
from lookfar.lake.store import Lake

SPARK = pytest.param(
    "spark",
    marks=[
        pytest.mark.spark,
        pytest.mark.skipif(find_spec("pyspark") is None, reason="left out: no PySpark; `make test-spark` has it"),
    ],
)


@pytest.fixture(scope="session", params=["duckdb", SPARK])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """DuckDB, and Spark with a master and two workers."""
    spill = tmp_path_factory.mktemp("spill")
    if request.param == "duckdb":
        opened = open_engine("duckdb", spill=spill)
        yield opened
        opened.close()
        return
    with started_cluster(spill) as master:
        opened = open_engine(master, spill=spill)
        yield opened
        opened.close()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(tmp_path / "lake")
