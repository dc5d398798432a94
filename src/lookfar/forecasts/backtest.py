"""Rolling origin: forecasts as they would have been made, set against what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from lookfar.forecasts.history import Floats, History, Month
from lookfar.forecasts.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One cutoff and the months forecast from it, as leads (months after the cutoff)."""

    cutoff: Month
    leads: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Forecasts of one origin, cases in the order area, lead; only what was reported.

    `draws`: cases x draws. `seen`: deaths. `area`, `lead`: of each case.
    """

    origin: Origin
    areas: tuple[str, ...]
    area: tuple[str, ...]
    lead: tuple[int, ...]
    draws: Floats
    seen: Floats


def october_origins(years: Iterable[int]) -> tuple[Origin, ...]:
    """For each year the cutoff October of the year before, leads 3 to 14: the year's twelve months."""
    return tuple(
        Origin(cutoff=Month.of_period((year - 1) * 100 + 10), leads=tuple(range(3, 15))) for year in years
    )


def forecast(
    model: Model, history: History, origin: Origin, draws: int, rng: np.random.Generator
) -> tuple[tuple[str, ...], Floats]:
    """Areas, and areas x leads x draws, from what was known at the cutoff; later months are cut off first."""
    known = history.until(origin.cutoff).heard()
    assert known.last == origin.cutoff, "the model would see a month after the cutoff"
    return known.areas, model.draw(known, origin.leads, draws, rng)


def backtest(
    model: Model, history: History, origins: Iterable[Origin], *, draws: int, seed: int
) -> Iterator[Held]:
    """Every origin's forecasts beside what happened; months that were not reported are left out."""
    for origin in origins:
        rng = np.random.default_rng([seed, origin.cutoff.period])
        areas, made = forecast(model, history, origin, draws, rng)
        rows = [origin.cutoff.number + lead - history.first.number for lead in origin.leads]
        columns = [history.areas.index(area) for area in areas]
        seen = history.deaths[np.ix_(rows, columns)].T
        reported = ~np.isnan(seen)
        area, lead = np.nonzero(reported)
        yield Held(
            origin=origin,
            areas=areas,
            area=tuple(areas[i] for i in area),
            lead=tuple(origin.leads[i] for i in lead),
            draws=made[reported],
            seen=seen[reported],
        )
