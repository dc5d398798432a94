"""The IANA time zone of a place, by the nearest town or airport of its country (GeoNames, airportsdata)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.errors import InvalidValue, Misconfigured
from lookfar.domain.geo import Point
from lookfar.exposure.match import distances_km
from lookfar.facts.build_zones import OUTPUT
from lookfar.facts.once import once
from lookfar.facts.shipped import BUILT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """n places sorted by country; `zone` numbers `names`."""

    country: NDArray[np.str_]
    lon: NDArray[np.float32]
    lat: NDArray[np.float32]
    zone: NDArray[np.uint16]
    names: NDArray[np.str_]


@lru_cache(maxsize=10_000)
def zone_at(point: Point, country: str) -> ZoneInfo:
    """The zone of a point of a country (alpha-3); of the nearest place anywhere when that has none.

    >>> zone_at(Point(lon=76.9, lat=43.25), "KAZ").key
    'Asia/Almaty'
    """
    rows = _rows(country) or slice(None)
    table = _table()
    return ZoneInfo(str(table.names[table.zone[rows][int(np.argmin(_distances_km(point, rows)))]]))


@lru_cache(maxsize=10_000)
def zones_near(point: Point, country: str) -> tuple[tuple[float, str], ...]:
    """Each zone of a country (alpha-3) with how far its nearest place is (km), the nearest first; () of no such country."""
    rows = _rows(country)
    if rows is None:
        return ()
    table, away = _table(), _distances_km(point, rows)
    zones = table.zone[rows]
    found = ((float(away[zones == zone].min()), str(table.names[zone])) for zone in np.unique(zones))
    return tuple(sorted(found))


def _rows(country: str) -> slice | None:
    """The places of a country; None when it has none."""
    first, last = np.searchsorted(_table().country, [country, country + "~"]) if country else (0, 0)
    return slice(int(first), int(last)) if last > first else None


def _distances_km(point: Point, rows: slice) -> NDArray[np.float64]:
    table = _table()
    return distances_km(point, table.lon[rows].astype(np.float64), table.lat[rows].astype(np.float64))


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name; raises InvalidValue."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue(
            f"no time zone is called {name[:60]!r}; write an IANA name such as Asia/Almaty, or leave it out: "
            "then the time is local to the place"
        ) from error


@once
def _table() -> _Table:
    path = BUILT / OUTPUT
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; run `make setup`")
    with np.load(path, allow_pickle=False) as held:
        return _Table(**{name: held[name] for name in ("country", "lon", "lat", "zone", "names")})
