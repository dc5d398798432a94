"""Rows of a bulk CSV or Parquet file one by one, so that a bad one is set aside and a cut file refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from lookfar.domain.errors import InvalidValue
from lookfar.lake.tables import rows_of

GET_THE_WHOLE = "download it again, or, if you know that it is whole, put a line end after its last line"
_LONGEST = 10_000_000
_END = "\x1e"
"""A line put after the last one of a file: it comes out as a row of its own unless a quote is open."""
_LOOKED_AT = 20
"""Rows among which a head that is not there was looked for, as far as they are said."""
_SHOWN, _WIDE = 12, 40
"""Cells of such a row that are said, and characters of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The line with the names of the columns. `wanted`: those names, as words; `needed`: those without which it is none."""

    wanted: str
    fits: Callable[[Sequence[str]], bool]
    needed: tuple[str, ...] = ()


def with_columns(names: Sequence[str]) -> Head:
    """A head that has all of these names."""
    needed = tuple(names)
    return Head(
        wanted=", ".join(needed), fits=lambda cells: set(needed) <= {cell.strip() for cell in cells}, needed=needed
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One row as column name to value; `values` None when it does not have the head's number of cells.

    `where`: where in the file it begins, such as `line 3`.
    """

    values: Mapping[str, object] | None
    content: bytes
    where: str


def lines_of(path: Path, head: Head) -> Iterator[Line]:
    """The rows after the head. Raises InvalidValue when there is no head, when the text is no UTF-8, when the last
    row is cut off, or could be since the last line has no line end: then the file is not whole.
    """
    if path.suffix.lower() == ".parquet":
        for number, named in enumerate(rows_of(path), 1):
            if number == 1 and not head.fits(list(named)):
                raise _headless(path.name, head, [list(named)])
            yield Line(named, repr(dict(named)).encode(), f"row {number}")
        return
    csv.field_size_limit(_LONGEST)
    with path.open(encoding="utf-8-sig", newline="") as text:
        try:
            yield from _after_head(_rows(_ended(text, path.name), path.name), head, path.name)
        except (UnicodeDecodeError, csv.Error) as error:
            raise InvalidValue(f"{path.name} cannot be read as CSV in UTF-8: {error}") from error


def _ended(lines: Iterable[str], name: str) -> Iterator[str]:
    """The lines themselves; raises InvalidValue after the last one when it has no end, before its row is used."""
    last = "\n"
    for last in lines:
        yield last
    if not last.endswith(("\n", "\r")):
        raise InvalidValue(
            f"{name} is cut off, or its last line has no line end, so that nobody can tell whether its last figure is "
            f"whole: {GET_THE_WHOLE}"
        )


def _rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the line each begins on."""
    reader, begins = csv.reader(chain(lines, [_END])), 1
    for row in reader:
        if row == [_END]:
            return
        if row:
            yield begins, row
        begins = reader.line_num + 1
    raise InvalidValue(f"{name} is cut off: it ends inside a cell whose quotes are open")


def _after_head(rows: Iterator[tuple[int, list[str]]], head: Head, name: str) -> Iterator[Line]:
    seen: list[list[str]] = []
    for _, row in rows:
        if head.fits(row):
            break
        if len(seen) < _LOOKED_AT:
            seen.append(row)
    else:
        raise _headless(name, head, seen)
    names = [cell.strip() for cell in row]
    waiting: tuple[int, list[str]] | None = None
    for following in rows:
        if waiting is not None:
            yield _line(names, waiting)
        waiting = following
    if waiting is not None:
        if len(waiting[1]) < len(names):
            raise InvalidValue(f"{name} is cut off: its last row has {len(waiting[1])} of {len(names)} cells")
        yield _line(names, waiting)


def _headless(name: str, head: Head, seen: Sequence[Sequence[str]]) -> InvalidValue:
    """What to say of a file in which no line fits: what was wanted, and the widest line that was found."""
    wanted = f"{name} has no line with the names of the columns wanted ({head.wanted})"
    widest = max(seen, key=len, default=())
    if not widest:
        return InvalidValue(f"{wanted}: it is empty")
    cells = [cell.strip()[:_WIDE] for cell in widest]
    more = f" and {len(cells) - _SHOWN} more" if len(cells) > _SHOWN else ""
    missing = [one for one in head.needed if one not in cells]
    lacks = f"; missing: {', '.join(missing)}" if missing and len(missing) < len(head.needed) else ""
    found = f"{wanted}; found: {', '.join(cells[:_SHOWN])}{more}{lacks}"
    other = next((mark for mark in (";", "\t", "|") if len(widest) == 1 and mark in widest[0]), None)
    return InvalidValue(
        f"{found}; its cells are parted by {other!r}: save it with commas instead" if other else found
    )


def _line(head: list[str], numbered: tuple[int, list[str]]) -> Line:
    number, row = numbered
    values = dict(zip(head, row, strict=True)) if len(row) == len(head) else None
    return Line(values, ",".join(row).encode(), f"line {number}")
