"""Decayed harm and its Gamma posterior, many areas at once; arrays are areas x 12 categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import log, log1p

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings.constants import Constants, Harm, Prior, StructureTerm
from lookfar.ratings.coverage import NOBODY, Watch
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, Indicator

Floats = NDArray[np.float64]

CATEGORIES = tuple(Category)
COLUMN = {category: column for column, category in enumerate(CATEGORIES)}
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """All evidence of all areas in one row of n: `area` and `column` indexes, decayed `harm`, harm when
    it happened (`fresh`), age in days.
    """

    items: tuple[Evidence, ...]
    area: NDArray[np.int64]
    column: NDArray[np.int64]
    harm: Floats
    fresh: Floats
    age: Floats


@dataclass(frozen=True, slots=True)
class Posterior:
    """Rates of harm a day, areas x 12: mean and the two ends of the interval."""

    mean: Floats
    low: Floats
    high: Floats


def harm_of(item: Evidence, constants: Harm) -> float:
    """Harm when it happened: weight x credibility x max(severity, deaths^e); unknown deaths add none."""
    toll = float(item.fatalities or 0) ** constants.toll_exponent
    return (
        item.weight * constants.credibility[item.credibility] * float(max(constants.severity[item.severity], toll))
    )


def weigh(snapshots: Sequence[AreaInputs], constants: Constants) -> Weighed:
    """Harm, halved every half-life; what has not happened yet weighs nothing."""
    items = tuple(item for inputs in snapshots for item in inputs.evidence)
    area = np.repeat(np.arange(len(snapshots)), [len(inputs.evidence) for inputs in snapshots])
    now = np.array([inputs.as_of.timestamp() for inputs in snapshots], dtype=np.float64)
    happened = np.array([item.happened.timestamp() for item in items], dtype=np.float64)
    column = np.array([COLUMN[item.category] for item in items], dtype=np.int64)
    harm = np.array([harm_of(item, constants) for item in items], dtype=np.float64)
    age = (now[area] - happened) / DAY
    half_lives = np.array([constants.categories[c].half_life for c in CATEGORIES])
    decayed = np.where(age < 0, 0.0, harm * np.exp2(-np.maximum(age, 0.0) / half_lives[column]))
    return Weighed(items=items, area=area, column=column, harm=decayed, fresh=harm, age=age)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Areas x 12: pressure E, its discounted squares, prior mean of harm a day, discounted days listened."""

    pressure: Floats
    square: Floats
    prior: Floats
    listened: Floats


def gather(snapshots: Sequence[AreaInputs], weighed: Weighed, constants: Constants) -> Gathered:
    """What the posterior is made from."""
    size = (len(snapshots), len(CATEGORIES))
    cell = weighed.area * size[1] + weighed.column
    return Gathered(
        pressure=_sums(cell, weighed.harm, size),
        square=_sums(cell, weighed.harm * weighed.fresh, size),
        prior=np.array([prior_means(one, constants) for one in snapshots], dtype=np.float64).reshape(size),
        listened=_listened(snapshots, constants),
    )


def _sums(cell: NDArray[np.int64], values: Floats, size: tuple[int, int]) -> Floats:
    sums: Floats = np.bincount(cell, weights=values, minlength=size[0] * size[1]).astype(np.float64)
    return sums.reshape(size)


def posterior(gathered: Gathered, information: Floats, constants: Constants) -> Posterior:
    """Gamma with the mean (shape + E) / (shape/mu + t) and the variance of a weighted Poisson sum.

    The variance is (shape + V) / (shape/mu + t)^2, V the sum of squared harm, discounted by age (Fay &
    Feuer 1997, Statistics in Medicine 16: a sum of weighted counts as one gamma), divided by the share
    of information that the coverage leaves.
    """
    shape = np.array([constants.categories[c].shape for c in CATEGORIES])
    mean = (shape + gathered.pressure) / (shape / gathered.prior + gathered.listened)
    count = (shape + gathered.pressure) ** 2 / (shape + gathered.square) * information
    tail = (1.0 - constants.interval) / 2.0
    return Posterior(
        mean=mean,
        low=mean * np.minimum(1.0, gammaincinv(count, tail) / count),
        high=mean * np.maximum(1.0, gammaincinv(count, 1.0 - tail) / count),
    )


def scores(rates: Floats, constants: Constants) -> Floats:
    """Rates as scores 0..100: intercept + slope ln(rate), by category (columns)."""
    intercept = np.array([constants.categories[c].intercept for c in CATEGORIES])
    slope = np.array([constants.categories[c].slope for c in CATEGORIES])
    found: Floats = np.clip(intercept + slope * np.log(np.maximum(rates, 1e-12)), 0.0, 100.0)
    return found


def prior_means(inputs: AreaInputs, constants: Prior) -> tuple[float, ...]:
    """Prior harm a day by category: the subregion's base times exp of the structural terms."""
    return _prior_means(inputs.region, inputs.indicators, constants)


@lru_cache(maxsize=2048)
def _prior_means(region: str, indicators: tuple[Indicator, ...], constants: Prior) -> tuple[float, ...]:
    newest = {indicator.name: indicator.value for indicator in indicators}
    logs = [
        log(constants.base[c].get(region, constants.base[c]["*"])) if c in constants.base else 0.0
        for c in CATEGORIES
    ]
    for term in constants.structure:
        value = newest.get(term.indicator)
        if value is not None:
            logs[COLUMN[term.category]] += _term(term, value)
    return tuple(float(np.exp(value)) for value in logs)


def _term(term: StructureTerm, value: float) -> float:
    x = log1p(max(value, 0.0)) if term.form == "log1p" else value
    return term.weight * (x - term.centre) / term.spread


def _listened(snapshots: Sequence[AreaInputs], constants: Constants) -> Floats:
    """Days of listening, each discounted like an incident of its age; silence unheard does not count."""
    size = (len(snapshots), len(CATEGORIES))
    known: dict[tuple[Watch, datetime], tuple[float, float]] = {}
    spans = [
        known.get(key := (inputs.watches.get(c, NOBODY), inputs.as_of)) or known.setdefault(key, _span(*key))
        for inputs in snapshots
        for c in CATEGORIES
    ]
    newest, oldest = (np.array(ends, dtype=np.float64).reshape(size) for ends in zip(*spans, strict=True))
    half_lives = np.array([constants.categories[c].half_life for c in CATEGORIES])
    days: Floats = half_lives / log(2.0) * (np.exp2(-newest / half_lives) - np.exp2(-oldest / half_lives))
    return np.maximum(days, 0.0)


def _span(watch: Watch, as_of: datetime) -> tuple[float, float]:
    if watch.since is None or watch.until is None or watch.coverage is Coverage.BLIND:
        return 0.0, 0.0
    return _days(watch.until, as_of), _days(watch.since, as_of)


def _days(moment: datetime, as_of: datetime) -> float:
    return max(0.0, (as_of - moment).total_seconds() / DAY)


def information(snapshots: Sequence[AreaInputs], constants: Constants) -> Floats:
    """The share of the evidence's information that the coverage leaves, areas x 12."""
    return np.array(
        [
            [constants.information[inputs.watches.get(c, NOBODY).coverage] for c in CATEGORIES]
            for inputs in snapshots
        ],
        dtype=np.float64,
    ).reshape(len(snapshots), len(CATEGORIES))
