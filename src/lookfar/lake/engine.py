"""Who computes: DuckDB inside this process, or Spark; the same expressions, the same answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lookfar.domain.errors import Misconfigured

MEMORY = "1000MB"
"""What DuckDB may use before it spills; the process itself needs some more."""
_SPARK = re.compile(r"spark://(?P<local>local(-cluster)?\[[\d,*]+\])|spark://[\w.-]+:\d+")


class Engine(Protocol):
    """One connection; not shared between threads."""

    def table(self, name: str, paths: Sequence[Path]) -> ir.Table:
        """The rows of these Parquet files as one table."""

    def answer(self, expression: ir.Table) -> pa.Table:
        """Computes an expression over tables of this engine."""

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
        self._connection = ibis.duckdb.connect(":memory:", memory_limit=MEMORY, temp_directory=str(spill))
        self._connection.raw_sql("SET preserve_insertion_order = false")

    def table(self, name: str, paths: Sequence[Path]) -> ir.Table:
        """The rows of these Parquet files as one table."""
        return self._connection.read_parquet(
            [str(path) for path in paths], table_name=name, hive_partitioning=False
        )

    def answer(self, expression: ir.Table) -> pa.Table:
        """Computes an expression over tables of this engine."""
        return self._connection.to_pyarrow(expression)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.disconnect()


class Spark:
    """A Spark cluster, or Spark in this process; its workers must see the lake's files under the same path."""

    def __init__(self, master: str) -> None:
        from pyspark.sql import SparkSession

        self._session = (
            SparkSession.builder.master(master)
            .appName("lookfar lake")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()
        )
        self._session.sparkContext.setLogLevel("ERROR")
        self._connection = ibis.pyspark.connect(self._session)

    def table(self, name: str, paths: Sequence[Path]) -> ir.Table:
        """The rows of these Parquet files as one table."""
        self._session.read.parquet(*(path.resolve().as_uri() for path in paths)).createOrReplaceTempView(name)
        return self._connection.table(name)

    def answer(self, expression: ir.Table) -> pa.Table:
        """Computes an expression over tables of this engine."""
        return self._connection.to_pyarrow(expression)

    def close(self) -> None:
        """Ends the session."""
        self._session.stop()
