"""From draws to what is shown and kept, and to a score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.errors import InvalidValue
from lookfar.forecasts.fan import fan, law, resolve
from lookfar.forecasts.score import crps, ignorance


def test_a_fan_says_median_intervals_and_chances() -> None:
    made = fan(np.arange(101.0))
    assert made.median == 50
    assert [(span.level, span.low, span.high) for span in made.spans] == [
        (0.5, 25, 75),
        (0.8, pytest.approx(10), pytest.approx(90)),
        (0.9, pytest.approx(5), pytest.approx(95)),
    ]
    assert made.any_death == pytest.approx(100 / 101)
    assert made.at_least_25 == pytest.approx(76 / 101)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=300))
def test_wider_intervals_hold_narrower_ones(values: list[int]) -> None:
    spans = fan(np.array(values, dtype=float)).spans
    assert spans[2].low <= spans[1].low <= spans[0].low <= spans[0].high <= spans[1].high <= spans[2].high


def test_no_draws_make_no_forecast() -> None:
    with pytest.raises(InvalidValue):
        fan(np.array([]))


@pytest.mark.parametrize("seen", [0.0, 7.0, 400.0])
def test_a_resolution_scores_what_was_kept_like_the_draws(seen: float) -> None:
    draws = np.random.default_rng(1).negative_binomial(0.5, 0.02, 2000).astype(float)
    found = resolve([law(draws)], [seen], [0.5])[0]
    assert found.crps == pytest.approx(crps(draws[None, :], np.array([seen]))[0], rel=0.03)
    assert found.ignorance == pytest.approx(ignorance(draws[None, :], np.array([seen]))[0])
    assert found.seen == seen


def test_a_resolution_says_which_intervals_held() -> None:
    found = resolve([law(np.arange(101.0))], [92], [0.5])[0]
    assert found.covered == (False, False, True)
    assert found.pit == pytest.approx(0.915, abs=0.01)
    assert resolve([], [], []) == []
