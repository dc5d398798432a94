from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.domain.vocabulary import Level
from lookfar.ratings.hysteresis import Rules, level_of, step
from lookfar.ratings.inputs import Run, State

RULES = Rules(thresholds=(20.0, 40.0, 60.0, 80.0), margin=3.0, runs=3)


def walk(scores: list[float], start: Level | None = Level.LOW) -> list[int]:
    state = None if start is None else State(level=start)
    levels = []
    for score in scores:
        state, _ = step(state, score, RULES, run=Run.DAILY, at_once="")
        levels.append(state.level.value)
    return levels


@pytest.mark.parametrize(
    ("scores", "levels"),
    [
        ([45, 45, 45], [2, 2, 3]),
        ([42.9, 42.9, 42.9, 42.9], [2, 2, 2, 2]),
        ([43, 43, 43], [2, 2, 3]),
        ([45, 45, 30, 45, 45, 45], [2, 2, 2, 2, 2, 3]),
        ([45, 45, 65], [2, 2, 4]),
        ([10, 10, 10], [2, 2, 1]),
        ([45, 10, 45, 10, 45, 10], [2, 2, 2, 2, 2, 2]),
        ([18, 18, 18, 18], [2, 2, 2, 2]),
        ([95, 95, 95, 10, 10, 10], [2, 2, 5, 5, 5, 1]),
    ],
)
def test_a_level_changes_after_three_daily_runs_beyond_the_margin(scores: list[float], levels: list[int]) -> None:
    assert walk(scores) == levels


@pytest.mark.parametrize("start", [None, Level.NOT_ENOUGH_DATA])
def test_the_first_rating_takes_its_own_level(start: Level | None) -> None:
    assert walk([61.0], start) == [4]


def test_only_daily_runs_count() -> None:
    state = State(level=Level.LOW)
    for _ in range(10):
        state, reason = step(state, 65.0, RULES, run=Run.TOUCHED, at_once="")
    assert state == State(level=Level.LOW)
    assert "3 daily runs" in reason


def test_a_touched_run_does_not_break_a_streak() -> None:
    state = State(level=Level.LOW, streak=2, streak_level=Level.MODERATE)
    state, _ = step(state, 30.0, RULES, run=Run.TOUCHED, at_once="")
    state, _ = step(state, 45.0, RULES, run=Run.DAILY, at_once="")
    assert state.level is Level.MODERATE


def test_a_mass_casualty_event_need_not_wait_but_never_lowers() -> None:
    up, reason = step(State(level=Level.LOW), 61.0, RULES, run=Run.TOUCHED, at_once="at once: 30 killed")
    assert (up.level, reason) == (Level.HIGH, "at once: 30 killed")
    down, _ = step(State(level=Level.HIGH), 10.0, RULES, run=Run.TOUCHED, at_once="at once: 30 killed")
    assert down.level is Level.HIGH


def test_a_held_level_says_what_it_waits_for() -> None:
    _, reason = step(State(level=Level.LOW), 65.0, RULES, run=Run.DAILY, at_once="")
    assert reason == "held at level 2: level 4 needs 3 daily runs, 1 so far"
    _, reason = step(State(level=Level.LOW), 41.0, RULES, run=Run.DAILY, at_once="")
    assert "within 3 points" in reason


@settings(max_examples=60)
@given(score=st.floats(0, 100), start=st.sampled_from(list(Level)[1:]))
def test_a_steady_score_settles_within_the_margin_of_its_level(score: float, start: Level) -> None:
    settled = walk([score] * 4, start)[-1]
    assert settled in {
        level_of(score - 3, RULES.thresholds),
        level_of(score + 3, RULES.thresholds),
        level_of(score, RULES.thresholds),
    }
