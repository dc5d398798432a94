"""Who computes: DuckDB inside this process, or Spark; the same Ibis expressions, the same answers.

Ibis writes the SQL; the connections are ours, since those of Ibis 12 use calls that DuckDB 2 is dropping
(docs/decisions/0007-lake.md).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lookfar.domain.errors import Misconfigured

MEMORY = "1000MB"
"""What DuckDB may use before it spills; the process itself needs some more."""
_SPARK = re.compile(r"spark://(?P<local>local(-cluster)?\[[\d,*]+\])|spark://[\w.-]+:\d+")


class Engine(Protocol):
    """One connection; not shared between threads."""

    def show(self, name: str, paths: Sequence[Path]) -> None:
        """Makes the rows of these Parquet files the table of this name."""

    def answer(self, expression: ir.Table) -> pa.Table:
        """Computes an expression over tables that were shown."""

    def close(self) -> None:
        """Ends the connection."""


def open_engine(named: str, *, spill: Path) -> Engine:
    """`duckdb`, `spark://host:port`, or `spark://local[2]`; raises Misconfigured for anything else.

    `spill`: a directory for what does not fit into memory.
    """
    if named == "duckdb":
        return DuckDB(spill)
    found = _SPARK.fullmatch(named)
    if found is None:
        raise Misconfigured(f"LOOKFAR_LAKE must be duckdb or spark://host:port, not {named!r}")
    if find_spec("pyspark") is None:
        raise Misconfigured("LOOKFAR_LAKE names Spark, but PySpark is not installed: requirements/spark.txt")
    return Spark(found["local"] or named)


class DuckDB:
    """DuckDB in memory; what does not fit goes to `spill`."""

    def __init__(self, spill: Path) -> None:
        self._connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(spill)})
        self._connection.execute("SET preserve_insertion_order = false")

    def show(self, name: str, paths: Sequence[Path]) -> None:
        """Makes the rows of these Parquet files the table of this name."""
        files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet([{files}], hive_partitioning = false)"
        )

    def answer(self, expression: ir.Table) -> pa.Table:
        """Computes an expression over tables that were shown."""
        return self._connection.sql(ibis.to_sql(expression, dialect="duckdb")).to_arrow_table()

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


class Spark:
    """A Spark cluster, or Spark in this process; its workers must see the lake's files under the same path."""

    def __init__(self, master: str) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            from pyspark.sql import SparkSession

            assert ibis.pyspark  # its options exist once it is named, and its SQL needs them
        self._session = (
            SparkSession.builder.master(master)
            .appName("lookfar lake")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()
        )
        self._session.sparkContext.setLogLevel("ERROR")

    def show(self, name: str, paths: Sequence[Path]) -> None:
        """Makes the rows of these Parquet files the table of this name."""
        files = [path.resolve().as_uri() for path in paths]
        self._session.read.parquet(*files).createOrReplaceTempView(name)

    def answer(self, expression: ir.Table) -> pa.Table:
        """Computes an expression over tables that were shown."""
        return self._session.sql(ibis.to_sql(expression, dialect="pyspark")).toArrow()

    def close(self) -> None:
        """Ends the session."""
        self._session.stop()
