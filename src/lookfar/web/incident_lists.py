"""Rows of incidents as lists and maps show them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from lookfar.accounts.askers import Asker
from lookfar.alerts import phrases
from lookfar.domain.geo import Point, distance_km, wrap_longitude
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import Origin, SubjectKind
from lookfar.flow.finding import asks_for
from lookfar.records import subjects, visible
from lookfar.records.own_incidents import own_current
from lookfar.records.search import Search
from lookfar.records.search_order import Order, place_of
from lookfar.web import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One of the asker's own, at a point."""

    label: str
    kind: SubjectKind
    place_name: str
    point: Point
    radius_km: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An incident in a list. `near`: words on the nearest of yours, "" when none is within 100 km."""

    incident: Incident
    near: str = ""

    @property
    def rank(self) -> int:
        return self.incident.severity.rank

    @property
    def reconstructed(self) -> bool:
        return self.incident.origin is Origin.REPLAYED


NEAR_KM = 100.0
_KM_A_DEGREE = 111.2


def mine(asker: Asker | None) -> tuple[Mine, ...]:
    """Where the asker's people, sites and trips are; empty for somebody not signed in."""
    if asker is None:
        return ()
    own = {str(row.pk) for row in visible.people(asker)}
    own |= {str(row.pk) for row in visible.sites(asker)}
    own |= {str(leg.pk) for trip in visible.trips(asker) for leg in trip.legs.all()}
    return tuple(
        Mine(label=one.label, kind=one.kind, place_name=one.place_name, point=one.point, radius_km=one.radius_km)
        for one in subjects.exposures()
        if one.subject_id in own
    )


def entered(asker: Asker | None, search: Search) -> list[Incident]:
    """What the asker's organisation entered by hand and a search asks for, last entered first unless the gravest are asked
    for; a traveller sees none.
    """
    if asker is None or asker.sees_only_self:
        return []
    found = [one for one, _ in own_current(asker.organisation, as_of=search.as_of) if asks_for(search, one)]
    return found if search.order is Order.NEWEST else sorted(found, key=_gravest_first)


def _gravest_first(one: Incident) -> tuple[int, int, float]:
    at = place_of(one)
    return -at.severity, -at.dead, -at.start.timestamp()


ORDER_WORDS = {Order.NEWEST: "Newest first", Order.GRAVEST: "Gravest first"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLink:
    """A way to the list in an order; `query` of the address, "" for the page itself."""

    value: str
    words: str
    query: str
    chosen: bool


def orders(request: HttpRequest, search: Search) -> list[OrderLink]:
    """The orders a list can be seen in, under the same filters, from its first page on."""
    links = []
    for order in Order:
        query = request.GET.copy()
        query.pop("after", None)
        query.pop("order", None)
        if order is not Order.NEWEST:
            query["order"] = order.value
        links.append(
            OrderLink(
                value=order.value,
                words=ORDER_WORDS[order],
                query=query.urlencode(),
                chosen=order is search.order,
            )
        )
    return links


def rows(incidents: Iterable[Incident], own: tuple[Mine, ...]) -> list[Row]:
    """Incidents with the distance to the nearest of one's own."""
    return [Row(incident=incident, near=_near(incident, own)) for incident in incidents]


def _near(incident: Incident, own: tuple[Mine, ...]) -> str:
    place = incident.place
    if place is None or not place.precision.is_local or not own:
        return ""
    km, nearest = min(((distance_km(place.point, one.point), one) for one in own), key=lambda pair: pair[0])
    if km > NEAR_KM:
        return ""
    near = (
        f"{phrases.distance(km)} from {nearest.label}"
        if km >= phrases.SAME_PLACE_KM
        else f"where {nearest.label} is"
    )
    return near + phrases.give_or_take(km, place.radius_km + nearest.radius_km)


def points(incidents: Iterable[Incident], keep: str) -> dict[str, object]:
    """Located incidents as GeoJSON for the map; one known to its country only stays in the list."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [incident.place.point.lon, incident.place.point.lat],
                },
                "properties": {
                    "id": incident.id,
                    "title": incident.title,
                    "rank": incident.severity.rank,
                    "severity": f"CAP {incident.severity.value}",
                    "place": incident.place.name,
                    "when": words.happened(incident.happened),
                    "href": f"/incidents/{incident.id}{keep}",
                },
            }
            for incident in incidents
            if incident.place is not None and incident.place.precision.value in ("point", "city", "region")
        ],
    }


def bounds(incidents: Iterable[Incident]) -> list[float] | None:
    """West, south, east, north around located incidents with room to breathe; None when none is located."""
    found = [one.place.point for one in incidents if one.place is not None and one.place.precision.is_local]
    if not found:
        return None
    lons, lats = [point.lon for point in found], [point.lat for point in found]
    if max(lons) - min(lons) > 180.0:
        return None
    return [min(lons) - 9.0, max(min(lats) - 6.0, -85.0), max(lons) + 9.0, min(max(lats) + 6.0, 85.0)]


def fitted(spots: Sequence[tuple[Point, float]], *, least_km: float) -> list[float] | None:
    """West, south, east, north (degrees) around points with radii (km), each seen at least `least_km` around; None of none.

    Across the antimeridian the east goes on beyond 180.
    """
    if not spots:
        return None
    first = spots[0][0].lon
    south, north, west, east = [], [], [], []
    for point, radius in spots:
        high = max(radius, least_km) / _KM_A_DEGREE
        wide = high / max(0.1, math.cos(math.radians(point.lat)))
        lon = first + wrap_longitude(point.lon - first)
        west.append(lon - wide)
        east.append(lon + wide)
        south.append(point.lat - high)
        north.append(point.lat + high)
    return [min(west), max(min(south), -85.0), max(east), min(max(north), 85.0)]


def own_points(own: Iterable[Mine]) -> dict[str, object]:
    """One's own as GeoJSON for the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [one.point.lon, one.point.lat]},
                "properties": {
                    "label": f"{one.label} ({one.place_name})",
                    "place_name": one.place_name,
                    "kind": one.kind.value,
                },
            }
            for one in own
        ],
    }
