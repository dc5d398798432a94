"""The interval of a score: what the same sources and months might as well have told, and what a rate leaves open.

    shift_b = sum_T w_T [ln (trace + E_T^b / v + unheard_T) - ln (trace + E_T / v)] + ln g_b sum_T w_T + months_b

E^b: harm when each source weighs Exponential(1) (Bayesian bootstrap, Rubin 1981, Annals of Statistics 9). g_b: a draw of
the gamma of mean 1 that has as much information as a weighted Poisson sum (Fay & Feuer 1997, Statistics in Medicine 16)
and the prior: with no event at all it is the prior's own, and its upper end is what T quiet days leave possible. For the low
end it is worth `least_information` events at least: what else is known of a place says more than that nothing was told.
The draws of a source hang on its name alone, so they are the same in every area and run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv

from lookfar.ratings.constants import ModelConstants, Term
from lookfar.ratings.decay import CATEGORIES, SPANS, Floats, Gathered, Weighed
from lookfar.ratings.inputs import MonthlyDeaths
from lookfar.ratings.predictors import ACTIVE, MONTHS, month_number

_UNIT = float(2**64)
_LEAST = 1e-9
_SEED = 2026
Rows = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the interval is made from. `slopes`: areas x 12 x 3, what a unit of ln(harm) adds to the log-odds.

    `trace`: harm beside which less is none. `unheard`: areas x 12 x 3, harm to be expected in the time nobody listened,
    which may only raise. `months`: by row (area x 12 + category) the draws that months of deaths add.
    """

    gathered: Gathered
    weighed: Weighed
    total: Floats
    slopes: Floats
    trace: float
    unheard: Floats
    months: dict[int, Floats]


def ends(doubt: Doubt, constants: ModelConstants) -> tuple[Floats, Floats]:
    """How far the log-odds may lie below and above, areas x 12: low <= 0 <= high."""
    tail = (1.0 - constants.interval) / 2.0
    shape = doubt.gathered.prior.shape
    slopes = doubt.slopes.reshape(-1, len(SPANS))
    now = doubt.trace + (doubt.gathered.harm / doubt.total[:, None, None]).reshape(-1, len(SPANS))
    raised = (slopes * np.log1p(doubt.unheard.reshape(-1, len(SPANS)) / now)).sum(axis=1)
    known = np.array([max(constants.pseudo, constants.least_information), constants.pseudo])
    below, above = np.log(np.maximum(gammaincinv(known, [tail, 1.0 - tail]), _LEAST) / known)
    every = slopes.sum(axis=1)
    low, high = every * below, every * above + raised
    rows = _rows(doubt)
    if len(rows):
        low[rows], high[rows] = _drawn(doubt, rows, now, tail, constants)
    return np.minimum(low, 0.0).reshape(shape), np.maximum(high, 0.0).reshape(shape)


def _rows(doubt: Doubt) -> Rows:
    """The cells in which something happened or months of deaths are known, in order."""
    weighed = doubt.weighed
    told = (weighed.area * len(CATEGORIES) + weighed.column)[weighed.kept[:, -1] > 0]
    return np.union1d(told, np.array(sorted(doubt.months), dtype=np.int64)).astype(np.int64)


def _drawn(doubt: Doubt, rows: Rows, now: Floats, tail: float, constants: ModelConstants) -> tuple[Floats, Floats]:
    slopes, unheard = (part.reshape(-1, len(SPANS))[rows] for part in (doubt.slopes, doubt.unheard))
    again = _again(doubt, rows, constants.replicates)
    count = _information(doubt.gathered, constants.pseudo)[rows]
    uniform = grid(constants.replicates)
    now = now[rows]

    def quantile(level: float, missed: Floats, known: Floats) -> Floats:
        rate = np.log(np.maximum(gammaincinv(known[:, None], uniform) / known[:, None], _LEAST))
        common = slopes.sum(axis=1)[:, None] * rate
        for n, row in enumerate(rows.tolist()):
            if row in doubt.months:
                common[n] += doubt.months[row]
        told = (doubt.trace + again + missed[:, :, None]) / now[:, :, None]
        moved = common + (slopes[:, :, None] * np.log(told)).sum(axis=1)
        return np.asarray(np.quantile(moved, level, axis=1, method="hazen"))

    least = np.maximum(count, constants.least_information)
    return quantile(tail, np.zeros_like(unheard), least), quantile(1.0 - tail, unheard, count)


def _information(gathered: Gathered, pseudo: float) -> Floats:
    """How many events of equal harm the evidence is worth, with the prior's part of one."""
    found: Floats = (pseudo + gathered.harm[:, :, 1]) ** 2 / (pseudo + gathered.square[:, :, 1])
    return found.ravel()


def _again(doubt: Doubt, rows: Rows, size: int) -> Floats:
    """Harm over the volume in each replicate, rows x 3 x B."""
    weighed = doubt.weighed
    cells = weighed.area * len(CATEGORIES) + weighed.column
    found = np.zeros((len(rows), len(SPANS), size))
    chosen = np.flatnonzero(weighed.kept[:, -1] > 0)
    if not len(chosen):
        return found
    order = chosen[np.argsort(cells[chosen], kind="stable")]
    items = weighed.items
    weights = np.stack([_of_sources(items[n].origins or (items[n].incident,), size) for n in order.tolist()])
    told, first = np.unique(cells[order], return_index=True)
    at = np.searchsorted(rows, told)
    volume = doubt.total[told // len(CATEGORIES)][:, None]
    for n in range(len(SPANS)):
        harm = (weighed.harm * weighed.kept[:, n])[order, None] * weights
        found[at, n] = np.add.reduceat(harm, first, axis=0) / volume
    return found


@lru_cache(maxsize=16384)
def _of_sources(names: tuple[str, ...], size: int) -> Floats:
    """The weight of what these sources told, in each replicate."""
    found: Floats = np.mean([_of_source(name, size) for name in names], axis=0)
    return found


@lru_cache(maxsize=16384)
def _of_source(name: str, size: int) -> Floats:
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16])
    return _exponential(seed, size)


def _exponential(seed: int, size: int) -> Floats:
    chance = (np.random.Philox(seed).random_raw(size).astype(np.float64) + 0.5) / _UNIT
    found: Floats = -np.log(np.minimum(chance, 1 - 1e-12))
    return found


@lru_cache(maxsize=8)
def grid(size: int) -> Floats:
    """The levels at which gammas are drawn: evenly spaced, in an order that hangs on nothing else."""
    order = np.argsort(np.random.Philox(_SEED).random_raw(size), kind="stable")
    found: Floats = ((np.arange(size) + 0.5) / size)[order]
    return found


@lru_cache(maxsize=4096)
def of_months(months: MonthlyDeaths, now: int, terms: tuple[Term, ...], size: int, pseudo: float) -> Floats:
    """What other months than those seen would add to the log-odds, in each replicate.

    Each known month weighs Exponential(1); on top, as many deaths and months with deaths as the gamma of none seen
    leaves possible, so that years without any are no proof of none.
    """
    first = month_number(months.last) - len(months.deaths) + 1
    pairs = [(now - first - n, d) for n, d in enumerate(months.deaths) if d is not None and now >= first + n]
    ages, deaths = (np.array(part, dtype=np.float64) for part in zip(*pairs, strict=True))
    weights = _of_ages(int(ages.max()), size)[ages.astype(np.int64)]
    extra = gammaincinv(pseudo, grid(size))
    moved = np.zeros(size)
    for term in terms:
        if term.name in MONTHS:
            left = np.exp2(-ages / MONTHS[term.name])
            seen = np.log1p(12.0 * (left * deaths).sum() / left.sum())
            told = (left[:, None] * weights * deaths[:, None]).sum(axis=0) / (left[:, None] * weights).sum(axis=0)
            moved += term.weight / term.spread * (np.log1p(12.0 * (told + extra / left.sum())) - seen)
        elif term.name in ACTIVE:
            span = slice(-ACTIVE[term.name], None)
            active, of = (deaths[span] > 0)[:, None], weights[span]
            share = ((of * active).sum(axis=0) + extra) / (of.sum(axis=0) + extra)
            moved += term.weight / term.spread * (share - active.mean())
    return moved


@lru_cache(maxsize=8)
def _of_ages(oldest: int, size: int) -> Floats:
    """Weights of months by age, months x B."""
    return np.stack([_exponential(_SEED + 1 + age, size) for age in range(oldest + 1)])
