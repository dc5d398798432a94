"""Rows of GDELT event tables: 2.0 (61 columns, every 15 minutes) and 1.0 (58 columns, daily).

GDELT Event Codebook V2.0 (2015-02-19); 1.0: Data Format Codebook V1.03 (2013-08-25).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.times import end_of_day
from lookfar.formats.records import BadRecord, Reason
from lookfar.formats.tsv import fields

WIDTHS = (61, 58)
_NUMBER = re.compile(r"\d{1,12}")
_CAMEO = re.compile(r"(?:0[1-9]|1\d|20)\d{0,2}")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})")
_PLACE = {61: 51, 58: 49}
"""Where the action's place begins: type, full name, country, ADM1, in 2.0 ADM2, latitude, longitude, feature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts or is acted on. `country`: three letters of CAMEO, "" unknown."""

    name: str
    country: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlace:
    """Where. `scale`: 1 country, 2 US state, 3 US city, 4 world city, 5 world state. `country`: FIPS 10-4."""

    scale: int
    name: str
    country: str
    feature: str
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One coded event. `added`: 2.0 gives the quarter hour, of 1.0's bare day it is the end.

    `native`: the publisher's figures by the names of the codebook, as text.
    """

    number: str
    day: date
    actors: tuple[Actor, ...]
    is_root: bool
    code: str
    mentions: int
    native: dict[str, str]
    place: ActionPlace | None
    added: datetime
    url: str


def event_row(line: bytes) -> EventRow:
    """One line as a row; raises BadRecord."""
    row = fields(line, WIDTHS)
    code = row[26]
    if not _NUMBER.fullmatch(row[0]):
        raise BadRecord(Reason.MISSING_FIELD, f"GLOBALEVENTID is {row[0][:20]!r}")
    if not _CAMEO.fullmatch(code):
        raise BadRecord(Reason.BAD_VALUE, f"EventCode is {code[:20]!r}")
    return EventRow(
        number=row[0],
        day=_day(row[1], "SQLDATE"),
        actors=tuple(_actor(row, first) for first in (5, 15) if row[first + 1]),
        is_root=row[25] == "1",
        code=code,
        mentions=_count(row[31], "NumMentions"),
        native={
            "quad_class": row[29],
            "goldstein": _figure(row[30], "GoldsteinScale"),
            "mentions": row[31],
            "sources": str(_count(row[32], "NumSources")),
            "articles": str(_count(row[33], "NumArticles")),
        },
        place=_place(row),
        added=_added(row[-2]),
        url=row[-1].strip(),
    )


def _actor(row: list[str], first: int) -> Actor:
    return Actor(name=row[first + 1].strip(), country=row[first + 2], kind=row[first + 7])


def _place(row: list[str]) -> ActionPlace | None:
    first = _PLACE[len(row)]
    scale, name, country = row[first : first + 3]
    if scale in ("", "0"):
        return None
    if scale not in ("1", "2", "3", "4", "5"):
        raise BadRecord(Reason.BAD_VALUE, f"ActionGeo_Type is {scale[:20]!r}")
    latitude, longitude = row[-5], row[-4]
    point = _point(latitude, longitude)
    if point is None:
        return None
    return ActionPlace(scale=int(scale), name=name.strip(), country=country, feature=row[-3], point=point)


def _point(latitude: str, longitude: str) -> Point | None:
    if not latitude and not longitude:
        return None
    try:
        lat, lon = float(latitude), float(longitude)
        if (lat, lon) == (0, 0):
            return None
        return Point(lon=lon, lat=lat)
    except (ValueError, InvalidValue) as error:
        raise BadRecord(Reason.BAD_COORDINATES, f"{latitude[:20]!r}, {longitude[:20]!r}") from error


def _count(text: str, name: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise BadRecord(Reason.BAD_VALUE, f"{name} is {text[:20]!r}")
    return int(text)


def _figure(text: str, name: str) -> str:
    try:
        if text and not math.isfinite(float(text)):
            raise ValueError
    except ValueError as error:
        raise BadRecord(Reason.BAD_VALUE, f"{name} is {text[:20]!r}") from error
    return text


def _day(text: str, name: str) -> date:
    parts = _DAY.fullmatch(text)
    if parts is None:
        raise BadRecord(Reason.BAD_TIME, f"{name} is {text[:20]!r}")
    try:
        return date(*map(int, parts.groups()))
    except ValueError as error:
        raise BadRecord(Reason.BAD_TIME, f"{name} is {text[:20]!r}") from error


def _added(text: str) -> datetime:
    return stamp(text) if len(text) > 8 else end_of_day(_day(text, "DATEADDED"))


def stamp(text: str) -> datetime:
    """A time written as `yyyymmddHHMMSS`, UTC; raises BadRecord."""
    parts = _STAMP.fullmatch(text)
    if parts is None:
        raise BadRecord(Reason.BAD_TIME, f"{text[:20]!r} is no time")
    try:
        year, month, day, hour, minute, second = map(int, parts.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise BadRecord(Reason.BAD_TIME, f"{text[:20]!r} is no time") from error
