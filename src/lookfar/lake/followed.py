"""What followed: incidents by area and category in the days after a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import ibis
import ibis.expr.types as ir

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Credibility, Severity
from lookfar.lake.opened import Opened
from lookfar.lake.pressure import micros_of, relevant
from lookfar.lake.shape import Name, instant, micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Relevant incidents that began within `days` after `as_of`, in a country and a category."""

    as_of: datetime
    days: int
    country: str
    category: Category
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatFollowed:
    """`counts` of the pairs of date and days that are over; a cell that is not there is 0 where it was watched.

    `not_over`: pairs whose days had not passed when the lake was last written; nothing is counted of them.
    """

    counts: tuple[Followed, ...]
    not_over: tuple[tuple[datetime, int], ...]


def what_followed(
    lake: Opened,
    *,
    dates: Sequence[datetime],
    days: Sequence[int] = (30, 90, 180),
    heard_until: datetime,
    least: Severity = Severity.MODERATE,
    doubt: Credibility = Credibility.POSSIBLY_TRUE,
) -> WhatFollowed:
    """Incidents as known at `heard_until`, at least as severe and at most as doubtful as asked."""
    pairs = [(date, span) for date in sorted(set(dates)) for span in sorted(set(days))]
    over = [(date, span) for date, span in pairs if date + timedelta(days=span) <= heard_until]
    incidents = lake.table(Name.INCIDENTS)
    counts: list[Followed] = []
    if incidents is not None and over:
        counts = _counted(lake, _relevant(incidents, micros(heard_until), least, doubt), over)
    return WhatFollowed(counts=tuple(counts), not_over=tuple(pair for pair in pairs if pair not in set(over)))


def _relevant(incidents: ir.Table, us: int, least: Severity, doubt: Credibility) -> ir.Table:
    severe = [one.value for one in Severity if one.rank >= least.rank]
    known = relevant(incidents, us)
    return known.filter(known.severity.isin(severe), known.credibility <= int(doubt)).select(
        "country", "category", "happened_us"
    )


def _counted(lake: Opened, incidents: ir.Table, over: Sequence[tuple[datetime, int]]) -> list[Followed]:
    spans = sorted({span for _, span in over})
    dates = sorted({date for date, _ in over})
    asked = ibis.array([ibis.literal(micros(date), type="int64") for date in dates]).unnest().name("at").as_table()
    reach = micros_of(timedelta(days=spans[-1]))
    pairs = incidents.join(
        asked, [incidents.happened_us > asked["at"], incidents.happened_us <= asked["at"] + reach]
    )
    sums = {
        f"in_{span}": (pairs.happened_us <= pairs["at"] + micros_of(timedelta(days=span))).cast("float64").sum()
        for span in spans
    }
    rows = lake.rows(pairs.group_by(["at", "country", "category"]).aggregate(**sums))
    wanted = set(over)
    found = [
        Followed(
            as_of=date,
            days=span,
            country=str(row["country"]),
            category=Category(str(row["category"])),
            incidents=int(cast("float", row[f"in_{span}"])),
        )
        for row in rows
        for span in spans
        if ((date := instant(cast("int", row["at"]))), span) in wanted and row[f"in_{span}"]
    ]
    return sorted(found, key=lambda one: (one.as_of, one.days, one.country, one.category))
