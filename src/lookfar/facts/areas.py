"""The shipped list of rated areas inside countries."""

from __future__ import annotations

from lookfar.domain.areas import Area, AreaKind, Areas
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
            )
            for row in read_table("areas.csv")
        ),
        lambda place: regions_near(place.point, place.country, place.radius_km),
    )
