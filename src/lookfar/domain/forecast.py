"""A distribution over a named outcome, area and period, issued at a time, never rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lookfar.domain.times import Interval


class Outcome(StrEnum):
    """What is forecast."""

    DEATHS = "deaths"
    """Deaths in organised violence as UCDP counts them, in the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The central interval that holds the outcome with chance `level` (0..1), ends included."""

    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """What a page shows: median, intervals of 50, 80 and 90 %, chances 0..1 of any death and of 25 or more."""

    median: float
    spans: tuple[Span, ...]
    any_death: float
    at_least_25: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One outcome of one area in one period. `area`: alpha-3. `method`: file and its hash.

    `history_until`: end of the last month that was read. `quantiles`: deaths at the chances (i + 1/2) / n, rising;
    they stand for the draws when it is resolved.
    """

    outcome: Outcome
    area: str
    period: Interval
    issued_at: datetime
    method: str
    history_until: datetime
    quantiles: tuple[float, ...]
    fan: Fan


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A forecast beside what happened. `pit`: randomised, 0..1. `covered`: by span, in the fan's order."""

    seen: float
    crps: float
    pit: float
    covered: tuple[bool, ...]
