"""What a country's past says of it in each month, from that month and earlier ones only."""

from __future__ import annotations

import numpy as np

from lookfar.forecasts.history import Floats, History

MEAN_HALF_LIVES = (1.0, 3.0, 6.0, 12.0, 30.0, 80.0)
LOG_HALF_LIVES = (2.0, 6.0, 12.0, 30.0)
ACTIVE_HALF_LIVES = (3.0, 12.0, 36.0, 120.0)
"""Months; averages of deaths, of ln(1 + deaths) and of whether anybody died."""

YEAR = 12
LONG_AGO = 60.0
"""Months since the last death of a country that had none yet."""
MOST_SINCE = 120.0

NAMES = (
    *(f"mean_{h:g}" for h in MEAN_HALF_LIVES),
    *(f"log_{h:g}" for h in LOG_HALF_LIVES),
    *(f"active_{h:g}" for h in ACTIVE_HALF_LIVES),
    "last",
    "last_but_one",
    "since",
    "most",
    "most_12",
    "least_12",
    "spread_12",
    "population",
    "stability",
)
LEVEL = NAMES.index("mean_1")
ONSET = tuple(NAMES.index(name) for name in ("since", "population", "stability"))


def signals(history: History) -> Floats:
    """Months x areas x signals in the order of `NAMES`; deaths and population as logarithms."""
    logs = np.log1p(history.deaths)
    active = np.where(np.isnan(logs), np.nan, logs > 0)
    last = np.nan_to_num(_carried(logs))
    found = [np.log1p(decayed(history.deaths, h)) for h in MEAN_HALF_LIVES]
    found += [decayed(logs, h) for h in LOG_HALF_LIVES]
    found += [decayed(active, h) for h in ACTIVE_HALF_LIVES]
    found += [last, np.vstack([last[:1], last[:-1]]), _since(last), np.maximum.accumulate(last, axis=0)]
    years = [last[max(0, month - YEAR + 1) : month + 1] for month in range(len(last))]
    found += [np.array([make(year, axis=0) for year in years]) for make in (np.max, np.min, np.std)]
    found += [np.log1p(_known(history.population)), _known(history.stability)]
    return np.stack(found, axis=2)


def decayed(values: Floats, half_life: float) -> Floats:
    """Mean of what was reported up to each month, weights halved every `half_life` months; 0 before any."""
    keep = 0.5 ** (1 / half_life)
    total, weight = np.zeros(values.shape[1]), np.zeros(values.shape[1])
    means = np.empty_like(values)
    for month, row in enumerate(values):
        reported = ~np.isnan(row)
        total = total * keep + np.where(reported, row, 0.0)
        weight = weight * keep + reported
        means[month] = total / np.maximum(weight, 1e-9)
    return means


def _since(last: Floats) -> Floats:
    gone = np.full(last.shape[1], LONG_AGO)
    found = np.empty_like(last)
    for month, row in enumerate(last):
        gone = np.where(row > 0, 0.0, gone + 1)
        found[month] = np.log1p(np.minimum(gone, MOST_SINCE))
    return found


def _carried(values: Floats) -> Floats:
    carried = values.copy()
    for month in range(1, len(carried)):
        carried[month] = np.where(np.isnan(carried[month]), carried[month - 1], carried[month])
    return carried


def _known(values: Floats) -> Floats:
    """The newest known figure, before any the first one; an area without one has the month's median."""
    filled = _carried(_carried(values)[::-1])[::-1]
    known = ~np.isnan(filled)
    middle = [float(np.median(row[here])) if here.any() else 0.0 for row, here in zip(filled, known, strict=True)]
    return np.where(known, filled, np.array(middle)[:, None])
