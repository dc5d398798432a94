"""The place a person means by words, a code or coordinates; what else the words could mean; its time zone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.places import Place, Precision
from lookfar.facts.airports import airport
from lookfar.facts.zones import zone_at
from lookfar.flow.tools import Tools
from lookfar.records.subjects import PrivatePlace

LONGEST_NAME = 200
LONGEST_RADIUS_KM = 500.0
RUNNERS_UP = 3
CODE = re.compile(r"[A-Z]{3}|[A-Z]{4}")
"""An airport's IATA or ICAO code."""

_CODED = re.compile(r"\(([A-Z]{3,4})\)$")
_CITY_RADIUS_KM = 10.0
_AIRPORT_RADIUS_KM = 5.0
_NAMESAKES = 500
_FAR_ENOUGH_DEGREES = 0.5


_PAIR = re.compile(r"(?P<lat>[-+]?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(?P<lon>[-+]?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A place as understood. `said`: the place with its area and country, when there are `others` of that name.

    `note`: what else to know of it, "" nothing.
    """

    place: PrivatePlace
    said: str = ""
    others: tuple[str, ...] = ()
    note: str = ""


def zone_of(place: PrivatePlace) -> ZoneInfo:
    """The time zone of the clocks there."""
    return zone_at(Point(lon=place["lon"], lat=place["lat"]), place["country"])


def resolve_place(text: str, tools: Tools, *, country: str | None = None) -> PrivatePlace:
    """The place a person means by a name such as "Almaty" or "Springfield, Illinois"; raises InvalidValue."""
    return find_place(text, tools, country=country).place


def find_place(text: str, tools: Tools, *, country: str | None = None) -> Meant:
    """The most prominent place of that name with its runners-up, or a latitude and a longitude in degrees such as
    "43.2512, 76.9457"; raises InvalidValue when there is none.
    """
    wanted = text.strip()
    if (pair := _PAIR.fullmatch(wanted)) is not None:
        return Meant(place=_measured({"lat": pair["lat"], "lon": pair["lon"]}, tools))
    found = tools.gazetteer.find(wanted, country, _NAMESAKES)
    area = ""
    if not found and country is None:
        found, area = _qualified(wanted, tools)
    if not found:
        raise InvalidValue(
            f"no place called {wanted[:80]!r} is known; try a nearby city, or latitude and longitude such as 43.2512, 76.9457"
        )
    place = as_private(found[0])
    if area:
        place = {**place, "name": f"{place['name']}, {area}"}
    others = _others(found, tools)
    return Meant(place=place, said=_inside(found[0], tools), others=others, note=_coarse(found[0]))


def _qualified(text: str, tools: Tools) -> tuple[tuple[Place, ...], str]:
    """Places of the name before the first comma in every country and first-level area after it, and that area."""
    name, *qualifiers = (part.strip() for part in text.split(","))
    if not name or not qualifiers:
        return (), ""
    found, area = tools.gazetteer.find(name, None, _NAMESAKES), ""
    for lands in (tools.gazetteer.find(word) for word in qualifiers):
        countries = {land.country for land in lands if land.precision is Precision.COUNTRY}
        regions = {(land.country, land.name) for land in lands if land.precision is Precision.REGION}
        in_country = tuple(place for place in found if place.country in countries)
        found = in_country or tuple(place for place in found if (place.country, place.admin1) in regions)
        area = area if in_country or not found else found[0].admin1
    return found, area


def _apart(one: Place, other: Place) -> bool:
    return abs(one.point.lon - other.point.lon) + abs(one.point.lat - other.point.lat) > _FAR_ENOUGH_DEGREES


def _others(found: Sequence[Place], tools: Tools) -> tuple[str, ...]:
    """Namesakes elsewhere; the area of a city's own name is no other place."""
    first, told = found[0], dict[str, None]()
    for place in found[1:]:
        if place.precision.is_local and place.name == first.name and _apart(first, place):
            told[_inside(place, tools)] = None
    return tuple(told)[:RUNNERS_UP]


def _inside(place: Place, tools: Tools) -> str:
    around = ", ".join(part for part in (place.admin1, tools.country_name(place.country)) if part)
    return f"{place.name} ({around})"


def _coarse(place: Place) -> str:
    if place.precision.is_local:
        return ""
    return f"{place.name} is a whole area of {place.radius_km:.0f} km around; name the city to be told less often"


def as_private(place: Place) -> PrivatePlace:
    """A located place as it is kept in an encrypted column."""
    return PrivatePlace(
        name=place.name,
        lon=place.point.lon,
        lat=place.point.lat,
        country=place.country,
        radius_km=min(place.radius_km, _CITY_RADIUS_KM) if place.precision.is_local else place.radius_km,
    )


def airport_place(code: str) -> PrivatePlace:
    """The airport with this code as a place; raises InvalidValue that names near codes."""
    found = airport(code)
    return PrivatePlace(
        name=f"{found.name} ({found.code})",
        lon=found.point.lon,
        lat=found.point.lat,
        country=found.country,
        radius_km=_AIRPORT_RADIUS_KM,
    )


def find_end(text: str, kind: str, tools: Tools) -> Meant:
    """Where a journey starts or ends: an airport by its code for a flight, otherwise a place."""
    wanted = text.strip()
    if kind == "flight" and CODE.fullmatch(wanted):
        return Meant(place=airport_place(wanted))
    coded = _CODED.search(wanted)
    if kind == "flight" and coded:
        return Meant(place=airport_place(coded[1]))
    return find_place(wanted, tools)


def read_place(given: object, tools: Tools) -> PrivatePlace:
    """A place from a name, or from an object with lon and lat; raises InvalidValue."""
    return read_meant(given, tools).place


def read_meant(given: object, tools: Tools, kind: str = "stay") -> Meant:
    """The same with its runners-up; `kind` is the kind of leg it belongs to."""
    if isinstance(given, str):
        return find_end(given, kind, tools)
    if not isinstance(given, Mapping):
        raise InvalidValue("a place is a name, or an object with lon and lat or with name and country")
    if given.get("lon") is not None and given.get("lat") is not None:
        return Meant(place=_measured(given, tools))
    return find_place(str(given.get("name", "")), tools, country=given.get("country"))


def _measured(given: Mapping[str, object], tools: Tools) -> PrivatePlace:
    try:
        point = Point(lon=float(str(given["lon"])), lat=float(str(given["lat"])))
        radius = float(str(given.get("radius_km") or 1.0))
    except ValueError as error:
        raise InvalidValue("lon, lat and radius_km are numbers, in degrees and km") from error
    if not 0 < radius <= LONGEST_RADIUS_KM:
        raise InvalidValue(f"radius_km is above 0 and at most {LONGEST_RADIUS_KM:.0f}")
    return PrivatePlace(
        name=clean_name(given.get("name") or in_numbers(point)),
        lon=point.lon,
        lat=point.lat,
        country=str(given.get("country") or tools.country_at(point)),
        radius_km=radius,
    )


def in_numbers(point: Point) -> str:
    """ "43.251, 76.946": latitude and longitude, the name of a place that nobody named."""
    return f"{point.lat:.3f}, {point.lon:.3f}"


def clean_name(text: object) -> str:
    """A name on one line; raises InvalidValue when empty or too long."""
    name = "".join(c for c in str(text) if c.isprintable()).strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue(f"a name has 1 to {LONGEST_NAME} characters")
    return name


def place_text(place: Mapping[str, object] | None, tools: Tools) -> str:
    """A kept place as the words that find it again."""
    if not place:
        return ""
    name = str(place["name"])
    if not place["country"] or _CODED.search(name):
        return name
    country = tools.country_name(str(place["country"]))
    return name if name == country else f"{name}, {country}"


def short_name(place: Mapping[str, object]) -> str:
    """A place in a word or two: an airport by its code."""
    coded = _CODED.search(str(place["name"]))
    return coded[1] if coded else str(place["name"])
