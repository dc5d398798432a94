"""What a file of people, sites or trips would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import InvalidValue, WrongField, at_field
from lookfar.flow.called import People, Sites, Trips, key_of
from lookfar.flow.itinerary import ReadLeg, assumed, read_leg
from lookfar.flow.legs import LegPlan, check_legs
from lookfar.flow.people import clean_email, clean_perimeter, clean_phone
from lookfar.flow.places import Meant, clean_name, find_place, place_text, read_meant, zone_of
from lookfar.flow.preview import Change, PersonPlan, Preview, Row, SitePlan, TripPlan, Wrong, change_of, wrong_of
from lookfar.flow.tables import PEOPLE_COLUMNS, REACHES, SITE_COLUMNS, TRIP_COLUMNS
from lookfar.flow.tools import Tools
from lookfar.formats.csv import Row as Record
from lookfar.formats.csv import read_csv
from lookfar.records.models import Person, Site, Trip
from lookfar.records.subjects import PrivatePlace


@dataclass(slots=True)
class _Reading:
    """What has been made of a file so far."""

    rows: list[Row]
    wrong: list[Wrong]

    def refuse(self, line: int, error: InvalidValue) -> None:
        """Notes an error of a row."""
        self.wrong.append(wrong_of(line, error))

    def preview(self, notes: Sequence[str]) -> Preview:
        """The outcome."""
        return Preview(rows=tuple(self.rows), wrong=tuple(self.wrong), notes=tuple(notes))


def preview_people(content: bytes, organisation: Organisation, tools: Tools) -> Preview:
    """What a table of PEOPLE_COLUMNS would do; raises InvalidValue when it is no such table."""
    table = read_csv(content, known=PEOPLE_COLUMNS, needed=("name",))
    people = People(Person.objects.filter(organisation=organisation))
    reading, seen = _Reading([], []), dict[str, int]()
    addresses: dict[str, str] = {}
    for record in table.rows:
        try:
            plan, home = _person(record, people, tools)
            _once(plan.key or plan.name.casefold(), record, seen)
        except InvalidValue as error:
            reading.refuse(record.line, error)
            continue
        notes = [*(assumed(home) if home else ()), *_shared(plan, people, addresses)]
        if not plan.email:
            notes.append("no e-mail address, so alerts only show on the page")
        details = (f"usually in {place_text(plan.home, tools)}",) if plan.home else ()
        reading.rows.append(
            Row(
                line=record.line,
                change=change_of(plan),
                title=plan.name,
                details=(*details, *((plan.email,) if plan.email else ())),
                notes=tuple(notes),
                plan=plan,
            )
        )
    return reading.preview(table.notes)


def _person(record: Record, people: People, tools: Tools) -> tuple[PersonPlan, Meant | None]:
    cells = record.cells
    name = at_field("name", lambda: clean_name(cells["name"]))
    key = cells.get("id", "")
    home = at_field("home", lambda: find_place(cells["home"], tools)) if cells.get("home") else None
    kept = people.by_key(key, name)
    plan = PersonPlan(
        kept=kept,
        name=name,
        email=at_field("email", lambda: clean_email(cells.get("email", ""))),
        phone=clean_phone(cells.get("phone", "")),
        home=home.place if home else None,
        key=key_of(kept, key),
    )
    return plan, home


def _once(key: str, record: Record, seen: dict[str, int]) -> None:
    if key in seen:
        raise WrongField("name", f"line {seen[key]} is the same; take one out, or give both an id")
    seen[key] = record.line


def _shared(plan: PersonPlan, people: People, addresses: dict[str, str]) -> list[str]:
    """A note when somebody else has this address too."""
    email = plan.email.casefold()
    if not email:
        return []
    others = [str(one.private["name"]) for one in people.sharing(email, plan.kept)]
    if email in addresses:
        others.append(addresses[email])
    addresses.setdefault(email, plan.name)
    if not others:
        return []
    return [f"shares the address with {', '.join(dict.fromkeys(others))}; each alert names whom it concerns"]


def preview_sites(content: bytes, organisation: Organisation, tools: Tools) -> Preview:
    """What a table of SITE_COLUMNS would do."""
    table = read_csv(content, known=SITE_COLUMNS, needed=("name", "place"))
    people = People(Person.objects.filter(organisation=organisation))
    kept = Sites(Site.objects.filter(organisation=organisation).select_related("contact"))
    reading, seen = _Reading([], []), dict[str, int]()
    for record in table.rows:
        try:
            plan, meant = _site(record, people, kept, tools)
            _once(plan.key or plan.name.casefold(), record, seen)
        except InvalidValue as error:
            reading.refuse(record.line, error)
            continue
        told = [f"{plan.contact.private['name']} is told"] if plan.contact else []
        notes = [*assumed(meant), *([] if told else ["no contact, so nobody is told"])]
        reaches = [f"{name} {km:g} km" for name, km in plan.perimeter_km.items()]
        reading.rows.append(
            Row(
                line=record.line,
                change=change_of(plan),
                title=plan.name,
                details=(place_text(plan.place, tools), *told, *reaches),
                notes=tuple(notes),
                plan=plan,
            )
        )
    return reading.preview(table.notes)


def _site(record: Record, people: People, kept: Sites, tools: Tools) -> tuple[SitePlan, Meant]:
    cells = record.cells
    name = at_field("name", lambda: clean_name(cells["name"]))
    key = cells.get("id", "")
    given: object = cells["place"]
    if cells.get("lat") and cells.get("lon"):
        given = {"lat": cells["lat"], "lon": cells["lon"], "name": cells["place"] or name}
    meant = at_field("place", lambda: read_meant(given, tools))
    contact = cells.get("contact", "")
    found = kept.find(key, name)
    plan = SitePlan(
        kept=found,
        name=name,
        place=meant.place,
        contact=at_field("contact", lambda: people.called(contact)) if contact else None,
        perimeter_km=clean_perimeter({REACHES[column]: cells.get(column, "") for column in REACHES}),
        key=key_of(found, key),
    )
    return plan, meant


def preview_trips(content: bytes, organisation: Organisation, tools: Tools) -> Preview:
    """What a table of TRIP_COLUMNS would do; rows of one traveller and trip are its legs."""
    table = read_csv(content, known=TRIP_COLUMNS, needed=("trip", "person", "start", "end"))
    people = People(Person.objects.filter(organisation=organisation))
    kept = Trips(Trip.objects.filter(organisation=organisation).prefetch_related("legs"))
    reading = _Reading([], [])
    groups: dict[tuple[Person, str], list[tuple[Record, ReadLeg]]] = {}
    for record in table.rows:
        try:
            trip, leg = _traveller_and_trip(record, people), read_leg(record.cells, tools)
            groups.setdefault(trip, []).append((record, leg))
        except InvalidValue as error:
            reading.refuse(record.line, error)
    for (person, _), parts in groups.items():
        first = parts[0][0]
        try:
            reading.rows.append(_trip_row(person, parts, kept, tools))
        except InvalidValue as error:
            reading.refuse(first.line, error)
    reading.rows.sort(key=lambda row: row.line)
    return reading.preview(table.notes)


def _traveller_and_trip(record: Record, people: People) -> tuple[Person, str]:
    person = at_field("person", lambda: people.called(record.cells["person"]))
    name = at_field("trip", lambda: clean_name(record.cells["trip"]))
    return person, record.cells.get("id") or name


def _trip_row(person: Person, parts: Sequence[tuple[Record, ReadLeg]], kept: Trips, tools: Tools) -> Row:
    first = parts[0][0]
    legs = tuple(leg.plan for _, leg in parts)
    check_legs(legs)
    name, key = clean_name(first.cells["trip"]), first.cells.get("id", "")
    found = kept.find(person, key, name)
    plan = TripPlan(kept=found, person=person, name=name, legs=legs, key=key_of(found, key))
    return trip_row(first.line, plan, [note for _, leg in parts for note in leg.notes], tools)


def trip_row(line: int, plan: TripPlan, notes: Sequence[str], tools: Tools) -> Row:
    """The row of a preview for a trip: its legs with the clocks at their places."""
    change = change_of(plan)
    said = list(dict.fromkeys(notes))
    if change is Change.CHANGED and plan.kept and plan.kept.cancelled_at:
        said.append("was cancelled here; it takes place again")
    return Row(
        line=line,
        change=change,
        title=f"{plan.name} ({plan.person.private['name']})",
        details=tuple(leg_text(leg, tools) for leg in plan.legs),
        notes=tuple(said),
        plan=plan,
    )


def leg_text(leg: LegPlan, tools: Tools) -> str:
    """A leg in words, such as "Almaty, Kazakhstan, 1 Dec 2026 14:00 to 3 Dec 2026 09:00 (Asia/Almaty)"."""
    until = _clock(leg.end, leg.place)
    zone = zone_of(leg.origin or leg.place)
    start = leg.start.astimezone(zone)
    if leg.origin is None:
        return f"{place_text(leg.place, tools)}, {start.day} {start:%b %Y %H:%M} to {until}"
    number = f" {leg.number}" if leg.number else ""
    return (
        f"{leg.kind.capitalize()}{number} from {place_text(leg.origin, tools)}, {_clock(leg.start, leg.origin)}, "
        f"to {place_text(leg.place, tools)}, {until}"
    )


def _clock(at: datetime, place: PrivatePlace) -> str:
    zone = zone_of(place)
    shown = at.astimezone(zone)
    return f"{shown.day} {shown:%b %Y %H:%M} ({zone.key})"
