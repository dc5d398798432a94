"""What followed each level: of every daily rating whose days are over and were listened to, the incidents after it.

window of a rating made at t over s days = (t, t + s]
over        t + s <= the time the lake is asked as of
listened    no daily rating in it says blind, and at least HEARD of its days have one
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import ibis.expr.types as ir
import pyarrow as pa

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Origin
from lookfar.lake.known import relevant
from lookfar.lake.opened import Opened, number
from lookfar.lake.shape import Name, instant, micros, span_us
from lookfar.lake.windows import Runs, Windows, runs_of, seen_in, windows_of

HEARD = 0.95
"""Least share of a window's days that must have a daily rating: else nobody listened, and silence says nothing."""
ALPHA3 = 3
"""Letters of a country's code."""
BELIEF = 0.5
"""Least belief that an incident is of its country and category, as in the outlook of the method of ratings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFollowed:
    """One area while it stood at one level: windows of `days` days, and what happened in them.

    `any_`, `five`: windows with at least one, at least five relevant incidents; `seen` incidents in all;
    `expected` by the outlooks, `within` their intervals, of the `foretold` windows that have one for these days.
    """

    category: str
    level: int
    area: str
    days: int
    windows: int
    any_: int
    five: int
    seen: int
    foretold: int
    expected: float
    within: int
    seen_foretold: int
    replayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Windows of `days` days that are not counted, and why; `counted` those that are."""

    days: int
    counted: int
    not_over: int
    not_listened: int


def levels_and_what_followed(
    lake: Opened,
    *,
    as_of: datetime,
    since: datetime,
    days: Sequence[int],
    groups: Mapping[str, Sequence[Category]],
) -> tuple[list[AreaFollowed], list[LeftOut]]:
    """Daily ratings after `since` at level 1 or more. `groups`: by category or headline, what counts for it."""
    runs = _runs(lake, as_of, since, list(groups))
    if runs is None:
        return [], []
    happened = _happened(lake, as_of, since)
    counts = {group: [one.value for one in members] for group, members in groups.items()}
    found: list[AreaFollowed] = []
    left: list[LeftOut] = []
    for length in sorted(set(days)):
        span = span_us(timedelta(days=length))
        seen = seen_in(runs, happened, counts, span)
        windows = windows_of(runs, seen, span, HEARD * length, micros(as_of))
        left.append(_left_out(windows, length))
        for level in range(1, 6):
            found += _of_level(runs, windows, level, length)
    return sorted(found, key=lambda one: (one.days, one.category, one.level, one.area)), left


def _of_countries(ratings: ir.Table, us: int) -> ir.Table:
    """Ratings of whole countries (alpha-3) up to an instant: incidents are counted by country, so a part of one
    would be held against none.
    """
    return ratings.filter(ratings.as_of_us <= us, ratings.area.length() == ALPHA3)


def _runs(lake: Opened, as_of: datetime, since: datetime, wanted: list[str]) -> Runs | None:
    """The daily ratings; None when there are none."""
    ratings = lake.table(Name.RATINGS)
    if ratings is None:
        return None
    issued = _of_countries(ratings, micros(as_of)).filter(
        ratings.as_of_us > micros(since), ratings.category.isin(wanted)
    )
    rows = lake.columns(
        issued.select(
            "area",
            "category",
            "as_of_us",
            "level",
            "ahead_days",
            "ahead_mean",
            "ahead_low",
            "ahead_high",
            blind=(issued.coverage == Coverage.BLIND.value).cast("int8"),
            replayed=(issued.origin == Origin.REPLAYED.value).cast("int8"),
        )
    )
    return runs_of(rows) if rows.num_rows else None


def _happened(lake: Opened, as_of: datetime, since: datetime) -> pa.Table:
    """How many incidents were believed to begin at each instant, by country and category."""
    incidents = lake.table(Name.INCIDENTS)
    if incidents is None:
        return _NONE
    known = relevant(incidents, micros(as_of))
    known = known.filter(known.weight >= number(BELIEF), known.happened_us > micros(since))
    counted = known.group_by(["country", "category", "happened_us"]).aggregate(count=known.count())
    return lake.columns(counted)


_NONE = pa.table(
    {
        "country": pa.array([], pa.string()),
        "category": pa.array([], pa.string()),
        "happened_us": pa.array([], pa.int64()),
        "count": pa.array([], pa.int64()),
    }
)


def _left_out(windows: Windows, days: int) -> LeftOut:
    over = windows.asked & windows.over
    listened = int((over & windows.listened).sum())
    return LeftOut(
        days=days,
        counted=listened,
        not_over=int((windows.asked & ~windows.over).sum()),
        not_listened=int(over.sum()) - listened,
    )


def _of_level(runs: Runs, windows: Windows, level: int, days: int) -> Iterator[AreaFollowed]:
    figures, seen = runs.figures, windows.seen
    counted = windows.asked & windows.over & windows.listened & (figures["level"] == level)
    foretold = counted & (figures["ahead_days"] == days)
    within = foretold & (seen >= figures["ahead_low"]) & (seen <= figures["ahead_high"])
    sums = {
        "windows": counted,
        "any_": counted & (seen >= 1),
        "five": counted & (seen >= 5),
        "seen": counted * seen,
        "foretold": foretold,
        "within": within,
        "seen_foretold": foretold * seen,
        "replayed": counted & (figures["replayed"] > 0),
    }
    whole = {name: values.sum(axis=1).tolist() for name, values in sums.items()}
    expected = (foretold * figures["ahead_mean"]).sum(axis=1).tolist()
    for n, (area, category) in enumerate(zip(runs.areas, runs.categories, strict=True)):
        if whole["windows"][n]:
            mine = {name: values[n] for name, values in whole.items()}
            yield AreaFollowed(category=category, level=level, area=area, days=days, expected=expected[n], **mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedBy:
    """The daily ratings one method issued: how many, how many of them from replayed history, first and last."""

    method: str
    ratings: int
    replayed: int
    first: datetime
    last: datetime


def issued_by(lake: Opened, *, as_of: datetime, since: datetime) -> list[IssuedBy]:
    """Which methods the daily ratings after `since` are by, in the order they began."""
    ratings = lake.table(Name.RATINGS)
    if ratings is None:
        return []
    issued = _of_countries(ratings, micros(as_of)).filter(ratings.as_of_us > micros(since))
    rows = lake.rows(
        issued.group_by("method").aggregate(
            ratings=issued.count(),
            replayed=(issued.origin == Origin.REPLAYED.value).cast("int64").sum(),
            first=issued.as_of_us.min(),
            last=issued.as_of_us.max(),
        )
    )
    found = [
        IssuedBy(
            method=str(row["method"]),
            ratings=cast("int", row["ratings"]),
            replayed=int(cast("int", row["replayed"])),
            first=instant(cast("int", row["first"])),
            last=instant(cast("int", row["last"])),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.first, one.method))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How an area stood in one daily run."""

    area: str
    level: int
    score: float | None


def stood_at(lake: Opened, *, as_of: datetime, category: str) -> tuple[datetime | None, list[Stood]]:
    """The newest daily run at or before a time, and the areas in it; None when there is none."""
    ratings = lake.table(Name.RATINGS)
    if ratings is None:
        return None, []
    issued = _of_countries(ratings, micros(as_of)).filter(ratings.category == category)
    rows = lake.rows(
        issued.filter(issued.as_of_us == issued.as_of_us.max()).select("area", "level", "score", "as_of_us")
    )
    stood = [
        Stood(area=str(row["area"]), level=cast("int", row["level"]), score=cast("float | None", row["score"]))
        for row in rows
    ]
    moment = instant(cast("int", rows[0]["as_of_us"])) if rows else None
    return moment, sorted(stood, key=lambda one: one.area)
