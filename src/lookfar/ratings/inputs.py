"""Everything a rating is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Level
from lookfar.ratings.coverage import Watch
from lookfar.ratings.evidence import DIGITS, Evidence
from lookfar.ratings.inside import Inside


class Run(StrEnum):
    """Why this rating is made; only daily runs count towards a change of level.

    `ASKED`: for a question about the past. It is kept to be verified, and never in force: what is known of that
    time may grow.
    """

    DAILY = "daily"
    TOUCHED = "touched"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A yearly figure known as of the rating; `source` is its publisher."""

    name: str
    year: int
    value: float
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", round(self.value, DIGITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyDeaths:
    """Deaths in organised violence of an area by calendar month, as far as known at the rating.

    `last`: newest month (YYYYMM). `deaths`: from the oldest to it, without gaps; None: not known, which is
    not 0. `around`: mean of ln(1 + deaths of the last twelve months) over the neighbours that are known,
    None when none is. `known_at`: when the newest of it was published.
    """

    last: int
    deaths: tuple[float | None, ...]
    around: float | None
    source: str
    known_at: datetime

    def __post_init__(self) -> None:
        rounded = tuple(None if one is None else round(one, DIGITS) for one in self.deaths)
        object.__setattr__(self, "deaths", rounded)
        object.__setattr__(self, "around", None if self.around is None else round(self.around, DIGITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How much was reported of the whole world: incidents a day over the last half year or so.

    `by_category`: discounted by age with a half-life of `half_life` days, as is the time listened to.
    """

    half_life: float
    by_category: Mapping[Category, float]

    def __post_init__(self) -> None:
        rounded = {c: round(rate, DIGITS) for c, rate in self.by_category.items()}
        object.__setattr__(self, "by_category", rounded)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What hysteresis remembers: the level in force and a change that is being waited for.

    `streak`: daily runs in a row beyond the margin, towards `streak_level`.
    """

    level: Level
    streak: int = 0
    streak_level: Level | None = None

    @classmethod
    def after(cls, rating: Rating) -> State:
        """The state to hand to the next rating of the same area and category."""
        return _state(rating.level, rating.streak, rating.streak_level)


def settled(level: Level) -> State:
    """A level in force with no change waited for."""
    return _state(level, 0, None)


@cache
def _state(level: Level, streak: int, streak_level: Level | None) -> State:
    return State(level=level, streak=streak, streak_level=streak_level)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaInputs:
    """One area as of a time; kept in canonical order, so that equal inputs give equal bytes.

    `region`: UN M49 subregion, key of the prior. `watches`: by category; one that is missing is blind.
    `data_to`: newest content per source. `previous`: states by category or headline of the last run.
    `months` and `volume`: None when not known; a method may not read them. `inside`: None for a country.
    """

    area: str
    region: str
    as_of: datetime
    evidence: tuple[Evidence, ...]
    indicators: tuple[Indicator, ...]
    watches: Mapping[Category, Watch]
    data_to: Mapping[str, datetime] = field(default_factory=dict)
    previous: Mapping[str, State] = field(default_factory=dict)
    run: Run = Run.DAILY
    months: MonthlyDeaths | None = None
    volume: Volume | None = None
    inside: Inside | None = None

    def __post_init__(self) -> None:
        if len(self.evidence) > 1:
            ordered = sorted(self.evidence, key=lambda e: (e.happened, e.incident, e.version))
            object.__setattr__(self, "evidence", tuple(ordered))
        known = sorted(self.indicators, key=lambda i: (i.name, i.year))
        object.__setattr__(self, "indicators", tuple(known))
