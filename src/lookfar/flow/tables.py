"""Tables of people, sites and trips: their columns, and those of an organisation as files that can be imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lookfar.domain.errors import InvalidValue
from lookfar.flow.legs import KeptLeg, kept_legs
from lookfar.flow.people import PERIMETERS
from lookfar.flow.places import find_place, place_text
from lookfar.flow.tools import Tools
from lookfar.formats.csv import write_csv
from lookfar.records.models import Person, Site, Trip
from lookfar.records.subjects import PrivatePlace

REACHES = {f"{severity.value.casefold()}_km": severity.value for severity in PERIMETERS}
"""Columns of a site's perimeters, with the severity of each."""

PEOPLE_COLUMNS = ("name", "email", "phone", "home", "id")
SITE_COLUMNS = ("name", "place", "lat", "lon", "contact", *REACHES, "id")
TRIP_COLUMNS = ("trip", "person", "kind", "place", "from", "to", "start", "end", "zone", "number", "id")


def export_people(people: Sequence[Person], tools: Tools) -> bytes:
    """People as a table that can be imported again."""
    return write_csv(
        PEOPLE_COLUMNS,
        (
            {
                **one.private,
                "home": place_text(one.private.get("home"), tools),
                "id": one.private.get("key") or one.pk,
            }
            for one in people
        ),
    )


def export_sites(sites: Sequence[Site], tools: Tools) -> bytes:
    """Sites as a table that can be imported again."""

    def cells() -> Iterator[dict[str, object]]:
        for one in sites:
            place, own = one.private["place"], one.private.get("perimeter_km") or {}
            yield {
                "name": one.private["name"],
                "place": place_text(place, tools),
                **({} if _is_found_by_name(place, tools) else {"lat": place["lat"], "lon": place["lon"]}),
                "contact": str(one.contact_id or ""),
                "id": one.private.get("key") or one.pk,
                **{column: own.get(name) for column, name in REACHES.items()},
            }

    return write_csv(SITE_COLUMNS, cells())


def _is_found_by_name(place: PrivatePlace, tools: Tools) -> bool:
    try:
        return find_place(place_text(place, tools), tools).place == place
    except InvalidValue:
        return False


def export_trips(trips: Sequence[Trip], tools: Tools) -> bytes:
    """Trips as a table, a row for each leg, with the clocks at their places and their zones."""

    def cells() -> Iterator[dict[str, object]]:
        for trip in trips:
            for leg in kept_legs(trip):
                yield {
                    "trip": trip.private["name"],
                    "person": str(trip.person_id),
                    "kind": leg.plan.kind,
                    **_ends(leg, tools),
                    "start": leg.start_clock.isoformat(timespec="minutes"),
                    "end": leg.end_clock.isoformat(timespec="minutes"),
                    "number": leg.plan.number,
                    "id": trip.private.get("key") or trip.pk,
                }

    return write_csv(TRIP_COLUMNS, cells())


def _ends(leg: KeptLeg, tools: Tools) -> dict[str, object]:
    if leg.plan.origin is None:
        return {"place": place_text(leg.plan.place, tools)}
    return {"from": place_text(leg.plan.origin, tools), "to": place_text(leg.plan.place, tools)}
