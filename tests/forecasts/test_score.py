"""Formulas against figures worked out by hand, and honesty pays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.forecasts import score

ENSEMBLE = st.lists(st.integers(0, 2000), min_size=21, max_size=21)


def one(*values: float) -> score.Floats:
    return np.array([values], dtype=float)


def at(value: float) -> score.Floats:
    return np.array([value], dtype=float)


def expected(make: object, ensemble: list[int], truth: list[int]) -> float:
    """Mean score of the ensemble when each member of `truth` is as likely to happen."""
    draws = np.tile(np.array(ensemble, dtype=float), (len(truth), 1))
    assert callable(make)
    return float(make(draws, np.array(truth, dtype=float)).mean())


@pytest.mark.parametrize(
    ("draws", "seen", "figure"),
    [((3,), 5, 2.0), ((0, 1), 0, 0.25), ((0, 2), 1, 0.5), ((0, 0, 0), 0, 0.0), ((0, 0, 3), 3, 4 / 3)],
)
def test_crps_gives_the_figures_of_its_equation(draws: tuple[float, ...], seen: float, figure: float) -> None:
    assert score.crps(one(*draws), at(seen))[0] == pytest.approx(figure)


def test_crps_of_logarithms_is_the_crps_of_the_logarithms() -> None:
    assert score.crps_ln(one(np.e - 1), at(0))[0] == pytest.approx(1.0)


def test_ignorance_counts_the_observed_bin_and_one_pseudo_draw_each() -> None:
    draws = one(*([0.0] * 53))
    assert score.ignorance(draws, at(0))[0] == pytest.approx(-np.log2(54 / 64))
    assert score.ignorance(draws, at(2000))[0] == pytest.approx(6.0)


def test_the_interval_score_charges_width_and_what_lies_outside() -> None:
    draws = one(*range(21))
    assert score.interval_score(draws, at(10))[0] == pytest.approx(18)
    assert score.interval_score(draws, at(22))[0] == pytest.approx(18 + 20 * 3)


@given(ENSEMBLE, ENSEMBLE)
@pytest.mark.parametrize("make", [score.crps, score.crps_ln, score.interval_score])
def test_no_other_ensemble_beats_the_truth(make: object, truth: list[int], other: list[int]) -> None:
    best, else_ = expected(make, truth, truth), expected(make, other, truth)
    assert best <= else_ + 1e-9 * max(1.0, abs(else_))


WEIGHTS = st.lists(st.integers(1, 9), min_size=11, max_size=11)
MIDDLES = np.array([0.0, 1, 4, 8, 20, 40, 80, 200, 400, 800, 2000])


@given(WEIGHTS, WEIGHTS)
def test_no_other_shares_of_bins_beat_the_true_ones(truth: list[int], other: list[int]) -> None:
    shares = np.array(truth) / sum(truth)
    mine, theirs = (np.repeat(MIDDLES, np.array(weights) * 20) for weights in (truth, other))
    scores = [score.ignorance(np.tile(draws, (11, 1)), MIDDLES) @ shares for draws in (mine, theirs)]
    pseudo_draws = 0.01
    assert scores[0] <= scores[1] + pseudo_draws


@given(st.floats(0, 1), st.floats(0, 1))
def test_brier_is_least_for_the_true_chance(true: float, said: float) -> None:
    def mean(p: float) -> float:
        return float(true * score.brier(at(p), at(1))[0] + (1 - true) * score.brier(at(p), at(0))[0])

    assert mean(true) <= mean(said) + 1e-12


def test_a_forecast_of_the_observed_rate_has_no_skill() -> None:
    happened = np.array([1.0, 0, 0, 0])
    assert score.brier_skill(np.full(4, 0.25), happened) == pytest.approx(0)
    assert score.brier_skill(happened, happened) == pytest.approx(1)
    assert score.brier_skill(np.full(2, 0.1), np.zeros(2)) is None


@pytest.mark.parametrize(
    ("said", "figure"), [([0.9, 0.8, 0.1], 1.0), ([0.1, 0.2, 0.9], 0.0), ([0.5, 0.5, 0.5], 0.5)]
)
def test_auc_is_the_share_of_pairs_in_order(said: list[float], figure: float) -> None:
    assert score.auc(np.array(said), np.array([1.0, 1.0, 0.0])) == pytest.approx(figure)
    assert score.auc(np.array(said), np.zeros(3)) is None


def test_the_transform_of_an_honest_forecast_is_uniform_even_with_ties() -> None:
    rng = np.random.default_rng(1)
    rate = rng.gamma(0.4, 5, 20_000)
    draws, seen = rng.poisson(rate[:, None], (20_000, 100)).astype(float), rng.poisson(rate).astype(float)
    tenths = score.pit_deciles(score.pit(draws, seen, rng.random(20_000)))
    assert abs(tenths - 0.1).max() < 0.012
    low = score.pit_deciles(score.pit(draws, seen * 3, rng.random(20_000)))
    assert abs(low - 0.1).max() > 0.05


def test_intervals_cover_with_their_ends() -> None:
    draws = one(*range(21))
    assert score.covered(draws, at(19), level=0.9)[0]
    assert not score.covered(draws, at(19.5), level=0.9)[0]
