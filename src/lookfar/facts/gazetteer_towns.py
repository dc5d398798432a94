"""Names of towns beyond GeoNames's own, and towns that it lacks, while the gazetteer is being built."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from lookfar.facts.gazetteer_extent import KM_PER_DEGREE, town_radius_km
from lookfar.facts.gazetteer_rows import Builder, Row
from lookfar.facts.geonames import AreaName, Town
from lookfar.facts.shipped import read_table
from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.names import fold

_NEAR_KM = 40.0
"""Distance from a point within which the town meant lies."""
_ROUGH_KM = 10.0
"""How far the points of our own towns may be off."""


def _km(row: Row, lon: float, lat: float) -> float:
    return math.hypot((row.lon - lon) * math.cos(math.radians(lat)), row.lat - lat) * KM_PER_DEGREE


def names_of_areas(
    builder: Builder,
    towns: Iterable[tuple[Town, int]],
    admin1_rows: Mapping[tuple[str, str], int],
    names: Mapping[tuple[str, str], AreaName],
) -> None:
    """A town that goes by an area's English name too has it for its own, so that the bare name means it: Gomel."""
    called = {
        admin1_rows[key]: {fold(name) for name in (given.name, given.former, *given.others) if name}
        for key, given in names.items()
        if (given.former or given.others) and key in admin1_rows
    }
    for town, row in towns:
        area = builder.rows[row].admin1_row
        shared = called.get(area, set()) & {fold(other) for other in town.names}
        if shared:
            builder.name(row, sorted(shared), NameKind.PRIMARY)
            del called[area]


def extra_names(builder: Builder, town_rows: Mapping[str, list[int]]) -> None:
    """Names that must resolve in any edition of the data."""
    for given in read_table("place_names.csv"):
        lon, lat, names = float(given["lon"]), float(given["lat"]), given["names"].split("|")
        near = [row for row in town_rows[given["alpha3"]] if _km(builder.rows[row], lon, lat) < _NEAR_KM]
        called = [row for row in near if fold(builder.rows[row].name) in {fold(name) for name in names}]
        if near:
            builder.name((called or near)[0], names, NameKind.PRIMARY)


def named_towns(builder: Builder, town_rows: Mapping[str, list[int]]) -> None:
    """Towns that GeoNames's table lacks, each in the first-level area of the nearest one it has."""
    for given in read_table("towns_named.csv"):
        lon, lat, code = float(given["lon"]), float(given["lat"]), given["alpha3"]
        near = min(town_rows[code], key=lambda row: _km(builder.rows[row], lon, lat))
        row = builder.add(
            Row(
                name=given["name"],
                kind=Kind.CITY,
                country=code,
                lon=lon,
                lat=lat,
                population=int(given["population"]),
                radius_km=max(_ROUGH_KM, town_radius_km(int(given["population"]))),
                admin1_row=builder.rows[near].admin1_row,
            )
        )
        builder.name(row, given["other_names"].split("|"), NameKind.OFFICIAL)
