"""From the numbers of one area to its ratings: hysteresis, floors, mass casualties, contributors, reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lookfar.domain.ids import RatingId
from lookfar.domain.rating import Contributor, Outlook, Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.ratings.constants import Counted, FigureFloor, Floor, Grave, InnerFloor
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.evidence import DIGITS, Evidence
from lookfar.ratings.floors import (
    Least,
    by_count,
    by_deaths,
    by_figure,
    by_grave,
    by_inner,
    by_members,
    by_war,
    grave_lately,
    highest,
    raised_to,
)
from lookfar.ratings.headlines import headline_coverage
from lookfar.ratings.hysteresis import HELD, Rules, level_of, step
from lookfar.ratings.inputs import AreaInputs, State

CATEGORIES = tuple(Category)
COLUMN = {category: column for column, category in enumerate(CATEGORIES)}
KEYS = (*(category.value for category in Category), *(headline.value for headline in Headline))

_BLIND: tuple[State, tuple[str, ...]] = (
    State(level=Level.NOT_ENOUGH_DATA),
    ("no source that reports on this is heard",),
)


@dataclass(frozen=True, slots=True)
class Rated:
    """One area: `snapshot` the canonical bytes of its inputs, `digest` their SHA-256, and what they give."""

    snapshot: bytes
    digest: str
    ratings: tuple[Rating, ...]


def at_least(score: float, low: float, high: float, least: float) -> tuple[float, float, float]:
    """Score, low and high, none of them below `least`."""
    return max(score, least), max(low, least), max(high, least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a method says about levels. `limits`: deaths of a mass-casualty event by category column.

    `floors` by target, the highest level first. `members`: categories of each headline. `lifted`: score, low and high
    put at a floor or above. `below`: how many levels a headline may stand below its gravest member, any where it is
    absent. `counted`: floors by deaths counted. These and `figure_floors`, `grave`, `war_floor` and `inner_floors` move levels alone;
    they and the marks behind `leaps` are those of ModelConstants.
    """

    identity: str
    rules: Rules
    limits: Sequence[int]
    floors: Mapping[str, Sequence[Floor]]
    members: Mapping[Headline, tuple[Category, ...]]
    recent_days: float
    contributors: int
    lifted: Callable[[float, float, float, float], tuple[float, float, float]] = at_least
    below: Mapping[Headline, int] = field(default_factory=dict)
    counted: Counted | None = None
    figure_floors: Sequence[FigureFloor] = ()
    grave: Grave | None = None
    leaps: bool = False
    leap_points: float = 0.0
    sure_floor: float = 0.0
    grave_state: bool = False
    silent_holds: bool = False
    war_floor: bool = False
    inner_floors: Sequence[InnerFloor] = ()


def floors_by_target(floors: Sequence[Floor]) -> dict[str, list[Floor]]:
    """The floors of each target, the highest level first."""
    found: dict[str, list[Floor]] = {}
    for floor in sorted(floors, key=lambda floor: -floor.level):
        found.setdefault(floor.target, []).append(floor)
    return found


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a method computed for one area: `scores` 16 x (score, low, high); by incident the decayed `harm`,
    the `age` in days and the `column` of its category; `outlooks` by category.
    """

    scores: Sequence[Sequence[float]]
    harm: Sequence[float]
    age: Sequence[float]
    column: Sequence[int]
    outlooks: Sequence[Outlook | None] = (None,) * len(CATEGORIES)


def rule_area(inputs: AreaInputs, snapshot: str, numbers: Numbers, ruling: Ruling) -> tuple[Rating, ...]:
    """The 12 categories, then the headlines; `snapshot`: the hash of the inputs."""
    return _Area(inputs, snapshot, numbers, ruling).ratings()


def _without_holds(reasons: Sequence[str]) -> tuple[str, ...]:
    """A level that a floor lifts is not held where it was."""
    return tuple(one for one in reasons if not one.startswith(HELD))


class _Area:
    """One area's row of the arrays on its way to ratings."""

    def __init__(self, inputs: AreaInputs, snapshot: str, numbers: Numbers, ruling: Ruling) -> None:
        self._inputs = inputs
        self._ruling = ruling
        self._numbers = numbers
        self._snapshot = snapshot
        self._by_column: dict[int, list[int]] = {}
        for n, column in enumerate(numbers.column):
            self._by_column.setdefault(column, []).append(n)

    def ratings(self) -> tuple[Rating, ...]:
        watches = self._inputs.watches
        coverages = {c: watches.get(c, NOBODY).coverage for c in CATEGORIES}
        found = []
        for column, category in enumerate(CATEGORIES):
            indexes = self._by_column.get(column, [])
            ahead = self._numbers.outlooks[column]
            found.append(self._rating(KEYS[column], column, coverages[category], indexes, ahead=ahead))
        for column, headline in enumerate(Headline, len(CATEGORIES)):
            members = self._ruling.members[headline]
            indexes = [n for c in members for n in self._by_column.get(COLUMN[c], ())]
            heard = headline_coverage(members, coverages)
            gravest = by_members([found[COLUMN[c]] for c in members], self._ruling.below.get(headline))
            found.append(self._rating(KEYS[column], column, heard, indexes, gravest=gravest))
        return tuple(found)

    def _rating(
        self,
        key: str,
        column: int,
        coverage: Coverage,
        indexes: list[int],
        *,
        ahead: Outlook | None = None,
        gravest: Least | None = None,
    ) -> Rating:
        previous = self._inputs.previous.get(key)
        score, low, high = self._numbers.scores[column]
        felt = [(self._inputs.evidence[n], self._numbers.age[n]) for n in self._felt(key, indexes)]
        at_once = (
            self._mass_casualty(indexes)
            or self._leap(previous, score, low)
            or grave_lately(felt, self._ruling.grave)
        )
        floor = self._by_deaths(key) if indexes else None
        if floor is not None:
            least = self._begins(floor)
            score, low, high = (round(one, DIGITS) for one in self._ruling.lifted(score, low, high, least))
        ruled = self._ruled(key, felt, gravest)
        state, reasons = _BLIND
        if coverage is not Coverage.BLIND:
            state, reasons = self._state(previous, score, at_once, floor, ruled)
        return Rating(
            id=RatingId(f"{self._snapshot[:20]}:{key}"),
            area=self._inputs.area,
            category=key,
            as_of=self._inputs.as_of,
            level=state.level,
            score=score,
            low=low,
            high=max(high, self._begins(ruled)),
            coverage=coverage,
            method=self._ruling.identity,
            snapshot=self._snapshot,
            contributors=self._contributors(indexes),
            reasons=reasons,
            prior_level=None if previous is None else previous.level,
            streak=state.streak,
            streak_level=state.streak_level,
            outlook=ahead if state.level is not Level.NOT_ENOUGH_DATA else None,
        )

    def _ruled(self, key: str, felt: Sequence[tuple[Evidence, float]], gravest: Least | None) -> Least | None:
        """The highest floor that moves the level alone; `felt`: the evidence whose graveness counts, with ages in days."""
        ruling, inputs = self._ruling, self._inputs
        return highest(
            by_count(inputs, ruling.counted, key),
            gravest,
            by_figure(inputs, ruling.figure_floors, key),
            by_grave(felt, ruling.grave),
            by_inner(inputs, self._numbers.age, ruling.inner_floors, key),
            by_war(inputs, key) if ruling.war_floor else None,
        )

    def _felt(self, key: str, indexes: list[int]) -> list[int]:
        """The evidence whose graveness a target feels: security that of the state, too, where the method says so."""
        if not self._ruling.grave_state or key != Headline.SECURITY.value:
            return indexes
        return [*indexes, *self._by_column.get(COLUMN[Category.STABILITY], ())]

    def _leap(self, previous: State | None, score: float, low: float) -> str:
        """Why a rise by two levels, beyond all doubt or far beyond the threshold waits for no further run, "" when it is neither."""
        if not self._ruling.leaps or previous is None:
            return ""
        thresholds, held = self._ruling.rules.thresholds, previous.level
        if level_of(score, thresholds) >= held + 2:
            return f"at once: the score {score:.1f} is two levels or more above level {held}"
        if level_of(low, thresholds) > held:
            return f"at once: the whole interval, from {low:.1f}, is above level {held}"
        points = self._ruling.leap_points
        if points and 0 < held <= len(thresholds) and score >= thresholds[held - 1] + points:
            return f"at once: the score {score:.1f} is {points:g} points or more above the {thresholds[held - 1]:g} where level {held + 1} begins"
        return ""

    def _state(
        self, previous: State | None, score: float, at_once: str, floor: Least | None, ruled: Least | None
    ) -> tuple[State, tuple[str, ...]]:
        """`floor` has lifted the score; `ruled` moves the level alone, and hysteresis goes by it where it is higher."""
        rules, reached = self._ruling.rules, max(score, self._begins(ruled))
        state, reason = step(previous, reached, rules, run=self._inputs.run, at_once=at_once)
        reasons: tuple[str, ...] = (reason,) if reason else ()
        if floor is not None:
            if floor.level > state.level:
                state = State(level=floor.level)
                reasons = _without_holds(reasons) if self._ruling.silent_holds else reasons
            reasons = (*reasons, f"floor: {floor.reason}")
        if ruled is None or min(state.level, level_of(score, rules.thresholds)) >= ruled.level:
            return state, reasons
        if ruled.level > state.level:
            state = raised_to(ruled.level, state)
            reasons = _without_holds(reasons)
        return state, (*reasons, f"floor: {ruled.reason}; by itself it scores {score:.1f}")

    def _contributors(self, indexes: list[int]) -> tuple[Contributor, ...]:
        if not indexes:
            return ()
        harm, items = self._numbers.harm, self._inputs.evidence
        total = sum(harm[n] for n in indexes)
        if not total:
            return ()
        best = sorted(indexes, key=lambda n: (-harm[n], items[n].incident))
        return tuple(
            Contributor(
                incident=items[n].incident,
                share=round(harm[n] / total, DIGITS),
                title=items[n].title,
                happened=items[n].happened,
                links=items[n].links,
            )
            for n in best[: self._ruling.contributors]
            if harm[n]
        )

    def _mass_casualty(self, indexes: list[int]) -> str:
        for n in indexes:
            item = self._inputs.evidence[n]
            if (
                item.fatalities
                and 0 <= self._numbers.age[n] <= self._ruling.recent_days
                and item.fatalities >= self._ruling.limits[COLUMN[item.category]]
            ):
                return f"at once: {item.fatalities} killed in one incident"
        return ""

    def _begins(self, floor: Least | None) -> float:
        """The score at which the level of a floor begins; 0 without one."""
        return 0.0 if floor is None else self._ruling.rules.thresholds[floor.level - 2]

    def _by_deaths(self, key: str) -> Least | None:
        dated = list(zip(self._inputs.evidence, self._numbers.age, strict=True))
        return by_deaths(dated, self._ruling.floors.get(key, ()), self._ruling.sure_floor)
