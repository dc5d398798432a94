"""From draws to what is kept and shown, and from there to a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.forecast import Fan, Law, Resolution, Span
from lookfar.forecasts.history import Floats
from lookfar.forecasts.score import BINS, crps, crps_ln, pit

LEVELS = (0.5, 0.8, 0.9)
MANY = 25.0
"""Deaths from which UCDP counts a conflict as active, there in a year."""


def fan(draws: Floats) -> Fan:
    """The summary of one outcome's draws (deaths)."""
    if not len(draws):
        raise InvalidValue("a forecast needs at least one draw")
    ends = [np.quantile(draws, [0.5 - level / 2, 0.5 + level / 2]) for level in LEVELS]
    return Fan(
        median=float(np.median(draws)),
        spans=tuple(
            Span(level=level, low=float(low), high=float(high))
            for level, (low, high) in zip(LEVELS, ends, strict=True)
        ),
        any_death=float((draws > 0).mean()),
        at_least_25=float((draws >= MANY).mean()),
    )


def law(draws: Floats) -> Law:
    """What is kept of one month's draws."""
    counts = np.bincount(np.digitize(draws, BINS), minlength=len(BINS) + 1)
    return Law(quantiles=quantiles(draws), bins=tuple(int(n) for n in counts), fan=fan(draws))


def quantiles(draws: Floats, count: int = 100) -> tuple[float, ...]:
    """Draws at the chances (i + 1/2) / count, rising: a smaller ensemble of the same distribution."""
    chances = (np.arange(count) + 0.5) / count
    return tuple(cast("list[float]", np.quantile(draws, chances, method="inverted_cdf").tolist()))


def resolve(laws: Sequence[Law], seen: Sequence[float], chances: Sequence[float]) -> list[Resolution]:
    """Each law held against the deaths `seen`; `chances` (0..1) randomise the transform between ties.

    IGN counts the draws that were made, the rest the quantiles that were kept of them.
    """
    if not laws:
        return []
    kept, happened = np.array([one.quantiles for one in laws]), np.array(seen, dtype=float)
    bins = np.array([one.bins for one in laws])
    hit = bins[np.arange(len(laws)), np.digitize(happened, BINS)]
    ignorance = -np.log2((hit + 1) / (bins.sum(axis=1) + bins.shape[1]))
    columns = (crps(kept, happened), crps_ln(kept, happened), ignorance, pit(kept, happened, np.array(chances)))
    return [
        Resolution(
            seen=float(happened[i]),
            crps=float(columns[0][i]),
            crps_ln=float(columns[1][i]),
            ignorance=float(columns[2][i]),
            pit=float(columns[3][i]),
            covered=tuple(span.low <= happened[i] <= span.high for span in one.fan.spans),
        )
        for i, one in enumerate(laws)
    ]
