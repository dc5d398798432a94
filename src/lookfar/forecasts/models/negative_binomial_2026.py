"""Negative binomial with the mean and variance of the own last twelve reported months.

    lambda ~ Gamma(m^2 / (v - m), scale (v - m) / m),  y(t + h) ~ Poisson(lambda);  Poisson(m) where v <= m

m: mean, v: sample variance (n - 1). Moment estimate: Cameron & Trivedi 2013, Regression Analysis of Count
Data, 2nd ed., section 3.3.
"""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History

MONTHS = 12


def draw(history: History, leads: tuple[int, ...], draws: int, rng: np.random.Generator, /) -> Floats:
    """Areas x leads x draws of deaths, leads independent of each other."""
    made = np.zeros((len(history.areas), len(leads), draws))
    for area in range(len(history.areas)):
        year = history.own_past(area)[-MONTHS:]
        mean = float(year.mean())
        over = (float(year.var(ddof=1)) if len(year) > 1 else 0.0) - mean
        shape = (len(leads), draws)
        rate = rng.gamma(mean**2 / over, over / mean, shape) if over > 0 and mean > 0 else np.full(shape, mean)
        made[area] = rng.poisson(rate)
    return made
