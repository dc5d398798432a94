"""The figures that predictors are made from, and their sums; arrays are areas x 12 categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log1p

import numpy as np

from lookfar.domain.taxonomy import Category
from lookfar.ratings.constants import ModelConstants, Term
from lookfar.ratings.decay import CATEGORIES, COLUMN, SPANS, Floats, Gathered
from lookfar.ratings.inputs import AreaInputs, Indicator, MonthlyDeaths, Volume

VOLUME_LIMIT = 20.0
"""How far the volume of reporting may be from that of the fit before it is no longer believed."""
MONTHS = {"deaths_3": 3.0, "deaths_12": 12.0, "deaths_48": 48.0}
"""Half-lives in months."""
ACTIVE = {"active_6": 6, "active_12": 12, "active_36": 36}
TOO_OLD = 18
"""Months after which months of deaths say nothing of now."""

Named = dict[str, Floats]


def volumes(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> tuple[Floats, Floats]:
    """Volume of reporting over that of the fit: of all categories together (areas), and of each (areas x 12)."""
    usual = np.array([constants.categories[c].volume for c in CATEGORIES])
    known: dict[int, tuple[float, Floats]] = {}
    for inputs in snapshots:
        if id(inputs.volume) not in known:
            known[id(inputs.volume)] = _volume(inputs.volume, usual)
    total, each = zip(*(known[id(inputs.volume)] for inputs in snapshots), strict=True)
    low, high = 1 / VOLUME_LIMIT, VOLUME_LIMIT
    return np.clip(np.array(total), low, high), np.clip(np.array(each).reshape(-1, len(CATEGORIES)), low, high)


def _volume(volume: Volume | None, usual: Floats) -> tuple[float, Floats]:
    if volume is None:
        return 1.0, np.ones(len(CATEGORIES))
    rates = np.array([volume.by_category.get(c, 0.0) for c in CATEGORIES])
    return float(rates.sum() / usual.sum()), (rates + 0.05 * usual) / (1.05 * usual)


def named(gathered: Gathered, total: Floats, each: Floats, constants: ModelConstants) -> Named:
    """`prior`, `harm_short` .. `count_long`: logs of rates a day, areas x 12.

    A rate is the mean of a Gamma: (pseudo + E / volume) / (pseudo / prior + days listened). Harm is set
    against the volume of all reporting, counts against that of their category.
    """
    pseudo, prior = constants.pseudo, gathered.prior[:, :, None]
    days = pseudo / prior + gathered.listened
    harm = np.log((pseudo + gathered.harm / total[:, None, None]) / days)
    count = np.log((pseudo + gathered.count / each[:, :, None]) / days)
    found: Named = {"prior": np.log(gathered.prior)}
    for n, span in enumerate(SPANS):
        found[f"harm_{span}"], found[f"count_{span}"] = harm[:, :, n], count[:, :, n]
    return found


def predict(
    snapshots: Sequence[AreaInputs], figures: Named, terms: Mapping[Category, Sequence[tuple[Term, ...]]]
) -> Floats:
    """Sums of terms, areas x 12; `terms` gives by category those of each area."""
    found = np.zeros((len(snapshots), len(CATEGORIES)))
    for column, category in enumerate(CATEGORIES):
        for group in {id(one): one for one in terms[category]}.values():
            rows = np.array([n for n, one in enumerate(terms[category]) if one is group])
            found[rows, column] = _one(rows, column, group, snapshots, figures)
    return found


def _one(
    rows: np.ndarray, column: int, terms: tuple[Term, ...], snapshots: Sequence[AreaInputs], figures: Named
) -> Floats:
    total = np.zeros(len(rows))
    given: list[Mapping[str, float]] = []
    for term in terms:
        category, _, name = term.name.rpartition(".")
        if term.name == "intercept":
            total += term.weight
        elif name in figures:
            x = figures[name][rows, COLUMN[Category(category)] if category else column]
            total += term.weight * (x - term.centre) / term.spread
        else:
            given = given or [known(snapshots[n]) for n in rows]
            total += np.array([_given(term, one) for one in given])
    return total


def _given(term: Term, given: Mapping[str, float]) -> float:
    value = given.get(term.name)
    if value is None:
        return 0.0
    x = log1p(max(value, 0.0)) if term.form == "log1p" else value
    return term.weight * (x - term.centre) / term.spread


def known(inputs: AreaInputs) -> Mapping[str, float]:
    """Newest figure of every indicator, and what the months of deaths come to."""
    moment = inputs.as_of
    return _known(inputs.indicators, inputs.months, moment.year * 12 + moment.month - 1)


@lru_cache(maxsize=4096)
def _known(indicators: tuple[Indicator, ...], months: MonthlyDeaths | None, now: int) -> Mapping[str, float]:
    found = {indicator.name: indicator.value for indicator in indicators}
    if months is not None and usable(months, now):
        found |= _of_months(months, now)
    return found


def has_months(inputs: AreaInputs) -> bool:
    """Whether months of deaths are known and recent enough."""
    return inputs.months is not None and usable(inputs.months, inputs.as_of.year * 12 + inputs.as_of.month - 1)


def usable(months: MonthlyDeaths, now: int) -> bool:
    """`now`: months since year 0."""
    return now - month_number(months.last) <= TOO_OLD and sum(one is not None for one in months.deaths) >= 6


def month_number(month: int) -> int:
    """Months since year 0 of YYYYMM."""
    return month // 100 * 12 + month % 100 - 1


def _of_months(months: MonthlyDeaths, now: int) -> dict[str, float]:
    """Deaths a year at each half-life, shares of months with any; a month that is not known counts in neither."""
    first = month_number(months.last) - len(months.deaths) + 1
    pairs = [(now - first - n, d) for n, d in enumerate(months.deaths) if d is not None and now >= first + n]
    ages, deaths = (np.array(part, dtype=np.float64) for part in zip(*pairs, strict=True))
    found: dict[str, float] = {}
    for name, half_life in MONTHS.items():
        left = np.exp2(-ages / half_life)
        found[name] = float(12.0 * (left * deaths).sum() / left.sum())
    for name, span in ACTIVE.items():
        found[name] = float((deaths[-span:] > 0).mean())
    if months.around is not None:
        found["around"] = months.around
    return found
