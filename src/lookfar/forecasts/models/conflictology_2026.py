"""Conflictology: the own last twelve reported months are the distribution of every month to come.

    y(t + h) ~ uniform over y(t), y(t - 1), ..., y(t - 11)

The benchmark of that name of the ViEWS prediction challenge: Hegre et al. 2025, "The 2023/24 VIEWS Prediction
challenge", Journal of Peace Research (arXiv:2407.11045).
"""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History

MONTHS = 12


def draw(history: History, leads: tuple[int, ...], draws: int, _rng: np.random.Generator, /) -> Floats:
    """Areas x leads x draws; the months in their order, over and over, without chance."""
    years = (history.own_past(area)[-MONTHS:] for area in range(len(history.areas)))
    one = np.array([np.resize(year, draws) for year in years]).reshape(len(history.areas), 1, draws)
    return np.tile(one, (1, len(leads), 1))
