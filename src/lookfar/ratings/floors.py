"""Floors of newer methods: under a headline by its gravest category, under armed conflict by the deaths that were counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lookfar.domain.rating import Rating
from lookfar.domain.vocabulary import Level
from lookfar.ratings.constants import Counted
from lookfar.ratings.inputs import AreaInputs, State
from lookfar.ratings.predictors import has_months

YEAR = 12
"""Months."""


@dataclass(frozen=True, slots=True)
class Least:
    """A level that a rating does not fall below, and why."""

    level: Level
    reason: str


def by_count(inputs: AreaInputs, counted: Counted | None, target: str) -> Least | None:
    """What the months of deaths put under a category or headline; None without months that are recent enough."""
    if counted is None or target not in counted.targets or inputs.months is None or not has_months(inputs):
        return None
    deaths = pace(inputs.months.deaths)
    reached = [(level, fewest) for level, fewest in counted.fewest.items() if deaths >= fewest]
    if not reached:
        return None
    level, fewest = max(reached)
    until = f"{inputs.months.last // 100}-{inputs.months.last % 100:02}"
    return Least(
        level,
        f"deaths counted at a pace of {deaths:,.0f} a year, {fewest:,.0f} or more, both in the twelve months to {until} "
        "and in the newest of them",
    )


def pace(months: Sequence[float | None]) -> float:
    """Deaths a year, of months to the newest: those of the last twelve or twelve times the newest known, whichever is less.

    So a war that has ended has no pace, nor has one month among quiet ones. A month that is not known adds nothing.

    >>> pace([0.0] * 11 + [30.0]), pace([30.0] * 11 + [0.0]), pace([30.0] * 11 + [None])
    (30.0, 0.0, 330.0)
    """
    known = [one for one in months[-YEAR:] if one is not None]
    return min(sum(known), YEAR * known[-1]) if known else 0.0


def by_members(members: Sequence[Rating], below: int | None) -> Least | None:
    """What the gravest of its categories puts under a headline: `below` levels less; None for level 1, which is none.

    Level 0 is not calm and not grave: a category that nobody reports on puts nothing under it. `below` None: no floor.
    """
    worst = max((one.level for one in members), default=Level.NOT_ENOUGH_DATA)
    if below is None or worst - below <= Level.MINIMAL:
        return None
    *others, last = (one.category.replace("_", " ") for one in members if one.level is worst)
    names, verb = (f"{', '.join(others)} and {last}", "are") if others else (last, "is")
    steps = "one level" if below == 1 else f"{below} levels"
    return Least(
        Level(worst - below),
        f"{names} {verb} level {worst}, and no headline is more than {steps} below one of its categories",
    )


def raised_to(level: Level, state: State) -> State:
    """A state put at a higher level; runs that were counted towards one beyond it still count."""
    if state.streak_level is None or state.streak_level <= level:
        return State(level=level)
    return replace(state, level=level)


def higher(one: Least | None, other: Least | None) -> Least | None:
    """The higher of two floors, the first of two alike."""
    if one is None or other is None:
        return one or other
    return other if other.level > one.level else one
