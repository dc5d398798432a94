from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ratings.made import area

from lookfar.domain.rating import interval_words
from lookfar.facts.rating_versions import open_model
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from lookfar.ratings.scale import LEAST, MOST, capped, lifted, raised, straight

scores = st.floats(LEAST + 1e-3, MOST - 1e-3)


def test_the_scale_rises_everywhere_and_reaches_neither_end() -> None:
    found = capped(raised(np.linspace(-150, 250, 4001)))
    assert (np.diff(found) > 0).all()
    assert LEAST < found[0] < found[-1] < MOST


def test_the_scale_has_no_corner() -> None:
    slopes = np.diff(capped(raised(np.linspace(-50, 150, 20001)))) / 0.01
    assert np.abs(np.diff(slopes)).max() < 0.001


@pytest.mark.parametrize("threshold", [20.0, 40.0, 60.0, 80.0])
def test_the_thresholds_of_levels_stay_where_they_were_fitted(threshold: float) -> None:
    assert capped(raised(np.array([threshold])))[0] == pytest.approx(threshold)


@given(points=st.floats(-120, 220))
def test_a_score_gives_its_points_back(points: float) -> None:
    assert straight(capped(raised(np.array([points]))))[0] == pytest.approx(points, abs=1e-6)


@given(
    numbers=st.lists(scores, min_size=3, max_size=3).map(sorted), least=st.sampled_from([20.0, 40.0, 60.0, 80.0])
)
def test_a_floor_never_lowers_and_never_takes_the_doubt_above(numbers: list[float], least: float) -> None:
    low, score, high = numbers
    found, below, above = lifted(score, low, high, least)
    assert found >= max(score, least)
    assert low <= below <= found <= above
    assert above >= high
    if high > score + 0.1:
        assert above > found


def test_a_doubt_is_never_rounded_away() -> None:
    (found, *_) = rate_many([area(watched_days=3000)], open_model())[0]
    narrow = replace(found, score=1.02, low=1.01, high=1.04)
    assert interval_words(narrow) == "1 (1-2)"
    assert interval_words(replace(narrow, score=62.4, low=54.0, high=70.2)) == "62 (54-71)"
