"""Everything a rating is made from; its canonical bytes are the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
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

SHAPE = 1
"""Version of the snapshot's form."""


class Run(StrEnum):
    """Why this rating is made; only daily runs count towards a change of level."""

    DAILY = "daily"
    TOUCHED = "touched"


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


@cache
def _state(level: Level, streak: int, streak_level: Level | None) -> State:
    return State(level=level, streak=streak, streak_level=streak_level)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaInputs:
    """One area as of a time; kept in canonical order, so that equal inputs give equal bytes.

    `region`: UN M49 subregion, key of the prior. `watches`: by category; one that is missing is blind.
    `data_to`: newest content per source. `previous`: states by category or headline of the last run.
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

    def __post_init__(self) -> None:
        ordered = sorted(self.evidence, key=lambda e: (e.happened, e.incident, e.version))
        object.__setattr__(self, "evidence", tuple(ordered))
        known = sorted(self.indicators, key=lambda i: (i.name, i.year))
        object.__setattr__(self, "indicators", tuple(known))


def canonical(inputs: AreaInputs, method: str) -> bytes:
    """The snapshot: canonical JSON (sorted keys, UTF-8, six decimals) of the inputs and the method."""
    return orjson.dumps(
        {
            "shape": SHAPE,
            "method": method,
            "area": inputs.area,
            "region": inputs.region,
            "as_of": _time_out(inputs.as_of),
            "run": inputs.run.value,
            "evidence": [_evidence_out(e) for e in inputs.evidence],
            "indicators": [[i.name, i.year, i.value, i.source] for i in inputs.indicators],
            "watches": {
                c.value: [w.coverage.value, _time_out(w.since), _time_out(w.until)]
                for c, w in inputs.watches.items()
            },
            "data_to": {source: _time_out(moment) for source, moment in inputs.data_to.items()},
            "previous": {key: [s.level.value, s.streak, s.streak_level] for key, s in inputs.previous.items()},
        },
        option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z,
    )


def snapshot_id(snapshot: bytes) -> str:
    """SHA-256 of the canonical bytes, hexadecimal."""
    return content_hash(snapshot)


def restore(snapshot: bytes) -> tuple[AreaInputs, str]:
    """The inputs and the method's name from canonical bytes.

    Raises InvalidValue when the bytes are not a snapshot of this shape.
    """
    try:
        raw = cast("dict[str, object]", orjson.loads(snapshot))
        if raw["shape"] != SHAPE:
            raise InvalidValue(f"a snapshot of unknown shape {raw['shape']!r}")
        return _inputs_in(raw), str(raw["method"])
    except (KeyError, TypeError, ValueError, AttributeError, orjson.JSONDecodeError) as error:
        raise InvalidValue(f"not a readable snapshot: {error}") from error


def _evidence_out(item: Evidence) -> list[object]:
    return [
        item.incident,
        item.version,
        item.category.value,
        item.event_type,
        _time_out(item.happened),
        item.severity.value,
        item.fatalities,
        item.credibility.value,
        item.sources,
        item.weight,
        item.title,
        list(item.links),
    ]


def _evidence_in(row: list[object]) -> Evidence:
    incident, version, category, kind, happened, severity, deaths, credibility, sources, weight, title, links = row
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
