"""Scores of draws against what happened; lower is better unless said.

Shapes: `draws` cases x draws, `seen` cases. Every score is of one case; means are the caller's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from lookfar.forecasts.history import Floats

BINS = (0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
"""Edges of the 11 bins of IGN, as in the ViEWS prediction challenge (Hegre et al. 2025, arXiv:2407.11045)."""


def crps(draws: Floats, seen: Floats) -> Floats:
    """Continuous ranked probability score of an ensemble, in the unit of the draws.

    mean |x_i - y| - 1/2 mean |x_i - x_j|: Gneiting & Raftery 2007, JASA 102, equation 21, for the empirical law.
    """
    ordered, n = np.sort(draws, axis=1), draws.shape[1]
    apart = (ordered * (2 * np.arange(1, n + 1) - n - 1)).sum(axis=1) / n**2
    return np.asarray(np.abs(ordered - seen[:, None]).mean(axis=1) - apart, dtype=np.float64)


def crps_ln(draws: Floats, seen: Floats) -> Floats:
    """CRPS of ln(1 + deaths): Bosse et al. 2023, PLOS Computational Biology 19 (e1011393)."""
    return crps(np.log1p(draws), np.log1p(seen))


def ignorance(draws: Floats, seen: Floats) -> Floats:
    """-log2 of the share of draws in the observed bin, one pseudo-draw in each of 11 bins (bits).

    Roulston & Smith 2002, Monthly Weather Review 130, with the bins of the ViEWS prediction challenge.
    """
    inside = (np.digitize(draws, BINS) == np.digitize(seen, BINS)[:, None]).sum(axis=1)
    return np.asarray(-np.log2((inside + 1) / (draws.shape[1] + len(BINS) + 1)), dtype=np.float64)


def interval_score(draws: Floats, seen: Floats, *, level: float = 0.9) -> Floats:
    """Width of the central interval plus 2 / (1 - level) times what lies outside it.

    Gneiting & Raftery 2007, JASA 102, equation 43.
    """
    low, high = _central(draws, level)
    outside = np.maximum(low - seen, 0) + np.maximum(seen - high, 0)
    return np.asarray(high - low + 2 / (1 - level) * outside, dtype=np.float64)


def covered(draws: Floats, seen: Floats, *, level: float) -> NDArray[np.bool_]:
    """Whether the central interval holds what happened, ends included."""
    low, high = _central(draws, level)
    return np.asarray((low <= seen) & (seen <= high))


def pit(draws: Floats, seen: Floats, chance: Floats) -> Floats:
    """Randomised probability integral transform: share below plus `chance` (0..1) of the share equal.

    Uniform when the forecast is calibrated: Czado, Gneiting & Held 2009, Biometrics 65, section 2.1.
    """
    below, equal = (draws < seen[:, None]).mean(axis=1), (draws == seen[:, None]).mean(axis=1)
    return np.asarray(below + chance * equal, dtype=np.float64)


def pit_deciles(values: Floats) -> Floats:
    """Share of the transforms in each tenth of 0..1; ten shares of .1 are perfect."""
    return np.asarray(np.histogram(values, 10, (0, 1))[0] / max(len(values), 1), dtype=np.float64)


def brier(said: Floats, happened: Floats) -> Floats:
    """(p - o)^2, o in {0, 1}: Brier 1950, Monthly Weather Review 78, for one of two outcomes."""
    return np.asarray((said - happened) ** 2, dtype=np.float64)


def brier_skill(said: Floats, happened: Floats) -> float | None:
    """1 - Brier / Brier of the observed rate itself; higher is better, None when all or none happened."""
    rate = float(happened.mean())
    return None if rate in (0.0, 1.0) else 1 - float(brier(said, happened).mean()) / (rate * (1 - rate))


def auc(said: Floats, happened: Floats) -> float | None:
    """Chance that a case that happened was given more than one that did not, ties half; higher is better.

    Mann-Whitney form: Hanley & McNeil 1982, Radiology 143. None when all or none happened.
    """
    hits = int((happened == 1).sum())
    misses = len(happened) - hits
    if not hits or not misses:
        return None
    return float((rankdata(said)[happened == 1].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _central(draws: Floats, level: float) -> tuple[Floats, Floats]:
    low, high = np.quantile(draws, [0.5 - level / 2, 0.5 + level / 2], axis=1)
    return low, high
