"""Times as a clock on a wall shows them, and what instant that is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from lookfar.domain.errors import InvalidValue
from lookfar.domain.times import parse_time

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Trips outside these years are typing errors."""

_DAY = r"(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})"
_CLOCK = re.compile(_DAY + r"(?:[T ]+(?P<clock>\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?")
_ZONED = re.compile(r"(?:[zZ]|[+-]\d{2}:?\d{2})$")


class Edge(StrEnum):
    """Which end of a period a time is: doubt is resolved so that the period is never shorter."""

    START = "start"
    END = "end"


def read_local(text: str, zone: tzinfo, edge: Edge) -> datetime:
    """The UTC instant of "2026-12-31 14:30" (or 31.12.2026 14:30) on a clock in `zone`.

    A time with its own offset is taken as it stands. A bare day starts at its first minute and, as an end, lasts
    until the next day's. Raises InvalidValue for an hour that the clocks skipped.

    >>> from zoneinfo import ZoneInfo
    >>> read_local("2026-12-31 14:30", ZoneInfo("Asia/Almaty"), Edge.START).isoformat()
    '2026-12-31T09:30:00+00:00'
    """
    given = text.strip()
    found = _CLOCK.fullmatch(given)
    if found is None:
        if _ZONED.search(given):
            return within_years(parse_time(given))
        raise InvalidValue(
            f"{given[:40]!r} is not a time; write 2026-12-31 14:30 (the clock at the place), or add an offset such as Z"
        )
    try:
        day = _day(found["day"])
        clock = time.fromisoformat(found["clock"].zfill(5)) if found["clock"] else None
    except ValueError as error:
        raise InvalidValue(f"{given[:40]!r} is not a possible day and time") from error
    if clock is None:
        return day_edge(day, zone, edge)
    return instant(datetime.combine(day, clock), zone, edge)


def day_edge(day: date, zone: tzinfo, edge: Edge) -> datetime:
    """Where a whole local day starts, or ends: the next day's start."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidValue(f"the year {day.year} is not one to travel in")
    wall = datetime.combine(day + timedelta(days=edge is Edge.END), time.min)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def instant(wall: datetime, zone: tzinfo, edge: Edge) -> datetime:
    """The UTC instant of a wall-clock time; of an hour that comes twice, the earlier start and the later end.

    Raises InvalidValue for a time in the hour that is skipped when clocks go forward.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise InvalidValue(f"the year {wall.year} is not one to travel in")
    chosen = wall.replace(tzinfo=zone, fold=int(edge is Edge.END))
    read = chosen.astimezone(UTC)
    if read.astimezone(zone).replace(tzinfo=None) != wall:
        before = wall.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
        after = wall.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
        later = wall + abs(after - before)
        raise InvalidValue(
            f"there is no {wall:%H:%M} on {wall:%Y-%m-%d} in {zone}: the clocks go forward then; "
            f"did you mean {later:%H:%M}?"
        )
    return read


def comes_twice(wall: datetime, zone: tzinfo) -> bool:
    """Whether a wall-clock time happens twice because clocks go back."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def within_years(moment: datetime) -> datetime:
    """The same instant; raises InvalidValue when its year cannot be meant."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InvalidValue(f"the year {moment.year} is not one to travel in")
    return moment


def _day(text: str) -> date:
    if "." not in text:
        return date.fromisoformat(text)
    day, month, year = map(int, text.split("."))
    return date(year, month, day)
