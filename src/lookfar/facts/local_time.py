"""What the clock shows at a place, where that is beyond doubt: by the towns and airports around it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lookfar.domain.geo import Point
from lookfar.facts.zones import zones_near

_CLEARLY_NEARER = 0.5
"""A place of the zone must be nearer than this part of the distance to the next one with another offset."""


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
    near = zones_near(point, country)
    if not near:
        return None
    zone = ZoneInfo(near[0][1])
    offset = at.astimezone(zone).utcoffset()
    rival = next((km for km, name in near if at.astimezone(ZoneInfo(name)).utcoffset() != offset), None)
    return None if rival is not None and near[0][0] > _CLEARLY_NEARER * rival else zone
