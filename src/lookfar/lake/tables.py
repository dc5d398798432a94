"""Rows of a Parquet or CSV file, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from lookfar.domain.errors import InvalidValue

_BATCH = 2_000


def rows_of(path: Path) -> Iterator[Mapping[str, object]]:
    """Each row as column name to value, in the file's order; CSV columns stay text.

    Raises InvalidValue when the file cannot be read as what its name says.
    """
    connection = duckdb.connect(":memory:")
    try:
        if path.suffix.lower() == ".parquet":
            table = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        else:
            table = connection.execute("SELECT * FROM read_csv(?, all_varchar = true, header = true)", [str(path)])
        names = [column[0] for column in table.description]
        while batch := table.fetchmany(_BATCH):
            for row in batch:
                yield dict(zip(names, row, strict=True))
    except duckdb.Error as error:
        raise InvalidValue(f"{path.name} cannot be read as a table: {error}") from error
    finally:
        connection.close()
