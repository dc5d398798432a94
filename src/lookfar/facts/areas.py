"""The shipped list of rated areas inside countries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lookfar.domain.areas import Area, AreaKind, Areas
from lookfar.domain.geo import Point, distance_km
from lookfar.domain.places import Place
from lookfar.facts.gazetteer import open_tables
from lookfar.facts.once import once
from lookfar.facts.regions import regions_near
from lookfar.facts.shipped import read_table
from lookfar.reports.entry import Kind


@once
def open_areas() -> Areas:
    """First-level areas and cities above 500,000 people (GeoNames, CC BY 4.0), read once a process."""
    return Areas(
        (
            Area(
                id=row["id"],
                kind=AreaKind(row["kind"]),
                name=row["name"],
                country=row["country"],
                parent=row["parent"],
                population=int(row["population"]),
                share=float(row["share"]),
                geonames_id=int(row["geonames_id"]) if row["geonames_id"] else None,
                former=tuple(filter(None, row["former"].split("|"))),
            )
            for row in read_table("areas.csv")
        ),
        lambda place: regions_near(place.point, place.country, place.radius_km),
        lambda place: _served_by(place) or _city_at(place.point, place.country, place.radius_km),
    )


_AIRPORT_KM = 60.0
"""As far from the city that it is named after and serves an airport lies (Narita from Tokyo)."""


@dataclass(frozen=True, slots=True)
class _City:
    name: str
    number: int
    point: Point
    reach_km: float


def _served_by(place: Place) -> int | None:
    """GeoNames' number of the rated city that an airport bears the name of: "Almaty International Airport"; None of other places."""
    if place.kind != "airport":
        return None
    named = [
        (-len(city.name), distance_km(place.point, city.point), city.number)
        for city in _cities().get(place.country, ())
        if f"{place.name} ".startswith(f"{city.name} ")
    ]
    return min((one for one in named if one[1] <= _AIRPORT_KM), default=(0, 0.0, None))[2]


@lru_cache(maxsize=100_000)
def _city_at(point: Point, country: str, doubt_km: float) -> int | None:
    """GeoNames' number of the rated city of a country (alpha-3) in whose reach a point is with all its doubt, the nearest; None when in none."""
    near = [(distance_km(point, city.point), city) for city in _cities().get(country, ())]
    inside = [(km, city.number) for km, city in near if km + doubt_km <= city.reach_km]
    return min(inside)[1] if inside else None


@once
def _cities() -> dict[str, list[_City]]:
    """Rated cities by country (alpha-3), with GeoNames' points and as far as a town of their people reaches."""
    tables, codes, _ = open_tables()
    rated = {
        int(row["geonames_id"]): row["name"]
        for row in read_table("areas.csv")
        if row["kind"] == AreaKind.CITY.value
    }
    found: dict[str, list[_City]] = {}
    rows = np.flatnonzero((tables.kind == Kind.CITY) & np.isin(tables.geonames_id, sorted(rated)))
    for row in rows.tolist():
        number = int(tables.geonames_id[row])
        city = _City(
            name=rated[number],
            number=number,
            point=Point(lon=float(tables.lon[row]), lat=float(tables.lat[row])),
            reach_km=float(tables.radius_km[row]),
        )
        found.setdefault(codes[int(tables.country[row])], []).append(city)
    return found


@lru_cache(maxsize=100_000)
def regions_ever_near(point: Point, country: str, within_km: float) -> frozenset[str]:
    """Names, of today and former ones, of the first-level areas a point may lie in (`regions_near`).

    An incident that was told of before an area was renamed or divided keeps the old name, and so does news for a while:
    somebody in Menaka is told of what happens in "Gao", which Menaka was a part of.
    """
    near = regions_near(point, country, within_km)
    return near | {old for name in near for old in _former().get((country, name), ())}


@lru_cache(maxsize=1)
def _former() -> dict[tuple[str, str], tuple[str, ...]]:
    rows = (row for row in read_table("areas.csv") if row["former"])
    return {(row["country"], row["name"]): tuple(row["former"].split("|")) for row in rows}
