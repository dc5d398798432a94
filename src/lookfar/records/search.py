"""Incidents found under the filters that pages and the API share; each search has a stable address."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point, wrap_longitude
from lookfar.domain.incident import Incident
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import parse_day, parse_time, read_as_of, rfc3339, whole_day
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import known_at, touching
from lookfar.records.models import IncidentReport, IncidentVersion

LONGEST_QUERY = 200
MOST_IN_A_PAGE = 500
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for. Empty fields ask for nothing; times `since`..`until` are half-open.

    `severity`: this CAP severity or worse. `box`: west, south, east, north in degrees; west may exceed
    east across the antimeridian. `text`: words of the title, each of which must occur.
    """

    as_of: datetime
    categories: tuple[Category, ...] = ()
    severity: Severity | None = None
    areas: tuple[str, ...] = ()
    box: Box | None = None
    since: datetime | None = None
    until: datetime | None = None
    source: str = ""
    status: IncidentStatus | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of results, newest first; `after` is the cursor of the next page, "" on the last one."""

    incidents: tuple[Incident, ...]
    after: str


def read_search(given: Mapping[str, Sequence[str]], *, now: datetime) -> Search:
    """The search of a query's parameters (lists of texts by name); raises InvalidValue."""
    one = {name: values[-1].strip() for name, values in given.items() if values and values[-1].strip()}
    if any("\x00" in value for value in one.values()):
        raise InvalidValue("a filter holds a NUL character")
    severity = one.get("severity")
    status = one.get("status")
    return Search(
        as_of=read_as_of(one.get("as_of"), now=now),
        categories=tuple(_category(name) for name in _listed(given.get("category", ()))),
        severity=_severity(severity) if severity else None,
        areas=tuple(_area(code) for code in _listed(given.get("area", ()))),
        box=_box(one["bbox"]) if "bbox" in one else None,
        since=_start(one["from"]) if "from" in one else None,
        until=_end(one["until"]) if "until" in one else None,
        source=one.get("source", "")[:64],
        status=_status(status) if status else None,
        text=one.get("q", "")[:LONGEST_QUERY],
    )


def _listed(values: Sequence[str]) -> list[str]:
    return sorted({part.strip() for value in values for part in value.split(",") if part.strip()})


def _category(name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise InvalidValue(f"no category {name[:40]!r}; there are {', '.join(Category)}") from None


def _severity(name: str) -> Severity:
    try:
        return Severity(name.capitalize())
    except ValueError:
        raise InvalidValue(f"no severity {name[:40]!r}; CAP has {', '.join(Severity)}") from None


def _status(name: str) -> IncidentStatus:
    try:
        return IncidentStatus(name)
    except ValueError:
        raise InvalidValue(f"no status {name[:40]!r}; there are {', '.join(IncidentStatus)}") from None


def _area(code: str) -> str:
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise InvalidValue(f"{code[:40]!r} is not an ISO 3166-1 alpha-3 code such as KAZ")
    return code.upper()


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidValue("bbox is west,south,east,north in degrees") from None
    if not (-90 <= south <= north <= 90 and abs(west) <= 360 and abs(east) <= 360):
        raise InvalidValue("bbox is west,south,east,north in degrees, south not above north")
    if east - west >= 360:
        return -180.0, south, 180.0, north
    return wrap_longitude(west), south, 180.0 if east == 180 else wrap_longitude(east), north


def _start(text: str) -> datetime:
    return whole_day(parse_day(text)).start if len(text) == 10 else parse_time(text)


def _end(text: str) -> datetime:
    return whole_day(parse_day(text)).end if len(text) == 10 else parse_time(text)


def matching(search: Search) -> QuerySet[IncidentVersion]:
    """The incident versions known at `as_of` that the search asks for; retracted ones only when asked."""
    rows = known_at(search.as_of)
    if search.status is None:
        rows = rows.exclude(status=IncidentStatus.RETRACTED.value)
    else:
        rows = rows.filter(status=search.status.value)
    if search.categories:
        rows = rows.filter(category__in=[category.value for category in search.categories])
    if search.severity is not None:
        rows = rows.filter(severity__gte=search.severity.rank)
    if search.areas:
        rows = rows.filter(touching(search.areas))
    if search.since is not None:
        rows = rows.filter(happened_end__gt=search.since)
    if search.until is not None:
        rows = rows.filter(happened_start__lt=search.until)
    if search.box is not None:
        rows = rows.filter(_inside(search.box))
    if search.source:
        rows = rows.filter(_told_by(search.source, search.as_of))
    for word in search.text.split():
        rows = rows.filter(title__icontains=word)
    return rows


def asks_for(search: Search, one: Incident) -> bool:
    """Whether a search asks for an incident that the database cannot look into, such as one entered by hand.

    One that asks for what a feed told does not: no feed told of it.
    """
    if search.source:
        return False
    wanted = search.status is one.status or (search.status is None and one.status is not IncidentStatus.RETRACTED)
    if not wanted:
        return False
    if search.categories and one.category not in search.categories:
        return False
    if search.severity is not None and one.severity.rank < search.severity.rank:
        return False
    if search.areas and (one.place is None or not set(search.areas) & set(one.place.touched)):
        return False
    if search.since is not None and one.happened.end <= search.since:
        return False
    if search.until is not None and one.happened.start >= search.until:
        return False
    if search.box is not None and (one.place is None or not _holds(search.box, one.place.point)):
        return False
    title = one.title.casefold()
    return all(word.casefold() in title for word in search.text.split())


def _holds(box: Box, point: Point) -> bool:
    west, south, east, north = box
    across = west <= point.lon <= east if west <= east else point.lon >= west or point.lon <= east
    return across and south <= point.lat <= north


def _inside(box: Box) -> Q:
    west, south, east, north = box
    span = Q(lon__gte=west, lon__lte=east) if west <= east else Q(lon__gte=west) | Q(lon__lte=east)
    return span & Q(lat__gte=south, lat__lte=north)


def _told_by(source: str, as_of: datetime) -> Exists:
    members = IncidentReport.objects.filter(
        incident_id=OuterRef("incident_id"), report_id__startswith=f"{source}:", recorded_at__lte=as_of
    )
    return Exists(members)


def find(search: Search, *, limit: int, after: str = "") -> Page:
    """A page of at most `limit` incidents, newest first, of one start the worst first; raises InvalidValue for a cursor not given here."""
    rows = matching(search).order_by("-happened_start", "-severity", "-incident_id")
    if after:
        start, severity, incident = _read_cursor(after)
        rest = Q(severity__lt=severity) | Q(severity=severity, incident_id__lt=incident)
        rows = rows.filter(Q(happened_start__lt=start) | Q(happened_start=start) & rest)
    size = max(1, min(limit, MOST_IN_A_PAGE))
    found = list(rows[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return Page(
        incidents=tuple(INCIDENT.read(row.incident) for row in found[:size]),
        after=_cursor(more) if more else "",
    )


def _cursor(row: IncidentVersion) -> str:
    plain = f"{rfc3339(row.happened_start)} {row.severity} {row.incident_id}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[datetime, int, str]:
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
        start, severity, incident = plain.split(" ")
        return parse_time(start), int(severity), incident
    except (binascii.Error, ValueError, InvalidValue):
        raise InvalidValue("this cursor was not given by this server") from None


def usual_window(search: Search, days: int) -> datetime:
    """Where a page starts looking when nobody said: `days` before the time asked about."""
    return search.since or search.as_of - timedelta(days=days)
