from __future__ import annotations

from dataclasses import replace

import pytest
from tests.ratings.made import area, constants, evidence

from lookfar.domain.rating import Rating
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.ratings.change_log import Ruled, chain, changes
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import Run, State
from lookfar.ratings.methods.pressure_2026 import rate_many

CALM = rate_many([area()], constants())[0]
HOT = rate_many([area([evidence(f"i{n}", deaths=100 - n) for n in range(6)])], constants())[0]

FIRST = Ruled(previous={}, rules=Rules.of(constants()), run=Run.DAILY)


def reason(old: Rating, new: Rating, previous: State, run: Run = Run.DAILY) -> str:
    ruled = Ruled(previous={new.category: previous}, rules=FIRST.rules, run=run)
    (change,) = changes([old], [new], ruled)
    return change.reason


def unrest(level: Level, score: float, *reasons: str) -> Rating:
    return replace(HOT[2], level=level, score=score, reasons=reasons)


def test_a_changed_level_is_one_line_with_its_three_largest_contributors() -> None:
    (unrest, security) = changes(CALM, HOT, FIRST)
    assert (unrest.category, security.category) == ("unrest", "security")
    assert unrest.before < unrest.after
    assert [one.incident for one in unrest.contributors] == ["i0", "i1", "i2"]
    assert unrest.contributors[0].links
    assert unrest.rating == HOT[2].id


def test_no_change_and_a_first_rating_give_no_line() -> None:
    assert changes(HOT, HOT, FIRST) == ()
    assert changes((), HOT, FIRST) == ()


def test_going_blind_and_being_heard_again_are_said_in_words() -> None:
    blind = rate_many([area(coverage=Coverage.BLIND)], constants())[0]
    assert "no source is heard" in changes(CALM, blind, FIRST)[0].reason
    assert changes(blind, CALM, FIRST)[0].reason == "sources are heard again"


def test_the_chain_breaks_when_any_line_is_touched() -> None:
    first, second = changes(CALM, HOT, FIRST)
    sealed = chain(chain("", first), second)
    assert chain(chain("", first), second) == sealed
    assert chain(chain("", second), first) != sealed
    assert chain(chain("", replace(first, after=Level.EXTREME, reason="x")), second) != sealed
    assert chain(chain("", replace(first, contributors=first.contributors[:2])), second) != sealed


@pytest.mark.parametrize(
    ("before", "after", "score", "said"),
    [
        (2, 3, 45.0, "3 daily runs in a row at 43 or more, 3 points above the 40 where level 3 begins"),
        (2, 4, 66.0, "3 daily runs in a row at 43 or more, 3 points above the 40 where level 3 begins"),
        (4, 3, 45.0, "3 daily runs in a row below 57, 3 points under the 60 where level 4 begins"),
        (2, 1, 12.0, "3 daily runs in a row below 17, 3 points under the 20 where level 2 begins"),
    ],
)
def test_a_level_that_waited_says_how_long_and_where_the_score_has_stood(
    before: int, after: int, score: float, said: str
) -> None:
    old, waiting = unrest(Level(before), score), State(level=Level(before), streak=2, streak_level=Level(after))
    because = reason(old, unrest(Level(after), score), waiting)
    assert because == f"{said}; until then level {before} held; score {score:.1f}"


def test_a_level_that_need_not_wait_says_what_moved_it() -> None:
    old, waiting = unrest(Level.LOW, 30.0), State(level=Level.LOW, streak=2, streak_level=Level.HIGH)
    risen = unrest(Level.HIGH, 61.0, "at once: 30 killed in one incident")
    for before in (waiting, State(level=Level.LOW)):
        because = reason(old, risen, before, Run.TOUCHED)
        assert because == "score 30.0 to 61.0; at once: 30 killed in one incident"


def test_a_fall_that_a_floor_stops_says_how_long_it_waited_and_what_stops_it() -> None:
    waiting = State(level=Level.HIGH, streak=2, streak_level=Level.MINIMAL)
    fallen = unrest(Level.MODERATE, 5.3, "floor: crime is level 4")
    said = reason(unrest(Level.HIGH, 5.4), fallen, waiting)
    assert said.startswith(
        "3 daily runs in a row below 57, 3 points under the 60 where level 4 begins; until then"
    )
    assert said.endswith("level 4 held; score 5.3; floor: crime is level 4")


def test_a_level_that_falls_back_says_to_which() -> None:
    because = reason(unrest(Level.HIGH, 61.0), unrest(Level.LOW, 30.0), State(level=Level.LOW), Run.TOUCHED)
    assert because == "level 2 of the last daily run holds again, what moved it since does not; score 61.0 to 30.0"


@pytest.mark.parametrize("previous", [FIRST, replace(FIRST, previous={"unrest": State(level=Level(0))})])
def test_without_a_level_of_a_daily_run_the_score_decides(previous: Ruled) -> None:
    (change,) = changes([unrest(Level.LOW, 30.0)], [unrest(Level.HIGH, 61.0)], previous)
    assert change.reason == "the last daily run gave no level, so that of the score holds: score 30.0 to 61.0"
