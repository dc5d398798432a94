"""The shipped list of rated areas inside countries."""

from __future__ import annotations

from functools import lru_cache

from lookfar.domain.areas import Area, AreaKind, Areas
from lookfar.domain.geo import Point
from lookfar.facts.once import once
from lookfar.facts.regions import regions_near
from lookfar.facts.shipped import read_table


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
    )


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
