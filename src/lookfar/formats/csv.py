"""Tables as CSV (RFC 4180), with the delimiters and quotes that spreadsheets write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from lookfar.domain.errors import InvalidValue
from lookfar.formats.encoded import decoded

MOST_ROWS = 5_000
_DELIMITERS = ",;\t"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet reads a cell that starts so as a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record; `line` is where it starts in the file, from 1. Cells are stripped, "" when absent."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A read file; `notes` say how it was read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read_csv(content: bytes, *, known: Sequence[str], needed: Sequence[str]) -> Table:
    """The table of a file whose first line names columns, in any order, of `known`.

    Raises InvalidValue when a needed column is missing, a name is nearly that of a known column, or the file
    is no table. A column of another name is left out with a note.
    """
    text, note = decoded(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    records = _records(text, delimiter)
    if not records:
        raise InvalidValue("the file has no line with the names of the columns")
    names = [name.strip().strip("\ufeff").casefold().replace(" ", "_") for name in records[0][1]]
    notes = [note] if note else []
    notes += _check_columns(names, known, needed)
    rows = tuple(_row(line, cells, names, known) for line, cells in records[1:])
    if not rows:
        raise InvalidValue("the file has the names of columns, but no row below them")
    if len(rows) > MOST_ROWS:
        raise InvalidValue(f"the file has more than {MOST_ROWS} rows; split it")
    return Table(columns=tuple(name for name in names if name in known), rows=rows, notes=tuple(notes))


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Records that hold anything, with the line each starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidValue(f"line {line}: the quotes do not match, or a cell is too long ({error})") from error
    return found


def _check_columns(names: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> list[str]:
    missing = [name for name in needed if name not in names]
    if missing:
        raise InvalidValue(
            f"line 1: there is no column {missing[0]!r}; the columns are {', '.join(known)}. Take the template"
        )
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise InvalidValue(f"line 1: there are two columns {twice!r}")
    notes = []
    for name in names:
        if name in known or not name:
            continue
        if near := get_close_matches(name.replace("-", ""), known, 1, 0.75):
            raise InvalidValue(
                f"line 1: there is no column {name[:40]!r}; rename it to {near[0]!r}, or take it out"
            )
        notes.append(f"the column {name[:40]!r} is not read")
    return notes


def _row(line: int, cells: Sequence[str], names: Sequence[str], known: Sequence[str]) -> Row:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        raise InvalidValue(
            f"line {line}: there are more cells than columns; put text that holds the delimiter in double quotes"
        )
    padded = [*cells, *[""] * len(names)]
    return Row(
        line=line, cells={name: _plain(cell) for name, cell in zip(names, padded, strict=False) if name in known}
    )


def _plain(cell: str) -> str:
    """A cell without the apostrophe that write_csv puts before a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A table in UTF-8 with a byte order mark, CRLF and commas; no cell is a formula to a spreadsheet.

    >>> write_csv(["name"], [{"name": "=1+1"}]).decode("utf-8-sig")
    "name\\r\\n'=1+1\\r\\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_inert(row.get(column)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _inert(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
