"""Calendars (iCalendar, RFC 5545): events of a file, and a feed of events. Nothing an event names is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from lookfar.domain.errors import InvalidValue, WrongField, at_field
from lookfar.formats.encoded import decoded
from lookfar.formats.recurrence import repetitions

MOST_EVENTS = 5_000
_OWN_ZONE = "X-LOOKFAR-TZID"
"""Zones are named so to the library, which would guess, warn, and remember those of one file for the next."""
_TZID = re.compile(r"^((?:DTSTART|DTEND|EXDATE|RECURRENCE-ID)\b[^:\"]*);TZID=", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
_BEGIN, _END = re.compile(r"BEGIN:(\S+)\s*", re.IGNORECASE), re.compile(r"END:(\S+)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time as an event gives it: a whole `day`, or a wall-clock time; `zone` None is local to the place."""

    wall: datetime
    zone: tzinfo | None = None
    day: bool = False

    def moved(self, by: timedelta) -> Clock:
        """The same clock later."""
        return Clock(wall=self.wall + by, zone=self.zone, day=self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `uid` "" when it has none; `start` of each time it takes place with its `end`; `times` not empty.

    `replaces`: of which start of the series this is another version, None for the series itself.
    `position`: (degrees east, north) when it gives one.
    """

    line: int
    uid: str
    summary: str
    location: str
    position: tuple[float, float] | None
    cancelled: bool
    times: tuple[tuple[Clock, Clock], ...]
    replaces: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An event that cannot be read: where it starts in the file, which property, and what to do."""

    line: int
    field: str
    says: str


def read_calendar(content: bytes) -> tuple[tuple[Event | Unread, ...], str]:
    """The events of a calendar in their order, and a note on how the file was read; raises InvalidValue."""
    text, note = decoded(content)
    lines = text.splitlines()
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines[:20]):
        raise InvalidValue("this is not a calendar: the first line of one is BEGIN:VCALENDAR")
    blocks = list(_blocks(lines))
    if len(blocks) > MOST_EVENTS:
        raise InvalidValue(f"the calendar has more than {MOST_EVENTS} events; export a shorter time")
    if not blocks:
        raise InvalidValue("the calendar has no event (VEVENT)")
    places = _declared_zones(lines)
    return tuple(_event(line, block, places) for line, block in blocks), note


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Each event's own lines, what is inside it left out; events are not nested (RFC 5545 section 3.6)."""
    start, held, inside = 0, list[str](), list[str]()
    for number, line in enumerate(lines, 1):
        opened, closed = _BEGIN.fullmatch(line), _END.fullmatch(line)
        if opened and start:
            inside.append(opened[1].upper())
        elif opened and opened[1].upper() == "VEVENT":
            start, held = number, [line]
        elif closed and inside:
            inside.pop()
        elif closed and start:
            unfolded = _FOLD.sub("", "\r\n".join([*held, line])).split("\r\n")
            yield start, "\r\n".join(_TZID.sub(rf"\1;{_OWN_ZONE}=", one) for one in unfolded)
            start = 0
        elif start and not inside:
            held.append(line)
    if start:
        raise InvalidValue(f"line {start}: the event is cut off; download the calendar again")


def _declared_zones(lines: list[str]) -> dict[str, str]:
    """TZID -> the IANA name that a VTIMEZONE gives beside its own (X-LIC-LOCATION)."""
    found, name = {}, ""
    for line in lines:
        if line.upper().startswith("TZID:"):
            name = line[5:].strip()
        elif line.upper().startswith("X-LIC-LOCATION:") and name:
            found[name] = line[15:].strip()
    return found


def _event(line: int, block: str, places: dict[str, str]) -> Event | Unread:
    try:
        return _read(line, icalendar.Component.from_ical(block.encode()), places)
    except WrongField as error:
        return Unread(line=line, field=error.field, says=error.says)
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
        return Unread(line=line, field="VEVENT", says=f"the event cannot be read ({str(error)[:120]})")


def _read(line: int, given: icalendar.Component, places: dict[str, str]) -> Event:
    if given.errors:
        name, says = given.errors[0]
        raise WrongField(str(name or "VEVENT"), f"cannot be read ({str(says)[:120]})")
    replaces = _clock(given, "RECURRENCE-ID", places) if given.get("RECURRENCE-ID") else None
    start = _clock(given, "DTSTART", places)
    first = (start, _end(given, start, places))
    return Event(
        line=line,
        uid=str(given.get("UID") or "").strip(),
        summary=str(given.get("SUMMARY") or "").strip(),
        location=" ".join(str(given.get("LOCATION") or "").replace("\n", ", ").split()),
        position=_position(given),
        cancelled=str(given.get("STATUS") or "").upper() == "CANCELLED",
        times=tuple(_times(given, first, places)) if replaces is None else (first,),
        replaces=replaces.wall if replaces else None,
    )


def _clock(given: icalendar.Component, name: str, places: dict[str, str]) -> Clock:
    value: Any = given.get(name)
    if value is None or isinstance(value, list):
        raise WrongField(name, "an event has it once")
    return _as_clock(name, value.dt, str(value.params.get(_OWN_ZONE) or ""), places)


def _as_clock(name: str, value: object, tzid: str, places: dict[str, str]) -> Clock:
    if isinstance(value, datetime):
        zone = at_field(name, lambda: _zone(tzid, places)) if tzid else value.tzinfo
        return Clock(wall=value.replace(tzinfo=None), zone=zone)
    if isinstance(value, date):
        return Clock(wall=datetime(value.year, value.month, value.day), day=True)  # noqa: DTZ001
    raise WrongField(name, "is neither a day nor a time")


def _zone(tzid: str, places: dict[str, str]) -> tzinfo:
    """By IANA name, as programs write it: with a path before, a Windows name, or declared in the file."""
    parts = tzid.strip().split("/")
    names = [
        tzid,
        places.get(tzid, ""),
        WINDOWS_TO_OLSON.get(tzid, ""),
        *("/".join(parts[-n:]) for n in (3, 2, 1)),
    ]
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    raise InvalidValue(
        f"no time zone is called {tzid[:60]!r}; choose a city's zone for the event in your calendar"
    )


def _end(given: icalendar.Component, start: Clock, places: dict[str, str]) -> Clock:
    if given.get("DTEND") is not None:
        end = _clock(given, "DTEND", places)
        if end.day is not start.day:
            raise WrongField("DTEND", "is a day when DTSTART is one, and a time otherwise")
        return end
    lasts: Any = given.get("DURATION")
    if lasts is not None:
        return start.moved(at_field("DURATION", lambda: _span(lasts.dt)))
    if start.day:
        return start.moved(timedelta(days=1))
    raise WrongField("DTEND", "the event has no end; give it one in your calendar")


def _span(value: object) -> timedelta:
    if not isinstance(value, timedelta):
        raise InvalidValue("is not a span of time such as PT2H")
    return value


def _position(given: icalendar.Component) -> tuple[float, float] | None:
    geo: Any = given.get("GEO")
    return None if geo is None else (float(geo.longitude), float(geo.latitude))


def _times(
    given: icalendar.Component, first: tuple[Clock, Clock], places: dict[str, str]
) -> Iterator[tuple[Clock, Clock]]:
    if given.get("RDATE") is not None:
        raise WrongField("RDATE", "further dates are not read; make them events of their own")
    rule: Any = given.get("RRULE")
    if rule is None:
        yield first
        return
    if isinstance(rule, list):
        raise WrongField("RRULE", "an event has it once")
    without = _days_left_out(given, places)
    for wall in _walls(rule, first[0]):
        by = wall - first[0].wall
        if wall not in without:
            yield first[0].moved(by), first[1].moved(by)


def _days_left_out(given: icalendar.Component, places: dict[str, str]) -> set[datetime]:
    held: Any = given.get("EXDATE")
    lists = [] if held is None else held if isinstance(held, list) else [held]
    return {
        _as_clock("EXDATE", one.dt, str(entry.params.get(_OWN_ZONE) or ""), places).wall
        for entry in lists
        for one in entry.dts
    }


def _walls(rule: Any, start: Clock) -> list[datetime]:
    """When the event starts, each time; raises WrongField for a rule that no trip has."""
    told = {str(key).upper(): list(values) for key, values in rule.items()}
    until = told.get("UNTIL")
    return at_field("RRULE", lambda: repetitions(told, start.wall, _until(until[0], start) if until else None))


def _until(value: date, start: Clock) -> datetime:
    """The last wall-clock time a series may start at; UNTIL in UTC is brought to the clock of DTSTART."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, 23, 59, 59)  # noqa: DTZ001
    if value.tzinfo is None:
        return value
    return value.astimezone(start.zone or UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event to be written; times are aware."""

    uid: str
    summary: str
    location: str
    description: str
    start: datetime
    end: datetime
    cancelled: bool = False


def write_calendar(name: str, entries: Iterable[Entry], *, stamp: datetime) -> bytes:
    """A calendar of events in UTC, without VTIMEZONE; texts are escaped and folded by the library."""
    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//Lookfar//Trips//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    for entry in entries:
        event = icalendar.Event()
        event.add("UID", entry.uid)
        event.add("DTSTAMP", stamp.astimezone(UTC))
        event.add("DTSTART", entry.start.astimezone(UTC))
        event.add("DTEND", entry.end.astimezone(UTC))
        event.add("SUMMARY", entry.summary)
        event.add("LOCATION", entry.location)
        event.add("DESCRIPTION", entry.description)
        event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
