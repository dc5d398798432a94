"""Points on the sphere; longitude first, keyword-only."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lookfar.domain.errors import InvalidValue

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of WGS 84 (IUGG)."""
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Degrees east and north, WGS 84. (0, 0) is refused: it means unknown in the field."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lon) and math.isfinite(self.lat)):
            raise InvalidValue("coordinates must be finite numbers")
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise InvalidValue(f"no such place on Earth: lon {self.lon}, lat {self.lat}")
        if self.lon == 0 and self.lat == 0:
            raise InvalidValue("coordinates (0, 0) mean unknown")


def wrap_longitude(lon: float) -> float:
    """Longitude brought into [-180, 180).

    >>> wrap_longitude(190.0)
    -170.0
    """
    return (lon + 180.0) % 360.0 - 180.0


def compass(origin: Point, to: Point) -> str:
    """Which of the eight directions of the compass one sets out in, on the great circle.

    >>> compass(Point(lon=76.95, lat=43.25), Point(lon=77.1, lat=43.35))
    'NE'
    """
    turn = math.radians(to.lon - origin.lon)
    here, there = math.radians(origin.lat), math.radians(to.lat)
    east = math.sin(turn) * math.cos(there)
    north = math.cos(here) * math.sin(there) - math.sin(here) * math.cos(there) * math.cos(turn)
    return _COMPASS[round(math.degrees(math.atan2(east, north)) / 45.0) % 8]


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance on the sphere, km (haversine)."""
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(b.lon - a.lon) / 2
    h = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))
