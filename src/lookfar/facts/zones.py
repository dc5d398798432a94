"""The IANA time zone of a place, by the nearest town or airport of its country (GeoNames, airportsdata)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.errors import InvalidValue, Misconfigured
from lookfar.domain.geo import Point
from lookfar.facts.build_zones import OUTPUT
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
    table = _table()
    first, last = np.searchsorted(table.country, [country, country + "~"]) if country else (0, 0)
    rows = slice(int(first), int(last)) if last > first else slice(None)
    phi = np.radians(table.lat[rows].astype(np.float64))
    turn = np.radians((table.lon[rows].astype(np.float64) - point.lon + 180.0) % 360.0 - 180.0)
    here = np.radians(point.lat)
    away = np.sin((phi - here) / 2) ** 2 + np.cos(here) * np.cos(phi) * np.sin(turn / 2) ** 2
    return ZoneInfo(str(table.names[table.zone[rows][int(np.argmin(away))]]))


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name; raises InvalidValue."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue(
            f"no time zone is called {name[:60]!r}; write an IANA name such as Asia/Almaty, or leave it out: "
            "then the time is local to the place"
        ) from error


@cache
def _table() -> _Table:
    path = BUILT / OUTPUT
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; run `make setup`")
    with np.load(path, allow_pickle=False) as held:
        return _Table(**{name: held[name] for name in ("country", "lon", "lat", "zone", "names")})
