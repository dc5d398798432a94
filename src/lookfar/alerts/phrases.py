"""Times, distances and counts as a reader in a hurry takes them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lookfar.domain.times import Interval

_DAY = timedelta(days=1)
SAME_PLACE_KM = 0.1
"""Nearer than this two points are one place for a reader."""
_OPEN_YEARS = (1900, 9999)
"""A period from or to these years is open at that end."""


def moment(at: datetime) -> str:
    """ "6 Jan 2022, 14:05 UTC"."""
    at = at.astimezone(UTC)
    return f"{day(at)}, {at:%H:%M} UTC"


def day(at: datetime) -> str:
    """ "6 Jan 2022", the UTC day."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%b} {at.year}"


def period(interval: Interval) -> str:
    """An interval by day when it is whole days, by minute otherwise, open ends left out."""
    start, end = interval.start.astimezone(UTC), interval.end.astimezone(UTC)
    if start.year <= _OPEN_YEARS[0]:
        return "at any time" if end.year >= _OPEN_YEARS[1] else f"until {moment(end)}"
    if end.year >= _OPEN_YEARS[1]:
        return f"from {moment(start)} on"
    if _is_midnight(start) and _is_midnight(end):
        last = end - _DAY
        return day(start) if last <= start else f"{day(start)} to {day(last)}"
    if end - start <= timedelta(minutes=1):
        return moment(start)
    return f"{moment(start)} to {moment(end)}"


def distance(km: float) -> str:
    """ "1.2 km" below ten, whole kilometres above; never "0.0 km".

    >>> distance(1.23), distance(57.6), distance(0.01)
    ('1.2 km', '58 km', 'less than 0.1 km')
    """
    if km < SAME_PLACE_KM:
        return "less than 0.1 km"
    return f"{km:.1f} km" if km < 9.95 else f"{km:,.0f} km"


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names as "A, B and 3 more"."""
    if len(names) <= most:
        return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def count(number: int, noun: str) -> str:
    """ "1 report", "3 reports"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
