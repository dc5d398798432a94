"""A forecast in plain words of one yardstick."""

from __future__ import annotations

import numpy as np
import pytest

from lookfar.forecasts import words
from lookfar.forecasts.fan import fan
from lookfar.forecasts.history import Month


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0.0, "almost no chance"),
        (0.19, "very unlikely"),
        (0.44, "unlikely"),
        (0.5, "roughly even chance"),
        (0.79, "likely"),
        (0.94, "very likely"),
        (1.0, "almost certain"),
    ],
)
def test_a_chance_has_one_word(chance: float, word: str) -> None:
    assert words.likelihood(chance) == word


def test_three_months_are_said_with_interval_and_middle() -> None:
    said = words.expected(fan(np.arange(101.0)), Month.of_period(202112))
    assert said == (
        "Deaths in organised violence, Dec 2021 to Feb 2022: very likely 10 to 90 (80 % interval), middle estimate 50."
    )
    assert words.chances(fan(np.arange(101.0))) == (
        "Any death: almost certain (over 99 %); 25 or more: likely (75 %)."
    )


def test_no_deaths_are_a_forecast_and_never_a_certainty() -> None:
    none = fan(np.zeros(100))
    assert "Feb to Apr 2022: very likely none (80 % interval)" in words.expected(none, Month.of_period(202202))
    assert (
        words.chances(none) == "Any death: almost no chance (under 1 %); 25 or more: almost no chance (under 1 %)."
    )


def test_no_sentence_speaks_of_likelihood_and_confidence_at_once() -> None:
    for draws in (np.zeros(9), np.arange(101.0), np.full(9, 40_000.0)):
        said = words.expected(fan(draws), Month.of_period(202201)) + words.chances(fan(draws))
        assert not any(word in said for word in ("confidence", "confident", "sure"))
