"""A file that somebody hands over, previewed as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import WrongField
from lookfar.flow import tables
from lookfar.flow.preview import Preview
from lookfar.flow.preview_calendar import preview_calendar
from lookfar.flow.preview_tables import preview_people, preview_sites, preview_trips
from lookfar.flow.tools import Tools
from lookfar.formats.csv import write_csv
from lookfar.formats.encoded import decoded
from lookfar.records.models import Person


class Noun(StrEnum):
    """What a file may hold."""

    PEOPLE = "people"
    SITES = "sites"
    TRIPS = "trips"


_EXAMPLES: dict[Noun, tuple[Sequence[str], list[dict[str, object]]]] = {
    Noun.PEOPLE: (
        tables.PEOPLE_COLUMNS,
        [
            {
                "name": "Aigul Example",
                "email": "aigul@example.org",
                "phone": "+7 700 000 00 00",
                "home": "Almaty, Kazakhstan",
                "id": "17",
            }
        ],
    ),
    Noun.SITES: (
        tables.SITE_COLUMNS,
        [
            {
                "name": "Office",
                "place": "Almaty, Kazakhstan",
                "contact": "Aigul Example",
                "severe_km": "20",
                "extreme_km": "80",
                "id": "A1",
            }
        ],
    ),
    Noun.TRIPS: (
        tables.TRIP_COLUMNS,
        [
            {
                "trip": "Almaty fair",
                "person": "Aigul Example",
                "kind": "flight",
                "from": "FRA",
                "to": "ALA",
                "start": "2027-01-10 13:20",
                "end": "2027-01-11 00:40",
                "number": "LH 646",
            },
            {
                "trip": "Almaty fair",
                "person": "Aigul Example",
                "kind": "stay",
                "place": "Almaty, Kazakhstan",
                "start": "2027-01-11 02:00",
                "end": "2027-01-15",
            },
        ],
    ),
}


def template(noun: Noun) -> bytes:
    """A table with the columns and an example, to be filled in."""
    columns, rows = _EXAMPLES[noun]
    return write_csv(columns, rows)


def columns_of(noun: Noun) -> tuple[str, ...]:
    """The columns of a table of this noun."""
    return tuple(_EXAMPLES[noun][0])


def preview_file(
    noun: Noun,
    content: bytes,
    organisation: Organisation,
    tools: Tools,
    *,
    now: datetime,
    traveller: Person | None = None,
) -> Preview:
    """What the file would do; a calendar needs its traveller. Raises InvalidValue when it cannot be read at all."""
    if noun is Noun.TRIPS and is_calendar(content):
        if traveller is None:
            raise WrongField("person", "say whose calendar this is")
        return preview_calendar(content, organisation, tools, person=traveller, now=now)
    match noun:
        case Noun.PEOPLE:
            return preview_people(content, organisation, tools)
        case Noun.SITES:
            return preview_sites(content, organisation, tools)
        case Noun.TRIPS:
            return preview_trips(content, organisation, tools)


def is_calendar(content: bytes) -> bool:
    """Whether the file says that it is an iCalendar; raises InvalidValue when it is no text."""
    return decoded(content)[0].lstrip()[:15].upper() == "BEGIN:VCALENDAR"
