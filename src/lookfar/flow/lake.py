"""From the records into the lake: what is new since the last time, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import pyarrow as pa

from lookfar.config import Config
from lookfar.flow.lake_rows import Row, incident_rows, rating_rows, report_rows
from lookfar.lake.shape import SCHEMAS, Name
from lookfar.lake.store import Lake, Writer
from lookfar.records import history

_PIECE = 5_000
"""Rows held as Python objects at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many rows were written, and the months (of recording) they are in."""

    incidents: int
    reports: int
    ratings: int
    months: tuple[str, ...]


def lake_of(config: Config) -> Lake:
    """The lake of this installation."""
    return Lake(config.at_home("lake"))


def export(lake: Lake, *, now: datetime) -> Exported:
    """Writes what the records hold and the lake does not; months that nothing was written to stay as they are.

    When the marks do not explain the number of rows (a restored database, a late commit), everything is
    written again. Raises Misconfigured when another export is running or the disk does not take it.
    """
    with lake.writing(now=now) as writer:
        incident_months = _incident_months(writer)
        incidents = _write(
            writer,
            Name.INCIDENTS,
            incident_months,
            (row for kept in history.incidents_of(incident_months) for row in incident_rows(kept)),
        )
        report_months = _report_months(writer)
        reports = _write(
            writer,
            Name.REPORTS,
            report_months,
            (row for kept in history.reports_of_months(report_months) for row in report_rows(kept)),
        )
        rating_months = _rating_months(writer)
        ratings = _write(
            writer,
            Name.RATINGS,
            rating_months,
            (row for kept in history.ratings_of(rating_months) for row in rating_rows(kept)),
        )
    months = incident_months | report_months | rating_months
    return Exported(incidents=incidents, reports=reports, ratings=ratings, months=tuple(sorted(months)))


def _incident_months(writer: Writer) -> set[str]:
    marks, written, names = writer.before.marks, history.incidents_written(), history.names_written()
    after, names_after = marks.get("incidents", 0), marks.get("names", 0)
    found = history.incident_months(after=after, names_after=names_after)
    if marks.get("incident_rows", 0) + history.incidents_after(after) != written.rows:
        found = history.every_incident_month() | set(writer.months(Name.INCIDENTS))
    writer.mark("incidents", written.newest)
    writer.mark("incident_rows", written.rows)
    writer.mark("names", names)
    return found


def _report_months(writer: Writer) -> set[str]:
    marks, written = writer.before.marks, history.reports_written()
    after = marks.get("reports", 0)
    found = history.report_months(after=after)
    if marks.get("report_rows", 0) + history.reports_after(after) != written.rows:
        found = history.every_report_month() | set(writer.months(Name.REPORTS))
    writer.mark("reports", written.newest)
    writer.mark("report_rows", written.rows)
    return found


def _rating_months(writer: Writer) -> set[str]:
    marks, written = writer.before.marks, history.ratings_written()
    after = marks.get("ratings", 0)
    found = history.rating_months(after=after)
    if marks.get("rating_rows", 0) + history.ratings_after(after) != written.rows:
        found = history.rating_months(after=0) | set(writer.months(Name.RATINGS))
    writer.mark("ratings", written.newest)
    writer.mark("rating_rows", written.rows)
    return found


def _write(writer: Writer, table: Name, months: set[str], rows: Iterable[Row]) -> int:
    """Makes these all the rows of these months; how many."""
    pieces: dict[str, list[pa.Table]] = defaultdict(list)
    for month, piece in _pieces(rows, SCHEMAS[table]):
        pieces[month].append(piece)
    for month in sorted(months):
        writer.replace(table, month, pa.concat_tables([SCHEMAS[table].empty_table(), *pieces.get(month, ())]))
    return sum(piece.num_rows for held in pieces.values() for piece in held)


def _pieces(rows: Iterable[Row], schema: pa.Schema) -> Iterator[tuple[str, pa.Table]]:
    waiting = iter(rows)
    while some := list(islice(waiting, _PIECE)):
        by_month: dict[str, list[Row]] = defaultdict(list)
        for row in some:
            by_month[row.month].append(row)
        for month, held in by_month.items():
            yield month, pa.Table.from_pylist([row.values for row in held], schema=schema)
