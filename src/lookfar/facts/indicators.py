"""Yearly figures of countries, as far as they were published at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from lookfar.facts.once import once
from lookfar.facts.shipped import read_table
from lookfar.ratings.inputs import Indicator

TOO_OLD = 8
"""Years after which a figure says nothing about now."""

Series = dict[str, dict[str, list[Indicator]]]


def open_indicators() -> Callable[[str, datetime], tuple[Indicator, ...]]:
    """A look-up: the newest known figure of each indicator of a country (alpha-3) as of a time.

    A figure of year Y counts as known some months after Y ends (`indicator_lags.csv`), so that a rating
    of the past uses only what had been published. `ucdp_deaths_3y` is the mean of three full years.
    """
    series, lags = _series(), _lags()

    @lru_cache(maxsize=1024)
    def in_month(country: str, year: int, month: int) -> tuple[Indicator, ...]:
        found = []
        for name, figures in series.get(country, {}).items():
            last = _last_year(year, month, lags[name])
            place = bisect_right([figure.year for figure in figures], last)
            if place and figures[place - 1].year > last - TOO_OLD:
                found.append(figures[place - 1])
        return tuple(found)

    def known(country: str, as_of: datetime) -> tuple[Indicator, ...]:
        moment = as_of.astimezone(UTC)
        return in_month(country, moment.year, moment.month)

    return known


def _last_year(year: int, month: int, months: int) -> int:
    return year - 1 - max(0, -(-(months - month + 1) // 12))


@once
def _lags() -> dict[str, int]:
    return {row["indicator"]: int(row["months"]) for row in read_table("indicator_lags.csv")}


@once
def _series() -> Series:
    series: Series = defaultdict(lambda: defaultdict(list))
    for row in read_table("indicators.csv"):
        series[row["country"]][row["indicator"]].append(
            Indicator(
                name=row["indicator"], year=int(row["year"]), value=float(row["value"]), source=row["source"]
            )
        )
    for by_name in series.values():
        for figures in by_name.values():
            figures.sort(key=lambda figure: figure.year)
        if "ucdp_deaths" in by_name:
            by_name["ucdp_deaths_3y"] = _three_year_means(by_name["ucdp_deaths"])
    return series


def _three_year_means(figures: list[Indicator]) -> list[Indicator]:
    return [
        Indicator(
            name="ucdp_deaths_3y",
            year=last.year,
            value=sum(figure.value for figure in figures[n - 2 : n + 1]) / 3,
            source=last.source,
        )
        for n, last in enumerate(figures)
        if n >= 2 and figures[n - 2].year == last.year - 2
    ]
