"""Yearly figures of countries: taken in without losing what was said before, asked as of a time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import ibis

from lookfar.lake.manifest import Import
from lookfar.lake.opened import Opened
from lookfar.lake.shape import Name, micros
from lookfar.lake.store import Writer

KIND = "worldbank"
ROUNDING = 1e-9
"""Part of a figure by which two of it differ at most when one is the other, written by another program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a year for a country (alpha-3), from a publisher under a licence.

    `months`: how long after the year's end it counts as published.
    """

    country: str
    indicator: str
    year: int
    value: float
    source: str
    licence: str
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The newest figure of one indicator of one country that was known; `source` is its publisher."""

    country: str
    indicator: str
    year: int
    value: float
    source: str


def take_figures(writer: Writer, figures: Iterable[Figure], *, noted: Import, now: datetime) -> tuple[int, int]:
    """Takes in figures: how many are new, and how many revise one that its publisher gave before.

    A first figure counts as known from its publication on, a revision from now on; a figure that a later
    file lacks, or rounds otherwise, stays as it was.
    """
    by_year: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_year[figure.year].append(figure)
    new = revised = 0
    for year, some in sorted(by_year.items()):
        month = f"{year}-12"
        rows = writer.read(Name.INDICATORS, month).to_pylist()
        held = {(row["country"], row["indicator"], row["source"]): row["value"] for row in rows}
        before = len(rows)
        for figure in some:
            key = (figure.country, figure.indicator, figure.source)
            if key in held and same_figure(held[key], figure.value):
                continue
            new, revised = (new, revised + 1) if key in held else (new + 1, revised)
            known = micros(now) if key in held else micros(published(figure))
            held[key] = figure.value
            rows.append(_row(figure, known, micros(now)))
        if len(rows) > before:
            writer.replace(Name.INDICATORS, month, rows)
    if (
        new
        or revised
        or not any(one.kind == noted.kind and one.sha256 == noted.sha256 for one in writer.before.imports)
    ):
        writer.imported(noted)
    return new, revised


def same_figure(one: float, other: float) -> bool:
    """Whether two figures differ by no more than a rounding.

    >>> same_figure(19482117.000000007, 19482117.0), same_figure(19482117.0, 19482118.0)
    (True, False)
    """
    return math.isclose(one, other, rel_tol=ROUNDING)


def published(figure: Figure) -> datetime:
    """When a figure counts as published: some months after the end of its year."""
    whole = figure.months
    return datetime(figure.year + 1 + whole // 12, whole % 12 + 1, 1, tzinfo=UTC)


def newest_known(lake: Opened, *, as_of: datetime, oldest_year: int = 0) -> list[Known]:
    """For each country, indicator and publisher the figure of the newest year that was known, none older than `oldest_year`.

    A year that is missing leaves the one before it in force.
    """
    table = lake.table(Name.INDICATORS)
    if table is None:
        return []
    known = table.filter(table.known_us <= micros(as_of), table.year >= oldest_year)
    newest = ibis.window(
        group_by=[known.country, known.indicator, known.source],
        order_by=[ibis.desc(known.year), ibis.desc(known.known_us), ibis.desc(known.recorded_us)],
    )
    ranked = known.mutate(place=ibis.row_number().over(newest))
    first = ranked.filter(ranked.place == 0).select("country", "indicator", "year", "value", "source")
    found = [
        Known(
            country=str(row["country"]),
            indicator=str(row["indicator"]),
            year=cast("int", row["year"]),
            value=cast("float", row["value"]),
            source=str(row["source"]),
        )
        for row in lake.rows(first)
    ]
    return sorted(found, key=lambda one: (one.country, one.indicator, one.source))


def _row(figure: Figure, known_us: int, recorded_us: int) -> dict[str, object]:
    return {
        "country": figure.country,
        "indicator": figure.indicator,
        "year": figure.year,
        "value": figure.value,
        "source": figure.source,
        "licence": figure.licence,
        "known_us": known_us,
        "recorded_us": recorded_us,
    }
