"""The town by which somebody would say where a point is (GeoNames)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lookfar.alerts import phrases
from lookfar.domain.geo import Point, compass
from lookfar.exposure.match import distances_km
from lookfar.facts.gazetteer import open_tables
from lookfar.facts.once import once
from lookfar.reports.entry import Kind

_KNOWN = 5_000
"""Inhabitants of a town that people from elsewhere know."""
_KNOWN_WITHIN_KM = 50.0
_WITHIN_KM = 300.0
"""Further from any town its name says nothing of a point."""
_IN_TOWN_KM = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Towns:
    """All towns: their rows in the gazetteer, where, of which country (alpha-3), with how many inhabitants."""

    row: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    country: NDArray[np.str_]
    population: NDArray[np.uint32]


@lru_cache(maxsize=10_000)
def by_town(point: Point, country: str) -> str:
    """ "12 km NE of Talgar": by the nearest town of a country (alpha-3), "" any; "" where none is within 300 km.

    A town of 5,000 within 50 km is said rather than a nearer village.

    >>> by_town(Point(lon=76.93, lat=43.30), "KAZ")
    '5.5 km N of Almaty'
    """
    towns = _towns()
    mine = np.flatnonzero(towns.country == country) if country else np.arange(len(towns.row))
    if not len(mine):
        return ""
    away = distances_km(point, towns.lon[mine], towns.lat[mine])
    known = np.where(towns.population[mine] >= _KNOWN, away, np.inf)
    best = int(np.argmin(known)) if known.min() <= _KNOWN_WITHIN_KM else int(np.argmin(away))
    km, town = float(away[best]), int(mine[best])
    if km > _WITHIN_KM:
        return ""
    name = open_tables()[2](int(towns.row[town]))
    middle = Point(lon=float(towns.lon[town]), lat=float(towns.lat[town]))
    return name if km < _IN_TOWN_KM else f"{phrases.distance(km)} {compass(middle, point)} of {name}"


@once
def _towns() -> _Towns:
    tables, codes, _ = open_tables()
    rows = np.flatnonzero(tables.kind == int(Kind.CITY))
    return _Towns(
        row=rows,
        lon=tables.lon[rows].astype(np.float64),
        lat=tables.lat[rows].astype(np.float64),
        country=np.array(codes)[tables.country[rows]],
        population=np.asarray(tables.population[rows]),
    )
