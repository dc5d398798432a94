"""Deaths by country and month from the UCDP releases taken in: none, some, or not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import ibis

from lookfar.formats.ucdp import YEAR_ONLY
from lookfar.lake.manifest import Import
from lookfar.lake.opened import Opened, number
from lookfar.lake.pressure import known_at
from lookfar.lake.shape import Name, micros
from lookfar.lake.ucdp import KIND


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
    `population` of that year or the newest before it, None unknown.
    """

    isocode: str
    period: int
    fatalities_UCDP: int  # noqa: N815 - the field's own name of this column
    low: int
    high: int
    year_only: int
    events: int
    population: float | None


def monthly_deaths(lake: Opened, *, known_by: datetime, lifespans: Mapping[str, Lifespan]) -> list[MonthOfDeaths]:
    """Every country and month that some release known by then covers: 0 where it has no row.

    A month that nothing covers, or in which the country does not exist, is left out: it is not known.
    """
    us = micros(known_by)
    sums, people = _sums(lake, us), _population(lake, us)
    cells = _covered(lake.held.imports, us, lifespans) | set(sums)
    return [
        MonthOfDeaths(
            isocode=country,
            period=int(month.replace("-", "")),
            population=_of_year(people.get(country, {}), int(month[:4])),
            **sums.get((country, month), _NONE),
        )
        for country, month in sorted(cells)
    ]


_NONE = {"fatalities_UCDP": 0, "low": 0, "high": 0, "year_only": 0, "events": 0}


def _sums(lake: Opened, us: int) -> dict[tuple[str, str], dict[str, int]]:
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


def _covered(imports: tuple[Import, ...], us: int, lifespans: Mapping[str, Lifespan]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in imports:
        if one.kind != KIND or one.recorded_us > us:
            continue
        countries = lifespans if one.countries is None else one.countries
        for month in months(one.first, one.last):
            found.update((c, month) for c in countries if lifespans.get(c, Lifespan()).holds(month))
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


def _population(lake: Opened, us: int) -> dict[str, dict[int, float]]:
    table = lake.table(Name.INDICATORS)
    if table is None:
        return {}
    known = table.filter(table.indicator == "population", table.known_us <= us)
    found: dict[str, dict[int, float]] = defaultdict(dict)
    rows = lake.rows(known.select("country", "year", "value", "known_us", "recorded_us"))
    for row in sorted(rows, key=lambda row: (cast("int", row["known_us"]), cast("int", row["recorded_us"]))):
        found[str(row["country"])][cast("int", row["year"])] = cast("float", row["value"])
    return found


def _of_year(figures: Mapping[int, float], year: int) -> float | None:
    known = [one for one in figures if one <= year]
    return figures[max(known)] if known else None
