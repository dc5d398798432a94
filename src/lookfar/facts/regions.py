"""Which first-level areas of a country a point may lie in: those of the towns around it (GeoNames)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.geo import EARTH_RADIUS_KM, Point
from lookfar.facts.gazetteer import open_tables
from lookfar.facts.once import once
from lookfar.reports.entry import NO_ROW, Kind

_NEARLY_AS_NEAR = 1.25
"""A town this much further away than the nearest one may be the one whose area the point lies in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Towns:
    """Towns of one country: where, in radians, and the name of each one's first-level area, "" unknown."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    area: NDArray[np.str_]


@lru_cache(maxsize=100_000)
def regions_near(point: Point, country: str, within_km: float) -> frozenset[str]:
    """Names of the first-level areas a point of a country (alpha-3) may lie in, given its radius of doubt.

    Empty where a town around has none that is known. There are no shapes of these areas here: near a boundary both count, since
    somebody told of what is next door is better off than somebody who is not told of what is here.
    """
    towns = _towns().get(country)
    if towns is None:
        return frozenset()
    away = _distances_km(point, towns)
    reach = float(away.min()) * _NEARLY_AS_NEAR + within_km
    found = frozenset(str(name) for name in np.unique(towns.area[away <= reach]))
    return frozenset() if "" in found else found


def _distances_km(point: Point, towns: _Towns) -> NDArray[np.float64]:
    lon, lat = np.radians(point.lon), np.radians(point.lat)
    turn = (towns.lon - lon + np.pi) % (2 * np.pi) - np.pi
    half = np.sin((towns.lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(towns.lat) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


@once
def _towns() -> dict[str, _Towns]:
    tables, codes, name = open_tables()
    rows = np.flatnonzero(tables.kind == int(Kind.CITY))
    names = {int(row): name(int(row)) if row != NO_ROW else "" for row in np.unique(tables.admin1_row[rows])}
    areas = np.array([names[int(row)] for row in tables.admin1_row[rows]])
    country = tables.country[rows]
    lon, lat = np.radians(tables.lon[rows].astype(np.float64)), np.radians(tables.lat[rows].astype(np.float64))
    return {
        codes[int(number)]: _Towns(lon=lon[mine], lat=lat[mine], area=areas[mine])
        for number in np.unique(country)
        if (mine := country == number).any()
    }
