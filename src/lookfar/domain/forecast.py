"""A distribution over a named outcome, area and period, issued at a time, never rewritten; and how it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lookfar.domain.vocabulary import Origin


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
class Law:
    """What one forecaster says of one month.

    `quantiles`: deaths at the chances (i + 1/2) / n, rising; they stand for the draws when it is resolved. `bins`:
    how many draws fell into each bin of the ignorance score.
    """

    quantiles: tuple[float, ...]
    bins: tuple[int, ...]
    fan: Fan


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The months after `cutoff` (YYYYMM, the last that was read) for one area (alpha-3).

    `laws`: by forecaster, `model` and the simple rules it is held against; for each the months 1, 2, ... after the
    cutoff. `sums`: `model` on three months together, from month 1, 2, ... on. `onset`: by forecaster the chance
    of any death in months 1-3, 4-6, ...; an onset when `quiet` (twelve months without a death up to the cutoff).
    `past`: deaths by month up to the cutoff, None not reported.
    """

    outcome: Outcome
    area: str
    cutoff: int
    model: str
    laws: Mapping[str, tuple[Law, ...]]
    sums: tuple[Fan, ...]
    onset: Mapping[str, tuple[float, ...]]
    quiet: bool
    past: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What all forecasts of one cutoff share. `model`: name and hash of its files; `history`: hash of all it read.

    `vintage`: the releases it was read from. `recorded_at`: known from then on, by the clock of a replay when
    `origin` is replayed; `made_at`: by the clock on the wall.
    """

    cutoff: int
    model: str
    history: str
    vintage: str
    recorded_at: datetime
    made_at: datetime
    origin: Origin
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """One law beside what happened. `pit`: randomised, 0..1. `covered`: by span, in the fan's order."""

    seen: float
    crps: float
    crps_ln: float
    ignorance: float
    pit: float
    covered: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How one forecaster did on resolved country-months. `lead`, `year` (of the month forecast): None is all of them.

    `cases`: a month of a country as forecast from one cutoff, so that each of the `months` is in many.

    Means of CRPS (deaths), of CRPS of ln(1 + deaths) and of IGN (bits), lower is better; shares of months inside the
    80 and 90 % intervals; `pit`: share of the transforms in each tenth, `pit_active` of those whose own median is at
    least 1 (`active` of them). `onset_skill`: Brier skill over the observed rate for any death in three months after
    twelve quiet ones (`windows` of them, `onsets` had one), higher is better; None when all or none had one.
    `replayed`: share of months whose forecast was made in a replay.
    """

    forecaster: str
    is_baseline: bool
    lead: int | None
    year: int | None
    cases: int
    months: int
    crps: float
    crps_ln: float
    ignorance: float
    covered_80: float
    covered_90: float
    pit: tuple[float, ...]
    active: int
    pit_active: tuple[float, ...]
    windows: int
    onsets: int
    onset_skill: float | None
    replayed: float
