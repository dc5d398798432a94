"""When an event repeats (RRULE, RFC 5545 section 3.3.10), by looking at each day of at most five years."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from lookfar.domain.errors import InvalidValue

MOST_TIMES = 366
"""How often one event may repeat; more is no trip."""
LONGEST_SERIES = timedelta(days=5 * 366)

_READ = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"}
_FINER_THAN_DAYS = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")

Rule = Mapping[str, Sequence[object]]
"""Its parts by name, each with its values; UNTIL is a date or time."""


def repetitions(rule: Rule, start: datetime, until: datetime | None) -> list[datetime]:
    """Each start on the wall clock, the event's own first; `until` is the last one the rule allows.

    Raises InvalidValue for a rule without end, finer than days, too intricate, too long or too often.
    """
    frequency = str(_first(rule, "FREQ", "")).upper()
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or _FINER_THAN_DAYS & set(rule):
        raise InvalidValue("repeats more often than daily, which no trip does; take the repetition out")
    if strange := sorted(set(rule) - _READ):
        raise InvalidValue(f"repeats by {strange[0]}, which is not read; make these events of their own")
    if "COUNT" not in rule and until is None:
        raise InvalidValue("repeats without end; give it a last day (UNTIL) or a number of times (COUNT)")
    count = _whole(rule, "COUNT", 0)
    last = start + LONGEST_SERIES
    found = [start]
    for day in _days(rule, frequency, start.date(), min(until or last, last).date()):
        wall = datetime.combine(day, start.time())
        if wall > start and (until is None or wall <= until) and not (count and len(found) >= count):
            found.append(wall)
        if len(found) > MOST_TIMES:
            raise InvalidValue(f"repeats more than {MOST_TIMES} times; shorten it")
    if len(found) < count or (not count and until and until > last):
        raise InvalidValue("repeats over more than five years, or never; shorten it")
    return found


def _days(rule: Rule, frequency: str, first: date, last: date) -> Iterable[date]:
    in_step = _steps(rule, frequency, first)
    tests = _filters(rule, frequency, first)
    span = (last - first).days
    days = (first + timedelta(days=number) for number in range(span + 1))
    return (day for day in days if in_step(day) and all(test(day) for test in tests))


def _steps(rule: Rule, frequency: str, first: date) -> Callable[[date], bool]:
    """Whether a day is in one of the days, weeks, months or years that INTERVAL leaves."""
    step = _whole(rule, "INTERVAL", 1)
    if step < 1:
        raise InvalidValue("repeats in steps of none")
    starts = _WEEKDAYS.index(str(_first(rule, "WKST", "MO")).upper())
    week = first.toordinal() - (first.weekday() - starts) % 7
    match frequency:
        case "DAILY":
            return lambda day: (day - first).days % step == 0
        case "WEEKLY":
            return lambda day: (day.toordinal() - week) // 7 % step == 0
        case "MONTHLY":
            return lambda day: ((day.year - first.year) * 12 + day.month - first.month) % step == 0
        case _:
            return lambda day: (day.year - first.year) % step == 0


def _filters(rule: Rule, frequency: str, first: date) -> list[Callable[[date], bool]]:
    """What each BY part, or its default from the event's own start, leaves."""
    months = [_number(value) for value in rule.get("BYMONTH", ())]
    days = [_number(value) for value in rule.get("BYMONTHDAY", ())]
    weekdays = [_weekday(value) for value in rule.get("BYDAY", ())]
    if not days and not weekdays:
        if frequency == "WEEKLY":
            weekdays = [(0, first.weekday())]
        elif frequency != "DAILY":
            days = [first.day]
            months = months or ([first.month] if frequency == "YEARLY" else [])
    in_year = frequency == "YEARLY" and not months
    tests: list[Callable[[date], bool]] = []
    if months:
        tests.append(lambda day: day.month in months)
    if days:
        tests.append(lambda day: day.day in days or day.day - monthrange(day.year, day.month)[1] - 1 in days)
    if weekdays:
        tests.append(lambda day: any(_is(day, which, weekday, in_year=in_year) for which, weekday in weekdays))
    return tests


def _is(day: date, which: int, weekday: int, *, in_year: bool) -> bool:
    """Whether a day is that weekday: the n-th of its month or year from the front or back, any when 0."""
    if day.weekday() != weekday or which == 0:
        return day.weekday() == weekday
    position, length = day.day, monthrange(day.year, day.month)[1]
    if in_year:
        position, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    return which in ((position - 1) // 7 + 1, -((length - position) // 7 + 1))


def _weekday(value: object) -> tuple[int, int]:
    found = _DAY.fullmatch(str(value).upper())
    if found is None:
        raise InvalidValue(f"repeats on {str(value)[:10]!r}, which is no weekday")
    return int(found[1] or 0), _WEEKDAYS.index(found[2])


def _first(rule: Rule, name: str, otherwise: object) -> object:
    values = rule.get(name, ())
    return values[0] if values else otherwise


def _whole(rule: Rule, name: str, otherwise: int) -> int:
    return _number(_first(rule, name, otherwise))


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise InvalidValue(f"repeats by {str(value)[:10]!r}, which is no number") from error
