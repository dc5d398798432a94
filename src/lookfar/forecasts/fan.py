"""From draws to what is kept and shown, and from there to a score."""

from __future__ import annotations

from typing import cast

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.forecast import Fan, Forecast, Resolution, Span
from lookfar.forecasts.history import Floats
from lookfar.forecasts.score import crps, pit

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


def quantiles(draws: Floats, count: int = 100) -> tuple[float, ...]:
    """Draws at the chances (i + 1/2) / count, rising: a smaller ensemble of the same distribution."""
    chances = (np.arange(count) + 0.5) / count
    return tuple(cast("list[float]", np.quantile(draws, chances, method="inverted_cdf").tolist()))


def resolve(forecast: Forecast, seen: float, chance: float) -> Resolution:
    """The forecast held against `seen` deaths; `chance` (0..1) randomises the transform between ties."""
    kept, happened = np.array([forecast.quantiles]), np.array([seen])
    return Resolution(
        seen=seen,
        crps=float(crps(kept, happened)[0]),
        pit=float(pit(kept, happened, np.array([chance]))[0]),
        covered=tuple(span.low <= seen <= span.high for span in forecast.fan.spans),
    )
