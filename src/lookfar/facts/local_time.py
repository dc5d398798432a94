"""What the clock shows at a place, where that is beyond doubt: the IANA time zone database's zone.tab."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from lookfar.domain.geo import Point, distance_km
from lookfar.facts.shipped import read_table

_POSITION = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")
_CLEARLY_NEARER = 0.5
"""A zone's city must be nearer than this part of the distance to the next one with another offset."""


def local_clock(at: datetime, point: Point, country: str) -> str:
    """ "20:05" at a point of a country (alpha-3), with the day when it differs; "" when in doubt.

    >>> from datetime import UTC
    >>> local_clock(datetime(2022, 1, 6, 14, 5, tzinfo=UTC), Point(lon=76.9, lat=43.25), "KAZ")
    '20:05'
    """
    zone = _sure_zone(at, point, country)
    if zone is None:
        return ""
    clock = at.astimezone(zone)
    shown = f"{clock:%H:%M}"
    return shown if clock.date() == at.date() else f"{clock.day} {clock:%b}, {shown}"


def _sure_zone(at: datetime, point: Point, country: str) -> ZoneInfo | None:
    """The time zone at a point of a country (alpha-3), None when in doubt what its clocks show then."""
    near = sorted((distance_km(point, where), name) for where, name in _zones().get(country, ()))
    if not near:
        return None
    zone = ZoneInfo(near[0][1])
    offset = at.astimezone(zone).utcoffset()
    rival = next((km for km, name in near if at.astimezone(ZoneInfo(name)).utcoffset() != offset), None)
    return None if rival is not None and near[0][0] > _CLEARLY_NEARER * rival else zone


@cache
def _zones() -> dict[str, list[tuple[Point, str]]]:
    alpha3 = {row["alpha2"]: row["alpha3"] for row in read_table("regions.csv")}
    found: dict[str, list[tuple[Point, str]]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            code, position, name, *_ = line.split("\t")
            found.setdefault(alpha3.get(code, code), []).append((_point(position), name))
    return found


def _point(text: str) -> Point:
    match = _POSITION.fullmatch(text)
    if match is None:
        raise ValueError(f"not an ISO 6709 position: {text!r}")
    south, lat, lat_m, lat_s, west, lon, lon_m, lon_s = match.groups(default="0")
    north = (int(lat) + int(lat_m) / 60 + int(lat_s) / 3600) * (-1 if south == "-" else 1)
    east = (int(lon) + int(lon_m) / 60 + int(lon_s) / 3600) * (-1 if west == "-" else 1)
    return Point(lon=east, lat=north)
