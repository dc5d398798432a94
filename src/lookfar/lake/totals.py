"""Deaths by country and month that were summed by somebody else, without the events behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import ibis.expr.types as ir

from lookfar.lake.figures import same_figure
from lookfar.lake.manifest import Import
from lookfar.lake.opened import Opened
from lookfar.lake.shape import Name, instant, micros
from lookfar.lake.store import Writer

KIND = "ucdp_monthly"
LAG = 1
"""Whole months between the end of a month and the day its total counts as known: as long as UCDP's candidate
events take, which come out in the course of the month after theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Killed in a country (alpha-3) in a month (YYYY-MM). `population` None: not given."""

    country: str
    month: str
    deaths: int
    population: float | None


def take_totals(writer: Writer, totals: Iterable[Total], *, noted: Import, now: datetime) -> tuple[int, int]:
    """Takes in totals: how many are new, and how many revise one that was known.

    A first total counts as known a month after its month's end, or now if that is sooner; a revision from now
    on. A total that a later file lacks stays as it was.
    """
    by_year: dict[str, list[Total]] = defaultdict(list)
    for total in totals:
        by_year[total.month[:4]].append(total)
    new = revised = 0
    for year, some in sorted(by_year.items()):
        rows = writer.read(Name.UCDP_MONTHLY, f"{year}-12").to_pylist()
        held = {(row["country"], row["month"]): row for row in rows if row["superseded_us"] is None}
        before = len(rows)
        for total in some:
            old = held.get((total.country, total.month))
            if old is not None and old["deaths"] == total.deaths and _as_many(old["population"], total.population):
                continue
            if old is not None:
                old["superseded_us"] = max(micros(now), old["known_us"])
            known = min(micros(published(total.month)), micros(now)) if old is None else old["superseded_us"]
            new, revised = (new + 1, revised) if old is None else (new, revised + 1)
            held[total.country, total.month] = row = _row(total, known, micros(now))
            rows.append(row)
        if len(rows) > before:
            writer.replace(Name.UCDP_MONTHLY, f"{year}-12", rows)
    if (
        new
        or revised
        or not any(one.kind == noted.kind and one.sha256 == noted.sha256 for one in writer.before.imports)
    ):
        writer.imported(noted)
    return new, revised


def _as_many(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return same_figure(one, other)


def published(month: str) -> datetime:
    """When the total of a month (YYYY-MM) counts as known.

    >>> published("2021-11").isoformat()
    '2022-01-01T00:00:00+00:00'
    """
    number = int(month[:4]) * 12 + int(month[5:]) + LAG
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def totals_known(lake: Opened, us: int) -> list[Total]:
    """The totals in force at an instant."""
    known = _in_force(lake, us)
    if known is None:
        return []
    return [
        Total(
            country=str(row["country"]),
            month=str(row["month"]),
            deaths=cast("int", row["deaths"]),
            population=cast("float | None", row["population"]),
        )
        for row in lake.rows(known.select("country", "month", "deaths", "population"))
    ]


def knows_totals(lake: Opened, us: int) -> bool:
    """Whether any total is in force at an instant."""
    known = _in_force(lake, us)
    return known is not None and bool(lake.rows(known.select("month").limit(1)))


def _in_force(lake: Opened, us: int) -> ir.Table | None:
    table = lake.table(Name.UCDP_MONTHLY)
    if table is None:
        return None
    return table.filter(table.known_us <= us, table.superseded_us.isnull() | (table.superseded_us > us))


def replayed_months(lake: Opened, *, now: datetime) -> list[tuple[datetime, str]]:
    """When months (YYYY-MM) came to be known by the clock of a replay, before their file was taken in: instant
    and newest month of that instant, oldest first.
    """
    table = lake.table(Name.UCDP_MONTHLY)
    if table is None:
        return []
    late = table.filter(table.known_us < table.recorded_us, table.known_us <= micros(now))
    rows = lake.rows(late.group_by("known_us").aggregate(month=late.month.max()))
    return sorted((instant(cast("int", row["known_us"])), str(row["month"])) for row in rows)


def _row(total: Total, known_us: int, recorded_us: int) -> dict[str, object]:
    return {
        "country": total.country,
        "month": total.month,
        "deaths": total.deaths,
        "population": total.population,
        "known_us": known_us,
        "recorded_us": recorded_us,
        "superseded_us": None,
    }
