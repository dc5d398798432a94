"""The scale of scores: straight between the thresholds of levels 2 and 5, with ends that are never reached.

    score = 1 + 19 e^((s - 20) / 19)       s < 20       s: points on the straight scale, 20 a level
            s                              20 <= s <= 80
            99 - 19 e^(-(s - 80) / 19)     s > 80

It rises everywhere and has no corner, so that two rates are never one score, and nothing is 0 or 100 for certain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST, MOST = 1.0, 99.0
"""What no score reaches."""
BOTTOM, TOP = 20.0, 80.0
"""Where the ends begin: the lower scores of levels 2 and 5."""
_LOW, _HIGH = BOTTOM - LEAST, MOST - TOP
_NEAR = 1e-9


def raised(points: Floats) -> Floats:
    """With the lower end bent, the upper still open.

    >>> raised(np.array([-100.0, 20.0, 120.0])).round(2).tolist()
    [1.03, 20.0, 120.0]
    """
    found: Floats = np.where(
        points < BOTTOM, LEAST + _LOW * np.exp((np.minimum(points, BOTTOM) - BOTTOM) / _LOW), points
    )
    return found


def capped(points: Floats) -> Floats:
    """With the upper end bent too.

    >>> capped(np.array([50.0, 80.0, 180.0])).round(2).tolist()
    [50.0, 80.0, 98.9]
    """
    found: Floats = np.where(points > TOP, MOST - _HIGH * np.exp(-(np.maximum(points, TOP) - TOP) / _HIGH), points)
    return found


def straight(scores: Floats) -> Floats:
    """The points on the straight scale that give these scores.

    >>> straight(capped(raised(np.array([-40.0, 33.0, 95.0])))).round(6).tolist()
    [-40.0, 33.0, 95.0]
    """
    low = BOTTOM + _LOW * np.log(np.maximum(scores - LEAST, _NEAR) / _LOW)
    high = TOP - _HIGH * np.log(np.maximum(MOST - scores, _NEAR) / _HIGH)
    found: Floats = np.where(scores < BOTTOM, low, np.where(scores > TOP, high, scores))
    return found


def lifted(score: float, low: float, high: float, least: float) -> tuple[float, float, float]:
    """A score and its interval put at `least` or above: the doubt above it stays as wide as it was.

    >>> [round(one, 1) for one in lifted(8.0, 3.0, 14.0, 60.0)]
    [60.0, 60.0, 71.8]
    >>> lifted(66.0, 50.0, 75.0, 60.0)
    (66.0, 60.0, 75.0)
    """
    if score >= least:
        return score, max(low, least), high
    at, upper, floor = straight(np.array([score, high, least])).tolist()
    above = float(capped(raised(np.array([floor + upper - at])))[0])
    return least, least, max(high, least, above)
