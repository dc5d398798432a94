"""The forecasts of one cutoff for every country, with the simple rules beside them for a fair score."""

from __future__ import annotations

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.forecast import Fan, Forecast, Law, Outcome
from lookfar.domain.ids import content_hash
from lookfar.forecasts import onset
from lookfar.forecasts.backtest import Origin, forecast
from lookfar.forecasts.fan import fan, law
from lookfar.forecasts.history import Floats, History, Month
from lookfar.forecasts.models import DEFAULT, model

LEADS = tuple(range(1, 15))
DRAWS = 1000
SEED = 1
"""That of `lookfar forecast`, so that an issue can be drawn again from the same history."""
BASELINES = ("conflictology_2026", "negative_binomial_2026")
WINDOW = onset.WINDOW
PAST = 36
"""Months before the cutoff that are kept with a forecast, to be shown before it."""
LEAST_MONTHS = 34
"""The shortest history that the model was scored on (docs/methods/forecast.md)."""
LEAST_AREAS = 30
"""Fewer countries are not the world that it learns from."""


def is_enough(history: History, cutoff: Month) -> bool:
    """Whether the history up to the cutoff is one that the model was scored on: long enough, and of the world."""
    months = cutoff.number - history.first.number + 1
    if not LEAST_MONTHS <= months <= len(history.deaths):
        return False
    return int((~np.isnan(history.deaths[months - 1])).sum()) >= LEAST_AREAS


def make(history: History, cutoff: Month, *, name: str = DEFAULT) -> list[Forecast]:
    """Every area that reported in the last year; nothing after the cutoff is read.

    Raises InvalidValue when the history is too short or of too few countries.
    """
    if not is_enough(history, cutoff):
        raise InvalidValue(
            f"a forecast from {cutoff.period} needs {LEAST_MONTHS} months up to then, and then {LEAST_AREAS} countries"
        )
    known = history.until(cutoff).heard()
    drawn = {one: _drawn(one, known, cutoff) for one in (name, *BASELINES)}
    quiet = onset.quiet(known)[-1]
    return [
        Forecast(
            outcome=Outcome.DEATHS,
            area=area,
            cutoff=cutoff.period,
            model=name,
            laws={one: _laws(draws[at]) for one, draws in drawn.items()},
            sums=_sums(drawn[name][at]),
            onset={one: _onset(draws[at]) for one, draws in drawn.items()},
            quiet=bool(quiet[at]),
            past=tuple(None if np.isnan(one) else float(one) for one in known.deaths[-PAST:, at]),
        )
        for at, area in enumerate(known.areas)
    ]


def history_hash(history: History) -> str:
    """SHA-256 over everything the history says."""
    parts = [",".join(history.areas).encode(), str(history.first.period).encode()]
    parts += [table.tobytes() for table in (history.deaths, history.population, history.stability)]
    return content_hash(b"\0".join(parts))


def _drawn(name: str, known: History, cutoff: Month) -> Floats:
    rng = np.random.default_rng([SEED, cutoff.period])
    return forecast(model(name), known, Origin(cutoff=cutoff, leads=LEADS), DRAWS, rng)[1]


def _laws(draws: Floats) -> tuple[Law, ...]:
    return tuple(law(month) for month in draws)


def _sums(draws: Floats) -> tuple[Fan, ...]:
    return tuple(fan(draws[at : at + WINDOW].sum(axis=0)) for at in range(len(draws) - WINDOW + 1))


def _onset(draws: Floats) -> tuple[float, ...]:
    return tuple(float((draws[part].sum(axis=0) > 0).mean()) for part in onset.windows(len(draws)))
