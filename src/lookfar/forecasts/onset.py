"""The chance that a quiet country does not stay so, and draws that say it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from lookfar.forecasts.history import Floats, History

QUIET = 12
"""Months without a death that make a country quiet."""
WINDOW = 3
"""Months in which any death is an onset."""
PENALTY = 10.0


def quiet(history: History) -> NDArray[np.bool_]:
    """Months x areas: twelve calendar months up to this one all reported, and nobody died."""
    silent = np.where(history.deaths == 0, 1, 0).cumsum(axis=0)
    before = np.vstack([np.zeros((QUIET, silent.shape[1]), dtype=silent.dtype), silent[:-QUIET]])
    return np.asarray(silent - before[: len(silent)] == QUIET)


def windows(leads: int) -> list[slice]:
    """The forecast months in threes; a remainder joins none unless there is nothing else."""
    return [slice(at, at + WINDOW) for at in range(0, leads - WINDOW + 1, WINDOW)] or [slice(0, leads)]


def onset_chance(features: Floats, happened: Floats, asked: Floats) -> Floats:
    """Logistic regression with a ridge of 10 on standardised features: le Cessie & van Houwelingen 1992,
    Applied Statistics 41. `features`, `asked`: cases x features; `happened`: 0 or 1.
    """
    centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    known = np.c_[np.ones(len(features)), (features - centre) / scale]

    def loss(weights: Floats) -> tuple[float, Floats]:
        line = known @ weights
        slope = known.T @ (expit(line) - happened) + PENALTY * np.r_[0.0, weights[1:]]
        value = np.logaddexp(0, line).sum() - (happened * line).sum() + PENALTY * (weights[1:] ** 2).sum() / 2
        return float(value), slope

    found = minimize(loss, np.zeros(known.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(expit(np.c_[np.ones(len(asked)), (asked - centre) / scale] @ found), dtype=np.float64)


def reweighed(paths: Floats, chance: float, rng: np.random.Generator) -> Floats:
    """Leads x draws in which the mean share of windows with a death is the geometric mean of what the paths
    say and of `chance`: whole paths with a death are repeated or dropped, paths without one fill up.
    """
    leads, draws = paths.shape
    alive = np.flatnonzero(paths.sum(axis=0) > 0)
    if not len(alive):
        return paths
    said = float(np.mean([(paths[window].sum(axis=0) > 0).mean() for window in windows(leads)]))
    wanted = min(len(alive) * np.sqrt(chance * max(said, 1 / draws)) / max(said, 1 / draws), draws)
    many = int(wanted + rng.random())
    made = np.zeros_like(paths)
    made[:, rng.permutation(draws)[:many]] = paths[:, np.resize(rng.permutation(alive), min(many, draws))]
    return made
