"""Incidents found under the filters that pages and the API share; each search has a stable address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from lookfar.domain.areas import LOCAL, country_of
from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point, wrap_longitude
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import parse_day, parse_time, read_as_of, whole_day
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import known_at, touching
from lookfar.records.models import IncidentReport, IncidentVersion
from lookfar.records.search_order import Order, behind, cursor, in_order, known_then

LONGEST_QUERY = 200
MOST_IN_A_PAGE = 500
_AREA = re.compile(r"[A-Z]{3}(\.[A-Z0-9]{1,16})?", re.ASCII)
_AT_ONCE = 200
Box = tuple[float, float, float, float]
PartsOf = Callable[[Place], Iterable[str]]
"""Ids of the parts of a country that a place lies in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for, and in which order. Empty fields ask for nothing; times `since`..`until` are half-open.

    `areas`: countries (alpha-3), and parts of countries such as KAZ.02. `severity`: this CAP severity or worse. `box`: west, south, east, north in degrees; west may exceed
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
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of results; `after` is the cursor of the next page, "" on the last one."""

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
        order=_order(one["order"]) if "order" in one else Order.NEWEST,
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


def _order(name: str) -> Order:
    try:
        return Order(name)
    except ValueError:
        raise InvalidValue(f"no order {name[:40]!r}; there are {', '.join(Order)}") from None


def _area(text: str) -> str:
    code = text.upper()
    if not _AREA.fullmatch(code):
        raise InvalidValue(
            f"{text[:40]!r} is neither an ISO 3166-1 alpha-3 code such as KAZ nor a part of a country such as KAZ.02"
        )
    return code


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
    """The incident versions known at `as_of` that the search asks for; retracted ones only when asked.

    Of a part of a country: those somewhere in its country, of which the place says whether they lie in it.
    """
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
        rows = rows.filter(touching(map(country_of, search.areas)))
        if all(area != country_of(area) for area in search.areas):
            rows = rows.filter(precision__in=[one.value for one in LOCAL])
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


def asks_for(search: Search, one: Incident, parts_of: PartsOf) -> bool:
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
    if search.areas and not _lies_in(search.areas, one, parts_of):
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


def find(search: Search, *, limit: int, parts_of: PartsOf, after: str = "") -> Page:
    """A page of at most `limit` incidents in the order asked for, as known when the first page was given: what becomes graver
    between two pages is on one of them. Raises InvalidValue for a cursor not given for this order.
    """
    then = known_then(after, search.order) if after else None
    search = replace(search, as_of=min(search.as_of, then or search.as_of))
    rows = in_order(matching(search), search.order)
    if after:
        rows = behind(rows, search.order, after)
    size = max(1, min(limit, MOST_IN_A_PAGE))
    found = list(islice(_read(rows, search, parts_of, size + 1), size + 1))
    return Page(
        incidents=tuple(found[:size]),
        after=cursor(found[size - 1], search.order, as_of=search.as_of) if len(found) > size else "",
    )


def _read(rows: QuerySet[IncidentVersion], search: Search, parts_of: PartsOf, enough: int) -> Iterator[Incident]:
    """The incidents of rows that lie in an area asked for."""
    if all(area == country_of(area) for area in search.areas):
        yield from (INCIDENT.read(row.incident) for row in rows[:enough])
        return
    for row in rows.iterator(chunk_size=_AT_ONCE):
        one = INCIDENT.read(row.incident)
        if _lies_in(search.areas, one, parts_of):
            yield one


def _lies_in(areas: Sequence[str], one: Incident, parts_of: PartsOf) -> bool:
    if one.place is None:
        return False
    if not set(areas).isdisjoint(one.place.touched):
        return True
    return any(part in areas for part in parts_of(one.place))


def usual_window(search: Search, days: int) -> datetime:
    """Where a page starts looking when nobody said: `days` before the time asked about."""
    return search.since or search.as_of - timedelta(days=days)
