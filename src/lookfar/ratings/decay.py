"""Harm and counts of incidents discounted at three half-lives at once, beside the days that were listened to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.coverage import NOBODY, Watch
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.pressure import harm_of, prior_means

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CATEGORIES = tuple(Category)
COLUMN = {category: column for column, category in enumerate(CATEGORIES)}
SPANS = ("short", "middle", "long")
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """All evidence of all areas in one row of n; `kept` is n x 3: what is left at each half-life.

    `area` and `column` index it, `harm` and `belief` are as it happened, `age` in days. What is older than
    the memory, or has not happened yet, keeps nothing.
    """

    items: tuple[Evidence, ...]
    area: Whole
    column: Whole
    harm: Floats
    belief: Floats
    age: Floats
    kept: Floats


@dataclass(frozen=True, slots=True)
class Gathered:
    """Areas x 12 x 3 half-lives: harm, its squares, belief (counts), days listened; `prior` areas x 12."""

    harm: Floats
    square: Floats
    count: Floats
    listened: Floats
    prior: Floats


def weigh(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Weighed:
    """Every incident with what age has left of it."""
    items = tuple(item for inputs in snapshots for item in inputs.evidence)
    area = np.repeat(np.arange(len(snapshots)), [len(inputs.evidence) for inputs in snapshots])
    now = np.array([inputs.as_of.timestamp() for inputs in snapshots], dtype=np.float64)
    column = np.array([COLUMN[item.category] for item in items], dtype=np.int64)
    age = (now[area] - np.array([item.happened.timestamp() for item in items], dtype=np.float64)) / DAY
    counts = (age >= 0) & (age <= constants.memory)
    left = np.exp2(-np.maximum(age, 0.0)[:, None] / half_lives(constants)[column])
    return Weighed(
        items=items,
        area=area,
        column=column,
        harm=np.array([harm_of(item, constants) for item in items], dtype=np.float64),
        belief=np.array([item.weight for item in items], dtype=np.float64),
        age=age,
        kept=np.where(counts[:, None], left, 0.0),
    )


def half_lives(constants: ModelConstants) -> Floats:
    """12 x 3, days."""
    return np.array([constants.categories[c].half_lives for c in CATEGORIES], dtype=np.float64)


def gather(snapshots: Sequence[AreaInputs], weighed: Weighed, constants: ModelConstants) -> Gathered:
    """What the predictors are made from."""
    size = (len(snapshots), len(CATEGORIES))
    cell = weighed.area * size[1] + weighed.column

    def sums(values: Floats) -> Floats:
        parts = [
            np.bincount(cell, weights=values * weighed.kept[:, n], minlength=size[0] * size[1]).reshape(size)
            for n in range(len(SPANS))
        ]
        return np.stack(parts, axis=-1).astype(np.float64)

    return Gathered(
        harm=sums(weighed.harm),
        square=sums(weighed.harm**2),
        count=sums(weighed.belief),
        listened=listened(snapshots, constants),
        prior=np.array([prior_means(one, constants) for one in snapshots], dtype=np.float64).reshape(size),
    )


def listened(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Floats:
    """Areas x 12 x 3: days of listening, each discounted like an incident of its age; unheard silence adds none."""
    row: dict[tuple[int, datetime], int] = {}
    known: list[tuple[Watch, datetime]] = []
    rows = []
    for inputs in snapshots:
        for category in CATEGORIES:
            watch = inputs.watches.get(category, NOBODY)
            n = row.setdefault((id(watch), inputs.as_of), len(known))
            if n == len(known):
                known.append((watch, inputs.as_of))
            rows.append(n)
    at = np.array(rows).reshape(len(snapshots), len(CATEGORIES))
    spans = np.array([_span(*one) for one in known], dtype=np.float64)
    days = _discounted(spans[at], constants)
    if constants.gaps and any(watch.gaps for watch, _ in known):
        days = days - np.array([_deaf(*one, constants) for one in known])[at, np.arange(len(CATEGORIES))]
    found: Floats = np.maximum(days, 0.0)
    return found


def _discounted(ends: Floats, constants: ModelConstants) -> Floats:
    """... x 12 x 2, the ages in days of the newer end and of the older, as ... x 12 x 3 days discounted by age."""
    ends = np.minimum(ends, constants.memory)
    halves = half_lives(constants)
    days: Floats = halves / log(2.0) * (np.exp2(-ends[..., :1] / halves) - np.exp2(-ends[..., 1:] / halves))
    return days


def _deaf(watch: Watch, as_of: datetime, constants: ModelConstants) -> Floats:
    """12 x 3: the days of its gaps, discounted."""
    ages = [(_days(end, as_of), _days(start, as_of)) for start, end in watch.gaps]
    ends = np.array(ages, dtype=np.float64).reshape(-1, 1, 2)
    lost: Floats = _discounted(np.broadcast_to(ends, (len(ages), len(CATEGORIES), 2)), constants).sum(axis=0)
    return lost


def _span(watch: Watch, as_of: datetime) -> tuple[float, float]:
    if watch.since is None or watch.until is None or watch.coverage is Coverage.BLIND:
        return 0.0, 0.0
    return _days(watch.until, as_of), _days(watch.since, as_of)


def _days(moment: datetime, as_of: datetime) -> float:
    return max(0.0, (as_of - moment).total_seconds() / DAY)
