"""What came after the cutoff is never read; the same seed gives the same draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.forecasts.made import world

from lookfar.domain.errors import InvalidValue
from lookfar.forecasts.backtest import Origin, backtest, forecast, october_origins
from lookfar.forecasts.history import Floats, History, Month
from lookfar.forecasts.models import model, names
from lookfar.forecasts.signals import NAMES, signals

WORLD = world()
CUTOFF = Month.of_period(201310)
ORIGIN = Origin(cutoff=CUTOFF, leads=tuple(range(3, 15)))


def poisoned(history: History, cutoff: Month) -> History:
    """Every figure after the cutoff is another one."""
    after = cutoff.number - history.first.number + 1
    made = {name: getattr(history, name).copy() for name in ("deaths", "population", "stability")}
    for table in made.values():
        table[after:] = 987654321.0
    return replace(history, **made)


def drawn(name: str, history: History, seed: int = 1) -> Floats:
    return forecast(model(name), history, ORIGIN, 60, np.random.default_rng(seed))[1]


@pytest.mark.parametrize("name", names())
def test_months_after_the_cutoff_are_never_read(name: str) -> None:
    assert (drawn(name, WORLD) == drawn(name, poisoned(WORLD, CUTOFF))).all()


@pytest.mark.parametrize("name", names())
def test_the_poison_would_be_noticed(name: str) -> None:
    before = poisoned(WORLD, Month(number=CUTOFF.number - 1))
    same = (drawn(name, WORLD) == drawn(name, before)).all()
    assert same == (name == "zero_2026")


@pytest.mark.parametrize("name", names())
def test_the_same_seed_gives_the_same_draws(name: str) -> None:
    first, again, other = drawn(name, WORLD), drawn(name, WORLD), drawn(name, WORLD, seed=2)
    assert (first == again).all()
    without_chance = name in ("zero_2026", "conflictology_2026")
    assert (first == other).all() == without_chance


@pytest.mark.parametrize("name", names())
def test_draws_are_counts_for_every_area_and_lead(name: str) -> None:
    made = drawn(name, WORLD)
    assert made.shape == (len(WORLD.areas), 12, 60)
    assert np.isfinite(made).all()
    assert (made >= 0).all()
    assert (made == np.floor(made)).all()


@pytest.mark.parametrize("signal", range(len(NAMES)), ids=NAMES)
def test_a_signal_of_a_month_knows_no_later_month(signal: int) -> None:
    whole = signals(poisoned(WORLD, CUTOFF))[:, :, signal]
    cut = signals(WORLD.until(CUTOFF))[:, :, signal]
    assert (whole[: len(cut)] == cut).all()


def test_the_backtest_sets_each_month_beside_what_happened() -> None:
    held = next(iter(backtest(model("conflictology_2026"), WORLD, [ORIGIN], draws=12, seed=1)))
    assert len(held.seen) == len(WORLD.areas) * 12
    case = held.area.index("AAC") + 5
    row = CUTOFF.number + held.lead[case] - WORLD.first.number
    assert held.seen[case] == WORLD.deaths[row, 2]
    assert sorted(held.draws[case]) == sorted(
        WORLD.deaths[row - held.lead[case] - 11 : row - held.lead[case] + 1, 2]
    )


def test_a_month_that_was_not_reported_is_not_scored() -> None:
    deaths = WORLD.deaths.copy()
    deaths[CUTOFF.number + 3 - WORLD.first.number, 0] = np.nan
    held = next(iter(backtest(model("zero_2026"), replace(WORLD, deaths=deaths), [ORIGIN], draws=2, seed=1)))
    assert len(held.seen) == len(WORLD.areas) * 12 - 1


def test_an_unreported_month_is_not_read_as_zero() -> None:
    deaths = np.full(WORLD.deaths.shape, 50.0)
    gap = deaths.copy()
    gap[30:40, 3] = np.nan
    for name in ("conflictology_2026", "negative_binomial_2026", "analogues_2026"):
        made = drawn(name, replace(WORLD, deaths=gap))
        assert made[3].min() >= 15, name


def test_a_country_that_appears_late_is_forecast_from_what_there_is() -> None:
    deaths = WORLD.deaths.copy()
    deaths[:42, 5] = np.nan
    deaths[42:, 5] = 30.0
    known = replace(WORLD, deaths=deaths)
    made = drawn("analogues_2026", known)
    assert 10 < np.median(made[5]) < 60
    assert "AAF" not in known.until(Month.of_period(201306)).areas


def test_a_country_that_went_silent_is_left_out() -> None:
    deaths = WORLD.deaths.copy()
    deaths[20:, 7] = np.nan
    areas, made = forecast(
        model("analogues_2026"), replace(WORLD, deaths=deaths), ORIGIN, 10, np.random.default_rng(1)
    )
    assert "AAH" not in areas
    assert len(areas) == len(made) == len(WORLD.areas) - 1


@pytest.mark.parametrize("period", [200912, 201501])
def test_a_cutoff_outside_the_history_is_refused(period: int) -> None:
    with pytest.raises(InvalidValue, match=r"holds 201001 to 201412"):
        WORLD.until(Month.of_period(period))


def test_a_history_too_short_to_learn_from_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="too short"):
        model("analogues_2026").draw(world(months=10), tuple(range(3, 15)), 10, np.random.default_rng(1))


def test_origins_are_octobers_with_the_next_years_months() -> None:
    (origin,) = october_origins([2022])
    months = [Month(number=origin.cutoff.number + lead).period for lead in origin.leads]
    assert origin.cutoff.period == 202110
    assert months == list(range(202201, 202213))
