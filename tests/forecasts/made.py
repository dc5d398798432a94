"""Made histories: seeded, small, with quiet, steady and wild countries."""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History, Month

FIRST = Month.of_period(201001)


def history(deaths: Floats) -> History:
    """The table as a history from January 2010; areas AAA, AAB, ...; population and stability made up."""
    months, areas = deaths.shape
    return History(
        areas=tuple(f"A{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(areas)),
        first=FIRST,
        deaths=deaths.astype(float),
        population=np.tile(1e6 * (1 + np.arange(areas)), (months, 1)),
        stability=np.tile(np.linspace(-2, 2, areas), (months, 1)),
    )


def world(months: int = 60, areas: int = 40, seed: int = 5) -> History:
    """A third quiet with rare deaths, a third low, a third at war, with levels of their own."""
    rng = np.random.default_rng(seed)
    level = np.select([np.arange(areas) % 3 == 0, np.arange(areas) % 3 == 1], [0.02, 3.0], 60.0)
    walk = np.exp(np.cumsum(rng.normal(0, 0.15, (months, areas)), axis=0))
    return history(rng.poisson(rng.gamma(0.7, level * walk / 0.7)))


def constant(value: float, months: int = 60, areas: int = 40) -> History:
    """Everybody has the same count in every month."""
    return history(np.full((months, areas), value))
