"""A snapshot: what a rating was made from, as canonical bytes, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import cast

import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import IncidentId, content_hash
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import parse_time
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity
from lookfar.ratings.coverage import Watch
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, Indicator, MonthlyDeaths, Run, State, Volume
from lookfar.ratings.inside import inside_in, inside_out

WITH_GAPS = 4
SHAPES = (1, 2, 3, WITH_GAPS)
"""Versions of the snapshot's form; 2 adds origins, months of deaths and the volume of reporting, 3 the country
that the area is a part of, 4 the time in which nobody listened.
"""


_NAMES = {category: category.value for category in Category}


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
        "watches": {_NAMES[c]: _watch_out(w, shape) for c, w in inputs.watches.items()},
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
def _watch_out(watch: Watch, shape: int) -> list[object]:
    row: list[object] = [watch.coverage.value, _time_out(watch.since), _time_out(watch.until)]
    return row if shape < WITH_GAPS else [*row, [[_time_out(start), _time_out(end)] for start, end in watch.gaps]]


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
    watches = cast("dict[str, list[object]]", raw["watches"])
    previous = cast("dict[str, list[int | None]]", raw["previous"])
    indicators = cast("list[tuple[str, int, float, str]]", raw["indicators"])
    return AreaInputs(
        area=str(raw["area"]),
        region=str(raw["region"]),
        as_of=parse_time(str(raw["as_of"])),
        run=Run(str(raw["run"])),
        evidence=tuple(_evidence_in(row) for row in cast("list[list[object]]", raw["evidence"])),
        indicators=tuple(Indicator(name=n, year=y, value=v, source=s) for n, y, v, s in indicators),
        watches={Category(key): _watch_in(row) for key, row in watches.items()},
        data_to={k: parse_time(v) for k, v in cast("dict[str, str]", raw["data_to"]).items()},
        previous={key: _state_in(row) for key, row in previous.items()},
        months=_months_in(cast("list[object] | None", raw.get("months"))),
        volume=_volume_in(cast("list[object] | None", raw.get("volume"))),
        inside=inside_in(cast("list[object] | None", raw.get("inside"))),
    )


def _watch_in(row: list[object]) -> Watch:
    state, since, until, *more = row
    spans = cast("list[tuple[str, str]]", more[0] if more else [])
    return Watch(
        coverage=Coverage(str(state)),
        since=_time_in(cast("str | None", since)),
        until=_time_in(cast("str | None", until)),
        gaps=tuple((parse_time(start), parse_time(end)) for start, end in spans),
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
