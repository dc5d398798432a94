"""Aware UTC times and half-open intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lookfar.domain.errors import InvalidValue

_BARE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEGAL_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*(Z|z|[+-]\d{2}:?\d{2})?"
)
_EARLIEST_ZONE = timedelta(hours=14)
"""How far ahead of UTC a day begins first, on the Line Islands."""
FIRST_YEAR, LAST_YEAR = 1000, 9000
"""Years that are believed. Others are a slip or stand for "never", and no days can be reckoned from the calendar's ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Half-open `[start, end)` of aware UTC times; `start < end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise InvalidValue("an interval needs times with a zone")
        if not self.start < self.end:
            raise InvalidValue(f"an interval must end after it starts: {self.start} .. {self.end}")

    def meets(self, other: Interval) -> bool:
        """Whether the two share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def overlap(self, other: Interval) -> Interval | None:
        """The shared part, or None when they only touch or are apart."""
        if not self.meets(other):
            return None
        return Interval(start=max(self.start, other.start), end=min(self.end, other.end))


def whole_day(day: date) -> Interval:
    """The UTC day as an interval of 24 hours."""
    start = datetime.combine(day, time.min, UTC)
    return Interval(start=start, end=start + timedelta(days=1))


def end_of_day(day: date) -> datetime:
    """The last microsecond of a UTC day: when a body that has only a date is known.

    >>> end_of_day(date(2022, 1, 6)).isoformat()
    '2022-01-06T23:59:59.999999+00:00'
    """
    return whole_day(day).end - timedelta(microseconds=1)


def parse_time(text: str, *, zone_if_missing: bool = False) -> datetime:
    """An RFC 3339 time as UTC; `24:00` and `:60` are read as the next instant.

    With `zone_if_missing` a time without a zone is read as UTC (the source declares it so).
    Raises InvalidValue for anything else, also for a year before 1000 or from 9000 on.
    """
    match = _LEGAL_TIME.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(f"not an RFC 3339 time: {text[:40]!r}")
    day, clock, seconds, fraction, zone = match.groups()
    if zone is None and not zone_if_missing:
        raise InvalidValue(f"a time without a zone: {text[:40]!r}")
    extra = timedelta()
    if clock == "24:00":
        clock, extra = "00:00", timedelta(days=1)
    if seconds == "60":
        seconds, extra = "59", extra + timedelta(seconds=1)
    try:
        read = datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}{(fraction or '.0')[:7]:0<7}{_zone(zone)}")
        moment = read.astimezone(UTC) + extra
    except (ValueError, OverflowError) as error:
        raise InvalidValue(f"not a possible time: {text[:40]!r}") from error
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise InvalidValue(f"not a possible time: {text[:40]!r}")
    return moment


def read_as_of(text: str | None, *, now: datetime) -> datetime:
    """The time a question is about: `now` when none is given; a bare date is the end of that UTC day.

    Of a day that has begun somewhere on Earth and not ended in UTC it is `now`, so that everybody may ask about their
    today. Raises InvalidValue for what cannot be read and for what has not come yet.

    >>> noon = parse_time("2022-01-06T12:00:00Z")
    >>> [read_as_of(day, now=noon).isoformat() for day in ("2022-01-05", "2022-01-06", "2022-01-07")]
    ['2022-01-05T23:59:59.999999+00:00', '2022-01-06T12:00:00+00:00', '2022-01-06T12:00:00+00:00']
    """
    given = (text or "").strip()
    if not given:
        return now
    if not _BARE_DATE.fullmatch(given):
        return not_ahead(parse_time(given), now=now)
    day = parse_day(given)
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise InvalidValue(f"not a possible day: {given!r}")
    if whole_day(day).start - _EARLIEST_ZONE <= now:
        return min(end_of_day(day), now)
    return not_ahead(end_of_day(day), now=now)


def not_ahead(as_of: datetime, *, now: datetime) -> datetime:
    """`as_of` itself; raises InvalidValue when it lies ahead of `now`: nothing is known of that time yet."""
    if as_of > now:
        raise InvalidValue(f"{rfc3339(as_of)} has not come yet: it is {rfc3339(now)}, ask about now or earlier")
    return as_of


def parse_day(text: str) -> date:
    """A calendar day `YYYY-MM-DD`; raises InvalidValue."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise InvalidValue(f"not a date: {text[:40]!r}") from error


def rfc3339(moment: datetime) -> str:
    """A UTC time as text ending in Z, microseconds only when there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _zone(zone: str | None) -> str:
    if zone is None or zone in "Zz":
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
