"""When a level follows its score: after a margin and some daily runs, or at once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from lookfar.domain.vocabulary import Level
from lookfar.ratings.constants import Constants, ModelConstants
from lookfar.ratings.inputs import Run, State, settled

HELD = "held"
"""How the reason begins of a level that does not follow its score yet."""
_LEVELS = tuple(Level)[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`thresholds`: lower score of levels 2..5; `margin` points beyond; `runs` daily runs in a row."""

    thresholds: tuple[float, ...]
    margin: float
    runs: int

    @classmethod
    def of(cls, constants: Constants | ModelConstants) -> Rules:
        """Those that the constants of a method hold."""
        return cls(thresholds=constants.thresholds, margin=constants.margin, runs=constants.runs)


def level_of(score: float, thresholds: tuple[float, ...]) -> Level:
    """The level 1..5 of a score by itself.

    >>> level_of(60.0, (20.0, 40.0, 60.0, 80.0)).word
    'High'
    """
    return _LEVELS[bisect_right(thresholds, score)]


def step(previous: State | None, score: float, rules: Rules, *, run: Run, at_once: str) -> tuple[State, str]:
    """The next state, and the reason when the level does not simply follow the score ("" when it does).

    The first rating, and the first after level 0, takes the score's own level. `at_once`: why a rise
    need not wait, "" when it must. Only daily runs count; any other run leaves the streak as it is.
    """
    plain = level_of(score, rules.thresholds)
    if previous is None or previous.level is Level.NOT_ENOUGH_DATA:
        return settled(plain), ""
    if plain is previous.level:
        return (previous if run is not Run.DAILY else settled(plain)), ""
    if at_once and plain > previous.level:
        return State(level=plain), at_once
    beyond = _beyond(previous.level, score, rules)
    if beyond is previous.level:
        streak = previous if run is not Run.DAILY else State(level=previous.level)
        return streak, _near(previous.level, plain, score, rules)
    if run is not Run.DAILY:
        return previous, _waiting(previous.level, beyond, previous.streak, rules)
    same_way = previous.streak_level is not None and (previous.streak_level > previous.level) == (
        beyond > previous.level
    )
    streak_length = previous.streak + 1 if same_way else 1
    if streak_length >= rules.runs:
        return State(level=beyond), ""
    waiting = State(level=previous.level, streak=streak_length, streak_level=beyond)
    return waiting, _waiting(previous.level, beyond, streak_length, rules)


def runs_beyond(previous: State, score: float, rules: Rules) -> str:
    """The daily runs that ended a level, in words.

    >>> rules = Rules(thresholds=(20.0, 40.0, 60.0, 80.0), margin=3.0, runs=3)
    >>> runs_beyond(State(level=Level.LOW, streak=2, streak_level=Level.MODERATE), 45.0, rules)
    '3 daily runs in a row at 43 or more, 3 points above the 40 where level 3 begins'
    """
    runs, margin = previous.streak + 1, rules.margin
    if level_of(score, rules.thresholds) > previous.level:
        begins = rules.thresholds[previous.level - 1]
        where = f"at {begins + margin:g} or more, {margin:g} points above"
        return f"{runs} daily runs in a row {where} the {begins:g} where level {previous.level + 1} begins"
    begins = rules.thresholds[previous.level - 2]
    where = f"below {begins - margin:g}, {margin:g} points under"
    return f"{runs} daily runs in a row {where} the {begins:g} where level {previous.level} begins"


def _beyond(level: Level, score: float, rules: Rules) -> Level:
    up = level_of(score - rules.margin, rules.thresholds)
    down = level_of(score + rules.margin, rules.thresholds)
    if up > level:
        return up
    return down if down < level else level


def _near(level: Level, plain: Level, score: float, rules: Rules) -> str:
    if plain is level:
        return ""
    return f"{HELD} at level {level}: the score {score:.1f} is within {rules.margin:g} points of the threshold"


def _waiting(level: Level, beyond: Level, streak: int, rules: Rules) -> str:
    return f"{HELD} at level {level}: level {beyond} needs {rules.runs} daily runs, {streak} so far"
