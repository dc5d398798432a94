"""The shipped case packs: incidents of a past period as facts derived by Lookfar's own flow.

A pack is a table, one row per incident and day on which something about it became known; its columns
are in COLUMNS. `history` makes one body a day of it, which `read` turns into reports with codes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.ids import SourceId, report_id
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Link, Report, Toll
from lookfar.domain.source import Body, Reading, Source
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval, end_of_day, parse_day, parse_time
from lookfar.domain.vocabulary import Certainty, Reliability, Severity, Urgency
from lookfar.formats.json import JsonObject, check_record, raw_bytes, read_json
from lookfar.formats.records import BadRecord, Reason, believable, changed, harvest

Word = TypeVar("Word", bound=StrEnum)

SOURCE = Source(
    id=SourceId("case_pack"),
    name="Case packs (reconstructed history)",
    publisher="Lookfar, from Wikipedia's Portal:Current events",
    homepage="https://en.wikipedia.org/wiki/Portal:Current_events",
    urls=(),
    licence="CC BY-SA 4.0",
    licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
    attribution="Facts from Wikipedia contributors, Portal:Current events, CC BY-SA 4.0",
    specification="https://en.wikipedia.org/wiki/Portal:Current_events",
    rhythm=timedelta(days=1),
    stale_after=timedelta(hours=36),
    reliability=Reliability.C,
    categories=tuple(Category),
    share_alike=True,
    identifies=True,
    historic=True,
)

MADE_FROM = SourceId("wikipedia_current_events")
"""The source whose reports the shipped packs were made of."""

COLUMNS = (
    "incident",
    "known",
    "start",
    "end",
    "place",
    "lon",
    "lat",
    "radius_km",
    "precision",
    "country",
    "admin1",
    "place_confidence",
    "category",
    "event_type",
    "confidence",
    "severity",
    "urgency",
    "certainty",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "injured_best",
    "actors",
    "outlets",
    "page",
    "sites",
    "title",
)


def history(rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[datetime, bytes]]:
    """The bodies of each day, with their times: the n-th holds the n-th state that the day gave an incident.

    The last is known at the end of its day, the others microseconds before. A row without a day is
    quarantined with the first.
    """
    days: dict[date, list[dict[str, str]]] = {}
    strays: list[dict[str, str]] = []
    for row in rows:
        item = {name: str(row.get(name) if row.get(name) is not None else "") for name in COLUMNS}
        try:
            days.setdefault(parse_day(item["known"]), []).append(item)
        except InvalidValue:
            strays.append(item)
    for day in sorted(days):
        listed, strays = strays + days[day], []
        states = _states(listed)
        for left, state in zip(range(len(states) - 1, -1, -1), states, strict=True):
            yield (
                end_of_day(day) - timedelta(microseconds=left),
                orjson.dumps({"day": day.isoformat(), "incidents": state}, option=orjson.OPT_SORT_KEYS),
            )


def _states(listed: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    seen: Counter[str] = Counter()
    states: list[list[dict[str, str]]] = []
    for item in listed:
        nth = seen[item["incident"]]
        seen[item["incident"]] += 1
        if nth == len(states):
            states.append([])
        states[nth].append(item)
    return states


def clock(content: bytes, latest: datetime) -> datetime | None:
    """The end of the body's day."""
    return min(end_of_day(_day(read_json(content).value)), latest)


def read(body: Body) -> Reading:
    """One report per incident; raises SourceUnreachable or SourceChanged."""
    answer = read_json(body.content)
    day = _day(answer.value)
    listed = answer.value.get("incidents")
    if not isinstance(listed, list):
        raise changed(Reason.SCHEMA_CHANGED, "no list of incidents")
    gathered = harvest(
        listed, lambda row: (_report(check_record(row, damaged=answer.damaged), day, body.fetched_at),), raw_bytes
    )
    return Reading(
        reports=gathered.reports,
        quarantined=tuple(gathered.quarantined),
        records=gathered.records,
        skipped=gathered.skipped,
        newest=min(end_of_day(day), body.fetched_at) if gathered.items else None,
    )


def _day(value: JsonObject) -> date:
    try:
        return parse_day(str(value.get("day")))
    except InvalidValue as error:
        raise changed(Reason.SCHEMA_CHANGED, "no day in the body") from error


def _report(row: JsonObject, day: date, fetched_at: datetime) -> Report:
    published_at = believable(end_of_day(day), fetched_at=fetched_at)
    own = report_id(SOURCE.id, _text(row, "incident"))
    return Report(
        id=own,
        item=own,
        source=SOURCE.id,
        title=_text(row, "title"),
        text=" ".join(f"{part}." for part in (*_list(row, "sites"), _text(row, "title"))),
        published_at=published_at,
        happened=Interval(start=parse_time(_text(row, "start")), end=parse_time(_text(row, "end"))),
        links=(Link(url=_text(row, "page"), name="Wikipedia, Current events"),),
        outlets=_list(row, "outlets"),
        places=_places(row),
        category=_choice(Category, row, "category"),
        event_type=EventType(_text(row, "event_type")),
        severity=_choice(Severity, row, "severity"),
        urgency=_choice(Urgency, row, "urgency"),
        certainty=_choice(Certainty, row, "certainty"),
        fatalities=Toll(
            low=_count(row, "deaths_low"), best=_count(row, "deaths_best"), high=_count(row, "deaths_high")
        ),
        injured=Toll(best=_count(row, "injured_best")),
        native={"actors": "; ".join(_list(row, "actors")), "confidence": str(row.get("confidence") or "")},
    )


def _places(row: JsonObject) -> tuple[Place, ...]:
    if not row.get("lon"):
        return ()
    return (
        Place(
            name=_text(row, "place"),
            point=Point(lon=_number(row, "lon"), lat=_number(row, "lat")),
            radius_km=_number(row, "radius_km"),
            country=str(row.get("country") or ""),
            admin1=str(row.get("admin1") or ""),
            precision=_choice(Precision, row, "precision"),
            confidence=_number(row, "place_confidence"),
        ),
    )


def _text(row: JsonObject, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise BadRecord(Reason.MISSING_FIELD, f"no {name}")
    return value


def _list(row: JsonObject, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(row.get(name) or "").split(";") if part.strip())


def _number(row: JsonObject, name: str) -> float:
    try:
        return float(_text(row, name))
    except ValueError as error:
        raise BadRecord(Reason.BAD_VALUE, f"{name} is not a number") from error


def _count(row: JsonObject, name: str) -> int | None:
    """None is unknown; it is written as an empty cell."""
    value = str(row.get(name) or "")
    if not value:
        return None
    if not value.isdecimal():
        raise BadRecord(Reason.BAD_VALUE, f"{name} is not a whole number")
    return int(value)


def _choice(kind: type[Word], row: JsonObject, name: str) -> Word:
    try:
        return kind(_text(row, name))
    except ValueError as error:
        raise BadRecord(Reason.BAD_VALUE, f"{name} is not one of the known words") from error
