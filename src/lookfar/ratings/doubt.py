"""The interval of a score: what the same sources might as well have told, and what a rate leaves open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaincinv, nbdtrik

from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES, SPANS, Floats, Gathered, Weighed

_UNIT = float(2**64)


def draws(seeds: Sequence[str], weighed: Weighed, constants: ModelConstants) -> tuple[Floats, Floats]:
    """Weights of every incident in each replicate (n x B), and a shuffled uniform grid (areas x B).

    A Bayesian bootstrap over sources (Rubin 1981, Annals of Statistics 9): each independent origin of an
    area weighs Exponential(1), an incident the mean of its origins. `seeds`: hexadecimal hashes of the
    snapshots, so that the same inputs give the same draws.
    """
    size = constants.replicates
    grid = (np.arange(size) + 0.5) / size
    starts = np.searchsorted(weighed.area, np.arange(len(seeds) + 1))
    weights = np.ones((len(weighed.items), size))
    uniform = np.empty((len(seeds), size))
    for n, seed in enumerate(seeds):
        begin, end = int(starts[n]), int(starts[n + 1])
        told = [item.origins or (item.incident,) for item in weighed.items[begin:end]]
        names = {name: k for k, name in enumerate(sorted({name for one in told for name in one}))}
        chance = np.random.Philox(int(seed[:32], 16)).random_raw(size * (len(names) + 1)).astype(np.float64)
        chance = ((chance + 0.5) / _UNIT).reshape(len(names) + 1, size)
        uniform[n] = grid[np.argsort(chance[0], kind="stable")]
        if told:
            of_sources = -np.log(np.minimum(chance[1:], 1 - 1e-12))
            rows = np.array([names[name] for one in told for name in one])
            ends = np.cumsum([len(one) for one in told])
            each = np.add.reduceat(of_sources[rows], np.concatenate([[0], ends[:-1]]), axis=0)
            weights[begin:end] = each / np.array([len(one) for one in told])[:, None]
    return weights, uniform


def shifts(
    gathered: Gathered,
    weighed: Weighed,
    weights: Floats,
    uniform: Floats,
    information: Floats,
    total: Floats,
    slopes: Floats,
    constants: ModelConstants,
) -> Floats:
    """How far each replicate moves the log-odds, areas x 12 x B.

    `slopes`: areas x 12 x 3, what a unit of ln(harm rate) adds. The bootstrap moves the evidence; on top, the
    rate is drawn from the gamma with the mean and variance of a weighted Poisson sum (Fay & Feuer 1997).
    """
    size = (*gathered.prior.shape, uniform.shape[1])
    moved = np.zeros(size)
    order = np.argsort(weighed.area * len(CATEGORIES) + weighed.column, kind="stable")
    cells, first = np.unique((weighed.area * len(CATEGORIES) + weighed.column)[order], return_index=True)
    for n in range(len(SPANS)):
        if not len(order):
            break
        kept = (weighed.harm * weighed.kept[:, n])[order, None] * weights[order]
        again = np.add.reduceat(kept, first, axis=0)
        volume = total[cells // len(CATEGORIES)][:, None]
        now = gathered.harm.reshape(-1, len(SPANS))[cells, n][:, None]
        ratio = np.log((constants.pseudo + again / volume) / (constants.pseudo + now / volume))
        moved.reshape(-1, size[2])[cells] += slopes.reshape(-1, len(SPANS))[cells, n][:, None] * ratio
    pseudo = constants.pseudo
    count = (pseudo + gathered.harm[:, :, 1]) ** 2 / (pseudo + gathered.square[:, :, 1]) * information
    rate = np.log(np.maximum(gammaincinv(count[:, :, None], uniform[:, None, :]) / count[:, :, None], 1e-9))
    found: Floats = moved + slopes.sum(axis=2)[:, :, None] * rate
    return found


def outlook(mean: Floats, shape: Floats, tail: float) -> tuple[Floats, Floats]:
    """The two ends of the interval of a negative binomial count with this mean and shape."""
    chance = shape / (shape + mean)

    def at(level: float) -> Floats:
        whole = np.ceil(np.maximum(nbdtrik(level, shape, chance), 0.0) - 1e-9)
        return np.asarray(np.where(chance**shape >= level, 0.0, whole), dtype=np.float64)

    return at(tail), at(1.0 - tail)
