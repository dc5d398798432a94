"""Rows of a bulk CSV or Parquet file one by one, so that a bad one is set aside and a cut file refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lookfar.domain.errors import InvalidValue
from lookfar.lake.tables import rows_of

_LONGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row as column name to value; `values` None when it does not have the head's number of cells."""

    values: Mapping[str, object] | None
    content: bytes


def lines_of(path: Path, is_head: Callable[[Sequence[str]], bool]) -> Iterator[Line]:
    """The rows after the head. Raises InvalidValue when there is no head, when the text is no UTF-8, or when
    the last row is cut off: then the file is not whole.
    """
    if path.suffix.lower() == ".parquet":
        for row in rows_of(path):
            yield Line(row, repr(dict(row)).encode())
        return
    csv.field_size_limit(_LONGEST)
    with path.open(encoding="utf-8-sig", newline="") as text:
        try:
            yield from _after_head(csv.reader(text), is_head, path.name)
        except (UnicodeDecodeError, csv.Error) as error:
            raise InvalidValue(f"{path.name} cannot be read as CSV in UTF-8: {error}") from error


def _after_head(cells: Iterator[list[str]], is_head: Callable[[Sequence[str]], bool], name: str) -> Iterator[Line]:
    head: list[str] | None = None
    waiting: list[str] | None = None
    for row in cells:
        if head is None:
            head = [cell.strip() for cell in row] if is_head(row) else None
        elif row:
            if waiting is not None:
                yield _line(head, waiting)
            waiting = row
    if head is None:
        raise InvalidValue(f"{name} has no line with the names of its columns")
    if waiting is not None:
        if len(waiting) < len(head):
            raise InvalidValue(f"{name} is cut off: its last row has {len(waiting)} of {len(head)} cells")
        yield _line(head, waiting)


def _line(head: list[str], row: list[str]) -> Line:
    values = dict(zip(head, row, strict=True)) if len(row) == len(head) else None
    return Line(values, ",".join(row).encode())
