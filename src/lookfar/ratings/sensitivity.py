"""What moves a rating that should not, and how much hangs on each input: a method run again on changed inputs.

surge        every incident of the last 30 days told by 20 times as many sources, and so confirmed
duplicates   the gravest incident of each area told by k sources, k = 1..500, against k = 3
dropped      one input taken away: the order of areas by security against the full one
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Credibility, Level
from lookfar.ratings.agreement import Agreement, largest_mover, spearman
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Rated

Issue = Callable[[Sequence[AreaInputs]], list[Rated]]

TIMES = 20
RECENT = timedelta(days=30)
COPIES = (1, 2, 10, 100, 500)
"""Numbers of independent sources set against three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The largest change of a score, in points 0-100, and where; "" when nothing moved."""

    points: float
    area: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """`step`: the largest change from one source to three. `beyond`: by k, the largest change against k = 3 less
    the same rating's own step; 0 or less is at most one step.
    """

    step: float
    beyond: Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The order of areas by security without one input. `ranks`: of the largest mover, before and after."""

    name: str
    agreement: Agreement | None
    mover: str
    ranks: tuple[float, float]


def surge(inputs: Sequence[AreaInputs], issue: Issue) -> Moved:
    """How far twenty times the mentions of what is known already move any score."""
    before = _scores(issue(inputs))
    after = _scores(issue([_told_more(one) for one in inputs]))
    return _largest(before, after)


def duplicates(inputs: Sequence[AreaInputs], issue: Issue) -> Duplicates:
    """How far copies move any score, against the step from one source to three."""
    one, three = (_scores(issue([_told_by(area, k) for area in inputs])) for k in (1, 3))
    step = {key: abs(three[key] - score) for key, score in one.items() if key in three}
    beyond = {}
    for k in COPIES:
        moved = _scores(issue([_told_by(area, k) for area in inputs]))
        beyond[k] = max((abs(moved[key] - three[key]) - step[key] for key in step if key in moved), default=0.0)
    return Duplicates(step=max(step.values(), default=0.0), beyond=beyond)


def without_indicator(inputs: Sequence[AreaInputs], name: str) -> list[AreaInputs]:
    """The inputs as if a yearly figure had never been published."""
    return [replace(one, indicators=tuple(i for i in one.indicators if i.name != name)) for one in inputs]


def without_months(inputs: Sequence[AreaInputs]) -> list[AreaInputs]:
    """The inputs as if nobody counted deaths by month."""
    return [replace(one, months=None) for one in inputs]


def security(rated: Sequence[Rated]) -> dict[str, float]:
    """By area the security score; areas at level 0 are absent."""
    return {area: score for (area, key), score in _scores(rated).items() if key == Headline.SECURITY.value}


def dropped(name: str, full: Mapping[str, float], rest: Mapping[str, float]) -> Dropped:
    """What the order of areas loses without one input; areas not rated any more are left out."""
    both = sorted(set(full) & set(rest))
    if not both:
        return Dropped(name=name, agreement=None, mover="", ranks=(0.0, 0.0))
    mover, before, after = largest_mover(dict(full), dict(rest))
    agreement = spearman([full[area] for area in both], [rest[area] for area in both])
    return Dropped(name=name, agreement=agreement, mover=mover if before != after else "", ranks=(before, after))


def _told_more(inputs: AreaInputs) -> AreaInputs:
    def more(item: Evidence) -> Evidence:
        return _told(item, TIMES * max(1, item.sources)) if inputs.as_of - item.happened <= RECENT else item

    return replace(inputs, evidence=tuple(more(item) for item in inputs.evidence))


def _told_by(inputs: AreaInputs, sources: int) -> AreaInputs:
    if not inputs.evidence:
        return inputs
    gravest = max(inputs.evidence, key=lambda item: (item.fatalities or 0, item.happened, item.incident))
    items = [item if item is not gravest else _told(item, sources) for item in inputs.evidence]
    return replace(inputs, evidence=tuple(items))


def _told(item: Evidence, sources: int) -> Evidence:
    """As an incident is graded: two independent sources confirm, one says what is possibly true."""
    return replace(
        item,
        sources=sources,
        origins=tuple(f"source {n}" for n in range(sources)),
        credibility=Credibility.CONFIRMED if sources > 1 else Credibility.POSSIBLY_TRUE,
    )


def _scores(rated: Sequence[Rated]) -> dict[tuple[str, str], float]:
    return {
        (rating.area, rating.category): rating.score
        for one in rated
        for rating in one.ratings
        if _is_known(rating)
    }


def _is_known(rating: Rating) -> bool:
    return rating.level is not Level.NOT_ENOUGH_DATA


def _largest(before: Mapping[tuple[str, str], float], after: Mapping[tuple[str, str], float]) -> Moved:
    moved = [(abs(after[key] - score), key) for key, score in before.items() if key in after]
    if not moved:
        return Moved(points=0.0)
    points, (area, category) = max(moved)
    return Moved(points=points, area=area, category=category) if points else Moved(points=0.0)
