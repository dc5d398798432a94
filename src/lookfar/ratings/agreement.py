"""Whether two orders of the same places agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
from scipy.stats import rankdata

from lookfar.ratings.calibration import Z95


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Spearman's rank correlation over n places with its 95 % interval."""

    rho: float
    low: float
    high: float
    n: int


def spearman(first: Sequence[float], second: Sequence[float]) -> Agreement | None:
    """Rank correlation, ties at their mean rank; None for fewer than four places or when one side is all alike.

    Interval: Fisher's z with the variance (1 + rho^2 / 2) / (n - 3) of Bonett & Wright 2000 (Psychometrika 65).
    """
    n = len(first)
    if n < 4 or len(set(first)) < 2 or len(set(second)) < 2:
        return None
    rho = float(np.corrcoef(rankdata(first), rankdata(second))[0, 1])
    if abs(rho) > 1 - 1e-9:
        whole = round(rho)
        return Agreement(rho=whole, low=whole, high=whole, n=n)
    half = Z95 * sqrt((1 + rho**2 / 2) / (n - 3))
    return Agreement(rho=rho, low=tanh(atanh(rho) - half), high=tanh(atanh(rho) + half), n=n)


def largest_mover(before: dict[str, float], after: dict[str, float]) -> tuple[str, float, float]:
    """The place whose rank (1 the highest figure, ties at their mean) moves most: place, rank before, rank after."""
    names = sorted(set(before) & set(after))
    first, second = (rankdata([-of[name] for name in names]) for of in (before, after))
    moved = np.abs(second - first)
    at = int(moved.argmax())
    return names[at], float(first[at]), float(second[at])
