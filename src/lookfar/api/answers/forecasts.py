"""Forecasts, the score and the sources as they are answered."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from lookfar.api.answers.base import Answer, Share, Time
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Origin, Reliability


class Span(Answer):
    """An interval of deaths; `level` is its probability."""

    level: float
    low: float
    high: float


class FanOut(Answer):
    """A distribution of deaths in short."""

    median: float
    intervals: list[Span]
    any_death: Share
    at_least_25: Share


class ForecastMonth(FanOut):
    """One month (YYYYMM); `deaths` null until the month came in."""

    month: int
    quantiles: list[float]
    baselines: dict[str, FanOut]
    deaths: float | None


class ThreeMonths(FanOut):
    """The sum of three months, and what it means in words of ICD 203."""

    first: int
    last: int
    said: str


class ForecastOut(Answer):
    """An issued forecast. `overtaken`: a sentence when deaths known to us contradict it already."""

    id: str
    area: str
    outcome: str
    cutoff: int
    issued_at: Time
    made_at: Time
    origin: Origin
    overtaken: str | None
    model: str
    history: str
    vintage: str
    months: list[ForecastMonth]
    three_months: list[ThreeMonths]


class ForecastList(Answer):
    """The newest forecast of each area."""

    as_of: Time
    items: list[ForecastOut]


class ScoreOut(Answer):
    """A score document as it was stored; its form is told by its `shape` and docs/methods/score.md."""

    as_of: Time
    hash: str
    score: dict[str, Any]
    dates: list[Time]
    chain_faults: list[str]


class SourceOut(Answer):
    """A source with its freshness; a time null: never. `reliability`: Admiralty A-F."""

    id: str
    name: str
    publisher: str
    coverage: Coverage
    last_attempt: Time | None
    last_contact: Time | None
    newest_content: Time | None
    outcome: str
    detail: str
    quarantined: int = Field(description="Records set aside since they could not be read.")
    reconstructed: bool
    reliability: Reliability
    licence: str
    licence_url: str
    attribution: str
    homepage: str
    categories: list[Category]


class SourceList(Answer):
    """Every source, by name."""

    as_of: Time
    items: list[SourceOut]
