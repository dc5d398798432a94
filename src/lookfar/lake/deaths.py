"""Deaths by country and month from the UCDP releases and totals taken in: none, some, or not known."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import ibis

from lookfar.formats.ucdp import YEAR_ONLY
from lookfar.lake.known import known_at
from lookfar.lake.manifest import Cell, Manifest
from lookfar.lake.opened import Opened, number
from lookfar.lake.shape import Name, micros
from lookfar.lake.totals import Total, knows_totals, totals_known
from lookfar.lake.ucdp import KIND, coverage_of, release_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifespan:
    """The months in which a state exists, both included; "" is without end on that side."""

    first: str = ""
    last: str = ""

    def holds(self, month: str) -> bool:
        """Whether it exists in a month."""
        return self.first <= month and (not self.last or month <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfDeaths:
    """Killed in a country (alpha-3) in a month (YYYYMM). Only months that a release covers are given.

    `year_only`: the part of `best` of which only the year is known; it is booked on the year's first month.
    `population` of that year or the newest before it. None is unknown: of a month of which only a total is known
    there are no bounds and no events.
    """

    isocode: str
    period: int
    fatalities_UCDP: int  # noqa: N815 - the field's own name of this column
    low: int | None
    high: int | None
    year_only: int | None
    events: int | None
    population: float | None


def monthly_deaths(lake: Opened, *, known_by: datetime, lifespans: Mapping[str, Lifespan]) -> list[MonthOfDeaths]:
    """Every country and month that some release known by then covers: 0 where it has no row.

    A month that nothing covers, or in which the country does not exist, is left out: it is not known.
    """
    us = micros(known_by)
    sums, people = _sums(lake, us), _population(lake, us)
    totals = {(one.country, one.month): one for one in totals_known(lake, us)}
    covered = _covered(lake.held, us, lifespans, set(sums))
    found = []
    for country, month in sorted(covered | totals.keys()):
        total = totals.get((country, month))
        known = _of_year(people.get(country, ()), int(month[:4]))
        found.append(
            MonthOfDeaths(
                isocode=country,
                period=int(month.replace("-", "")),
                population=total.population if known is None and total is not None else known,
                **(sums.get((country, month), _NONE) if (country, month) in covered else _only(total)),
            )
        )
    return found


def vintage(lake: Opened, *, known_by: datetime) -> str:
    """The newest releases that deaths by month rest on as known then, "" when there are none that can be named."""
    imports = [one for one in lake.held.imports if lake.held.known_us(one) <= micros(known_by)]
    named = {release_of(one.release) for one in imports if one.kind == KIND}
    releases = sorted((one for one in named if one is not None), key=lambda r: r.order)
    yearly = [str(one) for one in releases if one.month is None][-1:]
    candidate = [str(one) for one in releases if one.month is not None][-1:]
    parts = [f"UCDP GED {one}" for one in yearly] + [f"UCDP candidate {one}" for one in candidate]
    return " + ".join([*parts, *(["UCDP monthly totals"] if knows_totals(lake, micros(known_by)) else [])])


_NONE: dict[str, int | None] = {"fatalities_UCDP": 0, "low": 0, "high": 0, "year_only": 0, "events": 0}


def _only(total: Total | None) -> dict[str, int | None]:
    deaths = None if total is None else total.deaths
    return {"fatalities_UCDP": deaths, "low": None, "high": None, "year_only": None, "events": None}


def _sums(lake: Opened, us: int) -> dict[Cell, dict[str, int]]:
    table = lake.table(Name.UCDP_EVENTS)
    if table is None:
        return {}
    events = known_at(table, us)
    events = events.filter(~events.withdrawn)
    people = {name: events[name].cast("float64") for name in ("best", "low", "high")}
    summed = events.group_by(["country", "month"]).aggregate(
        fatalities_UCDP=people["best"].sum(),
        low=people["low"].sum(),
        high=people["high"].sum(),
        year_only=ibis.ifelse(events.date_prec >= YEAR_ONLY, people["best"], number(0.0)).sum(),
        events=events.count().cast("float64"),
    )
    return {
        (str(row.pop("country")), str(row.pop("month"))): {
            name: int(cast("float", value)) for name, value in row.items()
        }
        for row in lake.rows(summed)
    }


def _covered(held: Manifest, us: int, lifespans: Mapping[str, Lifespan], reported: set[Cell]) -> set[Cell]:
    """Months that a release has everything of; one that it has a stray event of is not known by that."""
    found: set[Cell] = set()
    for one in held.imports:
        if one.kind != KIND or held.known_us(one) > us:
            continue
        covered, countries = coverage_of(one), lifespans if one.countries is None else one.countries
        for month in months(one.first, one.last):
            existing = (c for c in countries if lifespans.get(c, Lifespan()).holds(month))
            found.update((c, month) for c in existing if covered.holds(month, c))
        found.update((c, month) for c, month in reported if covered.holds(month, c))
    return found


def months(first: str, last: str) -> Iterator[str]:
    """Every month from `first` to `last`, both included.

    >>> list(months("2021-11", "2022-02"))
    ['2021-11', '2021-12', '2022-01', '2022-02']
    """
    year, month = int(first[:4]), int(first[5:])
    while f"{year:04d}-{month:02d}" <= last:
        yield f"{year:04d}-{month:02d}"
        year, month = year + month // 12, month % 12 + 1


def _population(lake: Opened, us: int) -> dict[str, list[tuple[int, float]]]:
    """By country: years with their figures, oldest first."""
    table = lake.table(Name.INDICATORS)
    if table is None:
        return {}
    known = table.filter(table.indicator == "population", table.known_us <= us)
    found: dict[str, dict[int, float]] = defaultdict(dict)
    rows = lake.rows(known.select("country", "year", "value", "known_us", "recorded_us"))
    for row in sorted(rows, key=lambda row: (cast("int", row["known_us"]), cast("int", row["recorded_us"]))):
        found[str(row["country"])][cast("int", row["year"])] = cast("float", row["value"])
    return {country: sorted(figures.items()) for country, figures in found.items()}


def _of_year(figures: Sequence[tuple[int, float]], year: int) -> float | None:
    at = bisect_right(figures, year, key=lambda one: one[0])
    return figures[at - 1][1] if at else None
