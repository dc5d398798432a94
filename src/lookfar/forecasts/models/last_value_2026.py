"""Last value: a Poisson round the last reported month.

    y(t + h) ~ Poisson(y(t))

The "last historical value" benchmark of the ViEWS prediction challenge: Hegre et al. 2025, Journal of Peace
Research (arXiv:2407.11045).
"""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History


def draw(history: History, leads: tuple[int, ...], draws: int, rng: np.random.Generator, /) -> Floats:
    """Areas x leads x draws of deaths, leads independent of each other."""
    last = np.array([history.own_past(area)[-1] for area in range(len(history.areas))])
    return rng.poisson(last[:, None, None], (len(last), len(leads), draws)).astype(float)
