"""Everything a rating is made from; its canonical bytes are the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import cast

import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import IncidentId, content_hash
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import parse_time
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity
from lookfar.ratings.coverage import Watch
from lookfar.ratings.evidence import DIGITS, Evidence
from lookfar.ratings.inside import Inside, inside_in, inside_out

SHAPES = (1, 2, 3)
"""Versions of the snapshot's form; 2 adds origins, months of deaths and the volume of reporting, 3 the country
that the area is a part of.
"""


_NAMES = {category: category.value for category in Category}


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


def canonical(inputs: AreaInputs, method: str, shape: int = 1) -> bytes:
    """The snapshot: canonical JSON (sorted keys, UTF-8, six decimals) of the inputs and the method."""
    content: dict[str, object] = {
        "shape": shape,
        "method": method,
        "area": inputs.area,
        "region": inputs.region,
        "as_of": _time_out(inputs.as_of),
        "run": inputs.run,
        "evidence": [_evidence_out(e, shape) for e in inputs.evidence],
        "indicators": [[i.name, i.year, i.value, i.source] for i in inputs.indicators],
        "watches": {_NAMES[c]: _watch_out(w) for c, w in inputs.watches.items()},
        "data_to": {source: _time_out(moment) for source, moment in inputs.data_to.items()},
        "previous": {key: [s.level, s.streak, s.streak_level] for key, s in inputs.previous.items()},
    }
    if shape > 1:
        months, volume = inputs.months, inputs.volume
        content["months"] = months and [
            months.last,
            months.deaths,
            months.around,
            months.source,
            _time_out(months.known_at),
        ]
        content["volume"] = volume and [volume.half_life, {_NAMES[c]: r for c, r in volume.by_category.items()}]
    if shape > 2:
        content["inside"] = None if inputs.inside is None else inside_out(inputs.inside)
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


@lru_cache(maxsize=1024)
def _watch_out(watch: Watch) -> list[object]:
    return [watch.coverage.value, _time_out(watch.since), _time_out(watch.until)]


def snapshot_id(snapshot: bytes) -> str:
    """SHA-256 of the canonical bytes, hexadecimal."""
    return content_hash(snapshot)


def restore(snapshot: bytes) -> tuple[AreaInputs, str]:
    """The inputs and the method's name from canonical bytes.

    Raises InvalidValue when the bytes are not a snapshot of this shape.
    """
    try:
        raw = cast("dict[str, object]", orjson.loads(snapshot))
        if raw["shape"] not in SHAPES:
            raise InvalidValue(f"a snapshot of unknown shape {raw['shape']!r}")
        return _inputs_in(raw), str(raw["method"])
    except (KeyError, TypeError, ValueError, AttributeError, orjson.JSONDecodeError) as error:
        raise InvalidValue(f"not a readable snapshot: {error}") from error


def _evidence_out(item: Evidence, shape: int) -> list[object]:
    row: list[object] = [
        item.incident,
        item.version,
        item.category,
        item.event_type,
        _time_out(item.happened),
        item.severity,
        item.fatalities,
        item.credibility,
        item.sources,
        item.weight,
        item.title,
        item.links,
    ]
    return row if shape == 1 else [*row, item.origins]


def _evidence_in(row: list[object]) -> Evidence:
    incident, version, category, kind, happened, severity, deaths, credibility, sources, weight, title, links = (
        row[:12]
    )
    return Evidence(
        incident=IncidentId(str(incident)),
        version=cast("int", version),
        category=Category(str(category)),
        event_type=EventType(str(kind)),
        happened=parse_time(str(happened)),
        severity=Severity(str(severity)),
        fatalities=cast("int | None", deaths),
        credibility=Credibility(cast("int", credibility)),
        sources=cast("int", sources),
        weight=cast("float", weight),
        title=str(title),
        links=tuple(cast("list[str]", links)),
        origins=tuple(cast("list[str]", row[12])) if len(row) > 12 else (),
    )


def _inputs_in(raw: dict[str, object]) -> AreaInputs:
    watches = cast("dict[str, list[str | None]]", raw["watches"])
    previous = cast("dict[str, list[int | None]]", raw["previous"])
    indicators = cast("list[tuple[str, int, float, str]]", raw["indicators"])
    return AreaInputs(
        area=str(raw["area"]),
        region=str(raw["region"]),
        as_of=parse_time(str(raw["as_of"])),
        run=Run(str(raw["run"])),
        evidence=tuple(_evidence_in(row) for row in cast("list[list[object]]", raw["evidence"])),
        indicators=tuple(Indicator(name=n, year=y, value=v, source=s) for n, y, v, s in indicators),
        watches={
            Category(key): Watch(coverage=Coverage(str(row[0])), since=_time_in(row[1]), until=_time_in(row[2]))
            for key, row in watches.items()
        },
        data_to={k: parse_time(v) for k, v in cast("dict[str, str]", raw["data_to"]).items()},
        previous={key: _state_in(row) for key, row in previous.items()},
        months=_months_in(cast("list[object] | None", raw.get("months"))),
        volume=_volume_in(cast("list[object] | None", raw.get("volume"))),
        inside=inside_in(cast("list[object] | None", raw.get("inside"))),
    )


def _months_in(row: list[object] | None) -> MonthlyDeaths | None:
    if row is None:
        return None
    last, deaths, around, source, known_at = row
    return MonthlyDeaths(
        last=cast("int", last),
        deaths=tuple(cast("list[float | None]", deaths)),
        around=cast("float | None", around),
        source=str(source),
        known_at=parse_time(str(known_at)),
    )


def _volume_in(row: list[object] | None) -> Volume | None:
    if row is None:
        return None
    half_life, rates = row
    return Volume(
        half_life=cast("float", half_life),
        by_category={Category(c): rate for c, rate in cast("dict[str, float]", rates).items()},
    )


def _state_in(row: list[int | None]) -> State:
    level, streak, towards = row
    return State(
        level=Level(level or 0), streak=streak or 0, streak_level=None if towards is None else Level(towards)
    )


def _time_out(moment: datetime | None) -> datetime | None:
    """In UTC, for orjson to write."""
    return moment if moment is None or moment.tzinfo is UTC else moment.astimezone(UTC)


def _time_in(text: str | None) -> datetime | None:
    return None if text is None else parse_time(text)
