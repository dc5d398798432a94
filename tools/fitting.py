"""Likelihoods that the rating method is fitted by; all with the gradient, all ridge-penalised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln

Floats = NDArray[np.float64]
Bounds = list[tuple[float | None, float | None]]


def bounds(names: Sequence[str], rising: Sequence[str]) -> Bounds:
    """Terms whose name begins so may not fall."""
    return [(0.0, None) if any(name.startswith(one) for one in rising) else (None, None) for name in names]


def ordinal(
    x: Floats, y: Floats, cuts: Sequence[float], ridge: float, limits: Bounds
) -> tuple[Floats, Floats, float]:
    """Proportional odds of y reaching each cut: intercepts, weights, deviance. One cut is a logistic."""
    reached = np.column_stack([y >= cut for cut in cuts])
    count = len(cuts)

    def loss(p: Floats) -> tuple[float, Floats]:
        weights = p[count:]
        sums, value, gradient = x @ weights, ridge * float((weights**2).sum()), np.zeros_like(p)
        gradient[count:] = 2 * ridge * weights
        for n in range(count):
            logit = p[n] + sums
            value += float(np.logaddexp(0, logit).sum() - logit[reached[:, n]].sum())
            error = expit(logit) - reached[:, n]
            gradient[n] = error.sum()
            gradient[count:] += x.T @ error
        return value, gradient

    first = np.concatenate([np.linspace(-2, -4, count), np.full(x.shape[1], 0.05)])
    free: Bounds = [(None, None)] * count
    best = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=free + limits)
    return best.x[:count], best.x[count:], float(best.fun)


def counts(x: Floats, y: Floats, offset: Floats, ridge: float, limits: Bounds) -> tuple[Floats, Floats, float]:
    """Negative binomial with mean exp(offset + p0 + x w) and ln shape = s0 + s1 ln mean: (p0, w), (s0, s1), loss."""
    terms = x.shape[1]

    def loss(p: Floats) -> tuple[float, Floats]:
        log_mean = np.clip(offset + p[0] + x @ p[1 : 1 + terms], -15, 10)
        mean, shape = np.exp(log_mean), np.exp(np.clip(p[-2] + p[-1] * log_mean, -6, 6))
        value = (
            gammaln(y + shape)
            - gammaln(shape)
            - gammaln(y + 1)
            + shape * np.log(shape / (shape + mean))
            + y * np.log(mean / (shape + mean))
        )
        by_shape = shape * (
            digamma(y + shape) - digamma(shape) + np.log(shape / (shape + mean)) + 1 - (shape + y) / (shape + mean)
        )
        by_mean = (y - mean) * shape / (shape + mean) + by_shape * p[-1]
        gradient = -np.concatenate([[by_mean.sum()], x.T @ by_mean, [by_shape.sum(), (by_shape * log_mean).sum()]])
        gradient[1 : 1 + terms] += 2 * ridge * p[1 : 1 + terms]
        return float(ridge * (p[1 : 1 + terms] ** 2).sum() - value.sum()), gradient

    first = np.zeros(terms + 3)
    first[1 : 1 + terms] = 0.1
    first[0] = np.log(max(y.mean(), 1e-4)) - float(np.log(np.exp(offset + x @ first[1 : 1 + terms]).mean()))
    free: Bounds = [(None, None)]
    best = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=free + limits + [(-4, 6), (-1, 1.5)])
    return best.x[: 1 + terms], best.x[-2:], float(best.fun)


def prior(
    y: Floats, x: Floats, member: NDArray[np.int64], groups: int, days: float, ridge: float = 1.0
) -> tuple[float, Floats, Floats]:
    """Negative binomial of harm in `days` on x: intercept of the world, of groups shrunk to it, weights."""
    terms = x.shape[1]
    design = np.column_stack([np.eye(groups)[member], x])
    found, _, _ = counts(design, y, np.full(len(y), np.log(days)), ridge, [(None, None)] * (groups + terms))
    return float(found[0]), found[1 : 1 + groups], found[1 + groups :]
