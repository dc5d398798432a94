"""How much is reported of the whole world, so that a rise in reporting is not taken for a rise in threat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import log

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings.coverage import Listening, unheard
from lookfar.ratings.inputs import Volume
from lookfar.records import incidents as store

HALF_LIFE = 90.0
LEAST_DAYS = 45.0
"""Days heard, discounted, below which the volume is not known: two weeks of news are no yardstick."""


class Volumes:
    """The volume at the start of each UTC day, counted once a day."""

    def __init__(self) -> None:
        self._known: dict[datetime, Volume | None] = {}

    def at(self, as_of: datetime, heard: Sequence[Listening]) -> Volume | None:
        """The volume known at the start of the day of `as_of`; None when too little was heard."""
        day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if day not in self._known:
            self._known = {day: _volume(day, heard)}
        return self._known[day]


def _volume(day: datetime, heard: Sequence[Listening]) -> Volume | None:
    who = [one for one in heard if one.since is not None and one.coverage is not Coverage.BLIND]
    starts = [one.since for one in who if one.since is not None]
    if not starts:
        return None
    deaf = sum(_discounted(start, end, day) for start, end in unheard(who, min(starts), day))
    listened = _discounted(min(starts), day, day) - deaf
    if listened < LEAST_DAYS:
        return None
    totals = dict.fromkeys(Category, 0.0)
    oldest = max(min(starts), day - timedelta(days=10 * HALF_LIFE))
    for category, happened in store.happened_between(oldest, day):
        totals[category] += 0.5 ** (_days(happened, day) / HALF_LIFE)
    return Volume(half_life=HALF_LIFE, by_category={c: total / listened for c, total in totals.items()})


def _discounted(start: datetime, end: datetime, day: datetime) -> float:
    """Days from `start` to `end`, halved by age."""
    ages = (max(0.0, _days(one, day)) for one in (end, start))
    newer, older = (0.5 ** (age / HALF_LIFE) for age in ages)
    return HALF_LIFE / log(2.0) * float(newer - older)


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 86400.0
