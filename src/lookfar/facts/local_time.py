"""What the clock shows at a place, where that is beyond doubt: by the towns and airports around it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lookfar.domain.geo import Point
from lookfar.facts.zones import zones_near

_CLEARLY_NEARER = 0.5
"""A place of the zone must be nearer than this part of the distance to the next one with another offset."""
_WITHIN_KM = 300.0
"""Further from any town or airport its clock says nothing of a point."""
_TWO_IN_USE = frozenset({"Asia/Urumqi"})
"""Zones by which only some of the people there live, and the others by another (tz database, `asia`: Xinjiang)."""
_SIDE_BY_SIDE_KM = 100.0
"""So far from a place of such a zone either clock may be meant."""


def local_clock(at: datetime, point: Point, country: str, *, radius_km: float) -> str:
    """ "20:05" within so far of a point of a country (alpha-3), with the day when it differs; "" when in doubt.

    >>> from datetime import UTC
    >>> local_clock(datetime(2022, 1, 6, 14, 5, tzinfo=UTC), Point(lon=76.9, lat=43.25), "KAZ", radius_km=10)
    '20:05'
    """
    zone = _sure_zone(at, point, country, radius_km)
    if zone is None:
        return ""
    clock = at.astimezone(zone)
    shown = f"{clock:%H:%M}"
    return shown if clock.date() == at.date() else f"{clock.day} {clock:%b}, {shown}"


def _sure_zone(at: datetime, point: Point, country: str, radius_km: float) -> ZoneInfo | None:
    """The time zone around a point of a country (alpha-3), None when in doubt what its clocks show then."""
    near = zones_near(point, country)
    if not near or near[0][0] > _WITHIN_KM:
        return None
    if any(name in _TWO_IN_USE and km - radius_km < _SIDE_BY_SIDE_KM for km, name in near):
        return None
    zone = ZoneInfo(near[0][1])
    offset = at.astimezone(zone).utcoffset()
    rival = next((km for km, name in near if at.astimezone(ZoneInfo(name)).utcoffset() != offset), None)
    return None if rival is not None and near[0][0] >= _CLEARLY_NEARER * (rival - radius_km) else zone
