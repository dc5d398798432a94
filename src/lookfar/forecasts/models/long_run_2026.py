"""Long run: any of the own last 240 reported months, or as many as there are.

    y(t + h) ~ uniform over y(t), ..., y(t - 239)

The bootstrap of 240 months of the ViEWS prediction challenge: Hegre et al. 2025, Journal of Peace Research
(arXiv:2407.11045).
"""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History

MONTHS = 240


def draw(history: History, leads: tuple[int, ...], draws: int, rng: np.random.Generator, /) -> Floats:
    """Areas x leads x draws of deaths, leads independent of each other."""
    return np.array(
        [rng.choice(history.own_past(area)[-MONTHS:], (len(leads), draws)) for area in range(len(history.areas))]
    ).reshape(len(history.areas), len(leads), draws)
