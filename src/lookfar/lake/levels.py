"""What followed each level: of every daily rating whose days are over and were listened to, the incidents after it.

window of a rating made at t over s days = (t, t + s]
over        t + s <= the time the lake is asked as of
listened    no daily rating in it says blind, and at least HEARD of its days have one
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import ibis
import ibis.expr.types as ir

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Origin
from lookfar.lake.opened import Opened, number
from lookfar.lake.pressure import micros_of, relevant
from lookfar.lake.shape import Name, instant, micros

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
    ratings, incidents = lake.table(Name.RATINGS), lake.table(Name.INCIDENTS)
    if ratings is None:
        return [], []
    us = micros(as_of)
    issued = _of_countries(ratings, us).filter(
        ratings.as_of_us > micros(since), ratings.category.isin(list(groups))
    )
    happened = None if incidents is None else _happened(incidents, us, groups)
    found: list[AreaFollowed] = []
    left: list[LeftOut] = []
    for span in sorted(set(days)):
        windows = _windows(issued, us, span)
        left.append(_left_out(lake, windows, span))
        if left[-1].counted:
            counted = windows.filter(windows.over, windows.listened)
            found += [_row(row, span) for row in lake.rows(_by_area(_with_counts(counted, happened, span), span))]
    return sorted(found, key=lambda one: (one.days, one.category, one.level, one.area)), left


def _of_countries(ratings: ir.Table, us: int) -> ir.Table:
    """Ratings of whole countries (alpha-3) up to an instant: incidents are counted by country, so a part of one
    would be held against none.
    """
    return ratings.filter(ratings.as_of_us <= us, ratings.area.length() == ALPHA3)


def _happened(incidents: ir.Table, us: int, groups: Mapping[str, Sequence[Category]]) -> ir.Table:
    known = relevant(incidents, us)
    known = known.filter(known.weight >= number(BELIEF))
    parts = [
        known.filter(known.category.isin([one.value for one in members])).select(
            country=known.country, group=ibis.literal(group), happened_us=known.happened_us
        )
        for group, members in groups.items()
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _windows(issued: ir.Table, us: int, span: int) -> ir.Table:
    """Every rating with whether its window is over and was listened to."""
    length = micros_of(timedelta(days=span))
    ahead = ibis.range_window(
        following=(1, length), group_by=[issued.area, issued.category], order_by=issued.as_of_us
    )
    blind = (issued.coverage == Coverage.BLIND.value).cast("int64")
    seen = issued.mutate(
        runs=issued.as_of_us.count().over(ahead),
        blind_runs=ibis.coalesce(blind.sum().over(ahead), 0),
        over=issued.as_of_us + length <= us,
    )
    listened = (seen.runs.cast("float64") >= number(HEARD * span)) & (seen.blind_runs == 0)
    return seen.mutate(listened=listened).filter(seen.level > 0)


def _left_out(lake: Opened, windows: ir.Table, span: int) -> LeftOut:
    counts = windows.group_by(["over", "listened"]).aggregate(windows=windows.count())
    found = {(bool(row["over"]), bool(row["listened"])): cast("int", row["windows"]) for row in lake.rows(counts)}
    return LeftOut(
        days=span,
        counted=found.get((True, True), 0),
        not_over=found.get((False, True), 0) + found.get((False, False), 0),
        not_listened=found.get((True, False), 0),
    )


def _with_counts(windows: ir.Table, happened: ir.Table | None, span: int) -> ir.Table:
    if happened is None:
        return windows.mutate(seen=ibis.literal(0, type="int64"))
    length = micros_of(timedelta(days=span))
    keys = windows.select("area", "category", "as_of_us")
    pairs = keys.join(
        happened,
        [
            keys.area == happened.country,
            keys.category == happened.group,
            happened.happened_us > keys.as_of_us,
            happened.happened_us <= keys.as_of_us + length,
        ],
    )
    counted = pairs.group_by(["area", "category", "as_of_us"]).aggregate(count=pairs.count())
    joined = windows.left_join(counted, ["area", "category", "as_of_us"])
    return joined.mutate(seen=ibis.coalesce(joined["count"], 0))


def _by_area(windows: ir.Table, span: int) -> ir.Table:
    foretold = ibis.coalesce(windows.ahead_days == span, False)
    within = foretold & (windows.seen >= windows.ahead_low) & (windows.seen <= windows.ahead_high)
    return windows.group_by(["category", "level", "area"]).aggregate(
        windows=windows.count(),
        any_=(windows.seen >= 1).cast("int64").sum(),
        five=(windows.seen >= 5).cast("int64").sum(),
        seen=windows.seen.sum(),
        foretold=foretold.cast("int64").sum(),
        expected=ibis.ifelse(foretold, windows.ahead_mean, number(0.0)).sum(),
        within=ibis.coalesce(within, False).cast("int64").sum(),
        seen_foretold=ibis.ifelse(foretold, windows.seen, 0).sum(),
        replayed=(windows.origin == Origin.REPLAYED.value).cast("int64").sum(),
    )


def _row(row: Mapping[str, object], span: int) -> AreaFollowed:
    def whole(name: str) -> int:
        return int(cast("int", row[name]))

    return AreaFollowed(
        category=str(row["category"]),
        level=whole("level"),
        area=str(row["area"]),
        days=span,
        windows=whole("windows"),
        any_=whole("any_"),
        five=whole("five"),
        seen=whole("seen"),
        foretold=whole("foretold"),
        expected=cast("float", row["expected"]),
        within=whole("within"),
        seen_foretold=whole("seen_foretold"),
        replayed=whole("replayed"),
    )


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
