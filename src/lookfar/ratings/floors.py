"""Floors: by the dead of incidents, under scores; under levels alone by the gravest category, deaths counted, a figure, a grave incident, a war."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, EventType, Headline
from lookfar.domain.vocabulary import Level
from lookfar.ratings.constants import Counted, FigureFloor, Floor, Grave, InnerFloor
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, State
from lookfar.ratings.predictors import has_months

YEAR = 12
"""Months."""
AT_WAR = 1.735
"""Log-odds at which armed conflict of a country is level 4; then every part of it is level 2 at least (chosen)."""
AT_WAR_TARGETS = (Category.ARMED_CONFLICT.value, Headline.SECURITY.value)
_WAR = Category.ARMED_CONFLICT
_DOUBTFUL = Level.MODERATE
_TOLD_OF = frozenset(map(EventType, ("war_claim", "attack_claim", "ceasefire")))
"""What is said of other places and times; its dead are seldom of here and now."""


@dataclass(frozen=True, slots=True)
class Least:
    """A level that a rating does not fall below, and why."""

    level: Level
    reason: str


def by_deaths(dated: Sequence[tuple[Evidence, float]], floors: Sequence[Floor], sure: float) -> Least | None:
    """The highest floor that the dead reach; `dated`: incidents with their ages in days, `floors` the highest level first.

    The dead of incidents whose place and kind are believed by less than `sure`, and of claims and truces, lift to level 3 at
    most; where `sure` is 0 all count alike.
    """
    firm = _reached(dated, floors, sure)
    if not sure or (firm is not None and firm.level >= _DOUBTFUL):
        return firm
    doubted = _reached(dated, floors, 0.0)
    if doubted is None or doubted.level <= (firm.level if firm else Level.MINIMAL):
        return firm
    return Least(min(doubted.level, _DOUBTFUL), f"{doubted.reason}, of which place or kind is in doubt")


def _reached(dated: Sequence[tuple[Evidence, float]], floors: Sequence[Floor], sure: float) -> Least | None:
    for floor in floors:
        dead = sum(
            item.fatalities or 0
            for item, age in dated
            if item.category is floor.category and 0 <= age <= floor.days and _is_sure(item, sure)
        )
        if dead >= floor.deaths:
            return Least(floor.level, floor.reason)
    return None


def _is_sure(item: Evidence, sure: float) -> bool:
    return not sure or (item.weight >= sure and item.event_type not in _TOLD_OF)


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


def by_figure(inputs: AreaInputs, floors: Sequence[FigureFloor], target: str) -> Least | None:
    """What yearly figures put under a category or headline; the highest level that a figure reaches."""
    known = {one.name: one for one in inputs.indicators}
    reached = [
        (floor.level, floor, known[floor.indicator])
        for floor in floors
        if floor.target == target and floor.indicator in known and known[floor.indicator].value >= floor.least
    ]
    if not reached:
        return None
    level, floor, figure = max(reached, key=lambda one: one[0])
    return Least(level, f"{figure.value:,.1f} {floor.what} in {figure.year}, {floor.least:g} or more")


def by_grave(items: Iterable[tuple[Evidence, float]], grave: Grave | None) -> Least | None:
    """What a recent grave incident puts under its category and its headlines; `items` with their ages in days."""
    if grave is None or not any(is_grave(item, age, grave, grave.days) for item, age in items):
        return None
    return Least(grave.level, f"an incident of {_severities(grave)} here in the last {grave.days:g} days")


def grave_lately(items: Iterable[tuple[Evidence, float]], grave: Grave | None) -> str:
    """Why a rise waits for no further run after a grave incident, "" when there was none so lately."""
    if grave is None or not any(is_grave(item, age, grave, grave.at_once) for item, age in items):
        return ""
    return f"at once: an incident of {_severities(grave)} here in the last {grave.at_once:g} days"


def is_grave(item: Evidence, age: float, grave: Grave, days: float) -> bool:
    """Whether an incident of this age counts as grave, of the last `days`; never where 0."""
    return (
        0 <= age <= days
        and days > 0
        and item.severity in grave.severities
        and item.weight >= grave.weight
        and item.credibility <= grave.credibility
    )


def _severities(grave: Grave) -> str:
    return f"CAP severity {' or '.join(one.value for one in grave.severities)}"


def by_inner(inputs: AreaInputs, ages: Sequence[float], floors: Sequence[InnerFloor], target: str) -> Least | None:
    """What recent incidents in a part of a country put under it; `ages` of its evidence in days; None for countries."""
    if inputs.inside is None:
        return None
    at_war = inputs.inside.whole.logits[_WAR] >= AT_WAR
    reached = [
        floor
        for floor in floors
        if target in floor.targets
        and (at_war or not floor.at_war)
        and any(_counts(item, age, floor) for item, age in zip(inputs.evidence, ages, strict=True))
    ]
    if not reached:
        return None
    floor = max(reached, key=lambda one: one.level)
    severity = f" of CAP severity {' or '.join(one.value for one in floor.severities)}" if floor.severities else ""
    war = ", in a country whose armed conflict is level 4 or more" if floor.at_war else ""
    what = floor.category.value.replace("_", " ")
    return Least(floor.level, f"an incident of {what}{severity} here in the last {floor.days:g} days{war}")


def _counts(item: Evidence, age: float, floor: InnerFloor) -> bool:
    return (
        item.category is floor.category
        and 0 <= age <= floor.days
        and (not floor.severities or item.severity in floor.severities)
        and item.weight >= floor.weight
        and item.credibility <= floor.credibility
    )


def by_war(inputs: AreaInputs, target: str) -> Least | None:
    """Level 2 under armed conflict and security of a part whose country is at war; None for countries."""
    if inputs.inside is None or target not in AT_WAR_TARGETS or inputs.inside.whole.logits[_WAR] < AT_WAR:
        return None
    return Least(
        Level.LOW, "armed conflict of the country is level 4 or more, and no part of a country at war is level 1"
    )


def raised_to(level: Level, state: State) -> State:
    """A state put at a higher level; runs that were counted towards one beyond it still count."""
    if state.streak_level is None or state.streak_level <= level:
        return State(level=level)
    return replace(state, level=level)


def highest(*floors: Least | None) -> Least | None:
    """The highest of some floors, the first of those alike."""
    return max((one for one in floors if one is not None), key=lambda one: one.level, default=None)
