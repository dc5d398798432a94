"""Times, distances and counts as a reader in a hurry takes them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from lookfar.domain.times import Interval

_DAY = timedelta(days=1)
SAME_PLACE_KM = 0.1
"""Nearer than this two points are one place for a reader."""
_MOMENT = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2} UTC\b(?! \()")
"""What `moment` writes, with nothing beside it yet."""
_OPEN_YEARS = (1900, 9999)
"""A period from or to these years is open at that end."""


def moment(at: datetime) -> str:
    """ "6 Jan 2022, 14:05 UTC"."""
    at = at.astimezone(UTC)
    return f"{day(at)}, {at:%H:%M} UTC"


def with_clocks(text: str, clock: Callable[[datetime], str]) -> str:
    """The text with what `clock` says beside each moment in it; nothing where it says "".

    >>> with_clocks("since 6 Jan 2022, 14:05 UTC", lambda at: f"{at.hour + 6}:05 there")
    'since 6 Jan 2022, 14:05 UTC (20:05 there)'
    """
    return _MOMENT.sub(lambda found: _with_clock(found[0], clock), text)


def _with_clock(said: str, clock: Callable[[datetime], str]) -> str:
    try:
        at = datetime.strptime(said, "%d %b %Y, %H:%M UTC").replace(tzinfo=UTC)
    except ValueError:  # somebody's own words
        return said
    shown = clock(at)
    return f"{said} ({shown})" if shown else said


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


def is_doubtful(km: float, doubt_km: float) -> bool:
    """Whether a distance is so small that its doubt is to be said with it."""
    return doubt_km > max(1.0, km / 4)


def away(km: float, doubt_km: float = 0.0) -> str:
    """ "1.2 km away", "in the same place", with the doubt where that is large.

    >>> away(3.4), away(3.4, 10.0), away(0.0, 15.0)
    ('3.4 km away', '3.4 km away, give or take 10 km', 'in the same place, give or take 15 km')
    """
    said = f"{distance(km)} away" if km >= SAME_PLACE_KM else "in the same place"
    return said + give_or_take(km, doubt_km)


def give_or_take(km: float, doubt_km: float) -> str:
    """ ", give or take 10 km" where the doubt is large for the distance, else ""."""
    return f", give or take {distance(doubt_km)}" if is_doubtful(km, doubt_km) else ""


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
