"""The logistic fit that checks what the classifier is sure of."""

from __future__ import annotations

import numpy as np
import pytest

from lookfar.reports.training import logistic


@pytest.mark.parametrize("start", [(0.0, 0.0, 0.0), (5.0, 5.0, 5.0), (30.0, -30.0, 0.0)])
def test_fit_is_found_from_wherever_it_starts(start: tuple[float, ...]) -> None:
    # whole Newton steps from the second and third start ended at tens of millions
    chance = np.random.default_rng(1)
    inputs = chance.normal(size=(20_000, 2)) * 3
    right = chance.random(20_000) < 1 / (1 + np.exp(-(inputs @ [1.0, -0.5] + 0.3)))
    assert logistic(inputs, right, np.array(start)) == pytest.approx((1.0, -0.5, 0.3), abs=0.1)


def test_texts_told_apart_without_fail_give_a_finite_fit() -> None:
    right = np.arange(200) % 2 == 0
    counts, constant = logistic(np.where(right, 1.0, -1.0)[:, None], right, np.array([1.0, 0.0]))
    assert 3 < counts < 1000
    assert abs(constant) < 1
