"""Zero: nobody dies.

    y(t + h) = 0

The no-violence benchmark of the ViEWS prediction challenge: Hegre et al. 2025, "The 2023/24 VIEWS Prediction
challenge", Journal of Peace Research (arXiv:2407.11045).
"""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History


def draw(history: History, leads: tuple[int, ...], draws: int, _rng: np.random.Generator, /) -> Floats:
    """Areas x leads x draws of nought."""
    return np.zeros((len(history.areas), len(leads), draws))
