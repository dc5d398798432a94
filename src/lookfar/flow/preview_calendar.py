"""What a calendar would do: each event that says where, as a trip of one traveller."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from lookfar.accounts.models import Organisation
from lookfar.domain.clocks import Edge, day_edge, instant
from lookfar.domain.errors import InvalidValue, WrongField, at_field
from lookfar.domain.ids import content_hash
from lookfar.flow.called import Trips
from lookfar.flow.itinerary import assumed
from lookfar.flow.legs import LegPlan, check_legs
from lookfar.flow.places import LONGEST_NAME, Meant, airport_place, clean_name, find_place, read_meant, zone_of
from lookfar.flow.preview import Change, Preview, Row, TripPlan, Wrong, wrong_of
from lookfar.flow.preview_tables import trip_row
from lookfar.flow.tools import Tools
from lookfar.formats.ical import Clock, Event, Unread, read_calendar
from lookfar.records.models import Person, Trip
from lookfar.records.subjects import PrivatePlace

_FLIGHT = re.compile(r"\b([A-Z0-9]{2}\s?\d{1,4}[A-Z]?)\W+([A-Z]{3,4})\s*(?:[-–—→>/]|to)+\s*([A-Z]{3,4})\b")
"""An airline's number and two airports, as in "LH 123 FRA-ALA"."""
_POSTCODE = re.compile(r"\b\d{3,}\b")


def preview_calendar(
    content: bytes, organisation: Organisation, tools: Tools, *, person: Person, now: datetime
) -> Preview:
    """What the events of a calendar would do as trips of `person`; raises InvalidValue when it is no calendar.

    An event without a place is left out, and so is one that is over. The same event again changes its trip.
    """
    events, note = read_calendar(content)
    kept = Trips(Trip.objects.filter(organisation=organisation, person=person).prefetch_related("legs"))
    rows: list[Row] = []
    wrong = [Wrong(line=one.line, field=one.field, says=one.says) for one in events if isinstance(one, Unread)]
    for series in _series([one for one in events if isinstance(one, Event)]):
        try:
            rows.append(_row(series, person, kept, tools, now))
        except InvalidValue as error:
            wrong.append(wrong_of(series[0].line, error))
    rows.sort(key=lambda row: row.line)
    wrong.sort(key=lambda one: one.line)
    return Preview(rows=tuple(rows), wrong=tuple(wrong), notes=(note,) if note else ())


def _series(events: Sequence[Event]) -> list[list[Event]]:
    """Events of one UID together, the series itself first; without a UID, each by itself."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.uid or f"line {event.line}"].append(event)
    return [sorted(some, key=lambda event: event.replaces is not None) for some in found.values()]


def _row(series: Sequence[Event], person: Person, kept: Trips, tools: Tools, now: datetime) -> Row:
    first = series[0]
    name = clean_name((first.summary or first.location or "Trip")[:LONGEST_NAME])
    key = _key(first)
    if all(event.cancelled for event in series):
        plan = TripPlan(
            kept=kept.with_key(person, key), person=person, name=name, legs=(), key=key, cancelled=True
        )
        return trip_row(first.line, plan, ["the calendar says it is cancelled"], tools)
    if not any(_says_where(event) for event in series):
        return _left_out(first, name, "says no place, so it is not a trip")
    legs, notes = _legs(series, tools)
    if all(leg.end <= now for leg in legs):
        return _left_out(first, name, "is over already")
    check_legs(legs)
    trip = kept.find(person, key, name)
    plan = TripPlan(kept=trip, person=person, name=name, legs=tuple(legs), key=key)
    return trip_row(first.line, plan, notes, tools)


def _left_out(event: Event, name: str, why: str) -> Row:
    return Row(line=event.line, change=Change.LEFT_OUT, title=name, notes=(why,))


def _key(event: Event) -> str:
    """What a second import finds the trip by."""
    if event.uid:
        return f"ical:{event.uid[:500]}"
    return f"ical:{content_hash(f'{event.summary} {event.location} {event.times[0]}'.encode())[:20]}"


def _says_where(event: Event) -> bool:
    return bool(event.location or event.position or _FLIGHT.search(event.summary))


def _legs(series: Sequence[Event], tools: Tools) -> tuple[list[LegPlan], list[str]]:
    """A leg for each time of the series, those replaced or cancelled by a version of their own taken out."""
    replaced = {event.replaces for event in series if event.replaces is not None}
    legs, notes = [], list[str]()
    for event in series:
        if event.cancelled or not _says_where(event):
            continue
        origin, place, number, said = _where(event, tools)
        notes += said
        for start, end in event.times:
            if event.replaces is None and start.wall in replaced:
                continue
            legs.append(_leg(start, end, origin, place, number))
    return legs, notes


def _leg(start: Clock, end: Clock, origin: PrivatePlace | None, place: PrivatePlace, number: str) -> LegPlan:
    begins = at_field("DTSTART", lambda: _instant(start, origin or place, Edge.START))
    ends = at_field("DTEND", lambda: _instant(end, place, Edge.END))
    if not begins < ends:
        raise WrongField("DTEND", "the event ends before it starts, or at once; mend its end in your calendar")
    kind = "flight" if origin else "stay"
    return LegPlan(place=place, origin=origin, start=begins, end=ends, kind=kind, number=number)


def _instant(clock: Clock, place: PrivatePlace, edge: Edge) -> datetime:
    if clock.day:
        return day_edge(clock.wall.date(), zone_of(place), Edge.START)
    return instant(clock.wall, clock.zone or zone_of(place), edge)


def _where(event: Event, tools: Tools) -> tuple[PrivatePlace | None, PrivatePlace, str, list[str]]:
    """Origin (None for a stay), place, flight number, and what was assumed."""
    flight = _FLIGHT.search(event.summary) or _FLIGHT.search(event.location)
    if flight:
        number, start, end = flight.groups()
        field = "SUMMARY" if flight.string == event.summary else "LOCATION"
        origin = at_field(field, lambda: airport_place(start))
        place = at_field(field, lambda: airport_place(end))
        return origin, place, number, []
    meant = at_field("LOCATION", lambda: _place(event, tools))
    return None, meant.place, "", assumed(meant)


def _place(event: Event, tools: Tools) -> Meant:
    if event.position is not None:
        lon, lat = event.position
        return read_meant({"lon": lon, "lat": lat, "name": event.location[:LONGEST_NAME]}, tools)
    parts = [part for part in (part.strip() for part in event.location.split(",")) if part]
    for at in range(len(parts)):
        for text in dict.fromkeys((", ".join(parts[at:]), _POSTCODE.sub("", ", ".join(parts[at:])).strip())):
            try:
                meant = find_place(text, tools)
            except InvalidValue:
                continue
            note = f"“{event.location[:100]}” is read as {text}" if text != event.location else ""
            return Meant(place=meant.place, said=meant.said, others=meant.others, note=meant.note or note)
    raise InvalidValue(
        f"no place is known in {event.location[:80]!r}; write the city, with its country, at the end of the location"
    )
