"""UCDP georeferenced events: rows of the yearly, the candidate and the HDX files, read by column name.

UCDP GED codebook 25.1; candidate files order best, high, low differently and end dates in " 00:00:00.000", HDX
files have a second header line of HXL tags and an extra iso3.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lookfar.domain.errors import InvalidValue

COARSE = 4
"""where_prec from which a place is a first-level area or coarser."""
YEAR_ONLY = 5
"""date_prec at which only the year is known; such deaths are booked on its first day."""
PARTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
NEEDED = (
    *("id", "country_id", "date_start", "date_end", "best", "low", "high", *PARTS),
    *("where_prec", "date_prec", "type_of_violence", "event_clarity"),
)
"""Columns without which no row can be read; those of places and names may be absent."""

TOTALS = ("isocode", "period", "fatalities_UCDP", "population")
"""Columns of a table of totals by country and month."""
_T = TypeVar("_T")
_PERIOD = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])")
_RELEASE = re.compile(
    r"(?:(?<=v)|(?<![a-z\d])(?<!\d[._-]))(?P<year>\d\d)[._](?P<part>[01])(?:[._](?P<month>\d{1,2}))?(?![._]?\d)",
    re.I,
)
_ZIP = re.compile(r"(?<![a-z])ged(\d\d)1(?!\d)", re.I)
"""UCDP's own archives write 25.1 without a dot: `ged251-csv.zip`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A yearly release YY.1 or a candidate release YY.0.M."""

    year: int
    month: int | None

    def __str__(self) -> str:
        return f"{self.year:02d}.1" if self.month is None else f"{self.year:02d}.0.{self.month}"

    @property
    def order(self) -> int:
        """Months since 2000 of when it came out: yearly in June, candidates the month after theirs."""
        return self.year * 12 + (6 if self.month is None else self.month + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `deaths_unknown`: killed on an unknown side, the fourth of the parts. Counts are people."""

    id: int
    state: int
    date_start: date
    date_end: date
    date_prec: int
    where_prec: int
    lon: float | None
    lat: float | None
    adm_1: str
    adm_2: str
    type_of_violence: int
    conflict_name: str
    side_a: str
    side_b: str
    deaths_a: int
    deaths_b: int
    deaths_civilians: int
    deaths_unknown: int
    low: int
    best: int
    high: int
    event_clarity: int

    @property
    def month(self) -> str:
        """The month it is counted in, `YYYY-MM`: that of its first day."""
        return f"{self.date_start:%Y-%m}"

    @property
    def is_coarse(self) -> bool:
        """Known no finer than a first-level area."""
        return self.where_prec >= COARSE


def parse_release(text: str) -> Release:
    """The release in a version or a file's name: `25.1`, `GEDEvent_v23_0_10.csv`, `ged251-csv.zip`.

    Raises InvalidValue when there is none in UCDP's form: the years in `syria_2016_2019` are no release.
    """
    found = _RELEASE.search(_ZIP.sub(r"v\g<1>_1", text))
    if found is None or (found["part"] == "1") == (found["month"] is not None):
        raise InvalidValue(f"no UCDP release such as 25.1 or 25.0.3 in {text!r}")
    month = None if found["month"] is None else int(found["month"])
    if month is not None and not 1 <= month <= 12:
        raise InvalidValue(f"no month {month} in the UCDP release {text!r}")
    return Release(year=int(found["year"]), month=month)


def is_tags(row: Mapping[str, object]) -> bool:
    """Whether this is the line of HXL tags."""
    given = [str(value) for value in row.values() if value not in (None, "")]
    return bool(given) and all(value.startswith("#") for value in given)


def read_event(row: Mapping[str, object]) -> Event:
    """One row; raises InvalidValue naming the column that cannot be read.

    UCDP has events whose `high` is below `best` (15 of 2,391 in candidate 23.0.10): the bounds are widened to hold it.
    """
    start, end = _day(row, "date_start"), _day(row, "date_end")
    if end < start:
        raise InvalidValue(f"date_end {end} lies before date_start {start}")
    low, best, high = _count(row, "low"), _count(row, "best"), _count(row, "high")
    return Event(
        id=_whole(row, "id"),
        state=_whole(row, "country_id"),
        date_start=start,
        date_end=end,
        date_prec=_whole(row, "date_prec"),
        where_prec=_whole(row, "where_prec"),
        lon=_degrees(row, "longitude", 180.0),
        lat=_degrees(row, "latitude", 90.0),
        adm_1=_text(row, "adm_1"),
        adm_2=_text(row, "adm_2"),
        type_of_violence=_whole(row, "type_of_violence"),
        conflict_name=_text(row, "conflict_name"),
        side_a=_text(row, "side_a"),
        side_b=_text(row, "side_b"),
        deaths_a=_count(row, "deaths_a"),
        deaths_b=_count(row, "deaths_b"),
        deaths_civilians=_count(row, "deaths_civilians"),
        deaths_unknown=_count(row, "deaths_unknown"),
        low=min(low, best),
        best=best,
        high=max(high, best),
        event_clarity=_whole(row, "event_clarity"),
    )


def read_cell(row: Mapping[str, object]) -> tuple[int | None, str]:
    """State and month (YYYY-MM) of a row that cannot be read whole; None and "" when they are not known either."""
    start, end = _or_none(_day, row, "date_start"), _or_none(_day, row, "date_end")
    known = start is not None and (end is None or start <= end)
    return _or_none(_whole, row, "country_id"), f"{start:%Y-%m}" if known else ""


def read_total(row: Mapping[str, object]) -> tuple[str, str, int, float | None] | None:
    """Code, month (YYYY-MM), deaths and population of a row of totals by country and month; None when it gives no
    deaths: not reported, which is not nought. Raises InvalidValue naming the column that cannot be read.
    """
    code, period = _text(row, "isocode"), _text(row, "period")
    if not _PERIOD.fullmatch(period):
        raise InvalidValue(f"period is no month (YYYYMM): {period[:40]!r}")
    if not _text(row, "fatalities_UCDP"):
        return None
    people = _text(row, "population")
    try:
        population = float(people) if people else None
    except ValueError as error:
        raise InvalidValue(f"population is no number: {people[:40]!r}") from error
    if population is not None and not 0 <= population < math.inf:
        raise InvalidValue(f"population is no count of people: {people[:40]!r}")
    return code, f"{period[:4]}-{period[4:]}", _count(row, "fatalities_UCDP"), population


def total_of(row: Mapping[str, object]) -> str:
    """Of which country and month a row of totals says it is, as it stands there."""
    return f"{_text(row, 'isocode')[:40]} {_text(row, 'period')[:40]}"


def event_of(row: Mapping[str, object]) -> str:
    """Which event of which country and day a row says it is, as it stands there."""
    country = _text(row, "country") or f"state {_text(row, 'country_id')}"
    return f"event {_text(row, 'id')[:40]}, {country[:40]}, {_text(row, 'date_start')[:10]}"


def _or_none(read: Callable[[Mapping[str, object], str], _T], row: Mapping[str, object], name: str) -> _T | None:
    try:
        return read(row, name)
    except InvalidValue:
        return None


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()


def _day(row: Mapping[str, object], name: str) -> date:
    text = _text(row, name)
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise InvalidValue(f"{name} is no date: {text[:40]!r}") from error


def _whole(row: Mapping[str, object], name: str) -> int:
    text = _text(row, name)
    try:
        number = float(text)
        if number == int(number):
            return int(number)
    except (ValueError, OverflowError):
        pass
    raise InvalidValue(f"{name} is no whole number: {text[:40]!r}")


def _count(row: Mapping[str, object], name: str) -> int:
    number = _whole(row, name)
    if not 0 <= number < 10_000_000:
        raise InvalidValue(f"{name} is no count of people: {number}")
    return number


def _degrees(row: Mapping[str, object], name: str, most: float) -> float | None:
    text = _text(row, name)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise InvalidValue(f"{name} is no number: {text[:40]!r}") from error
    if not abs(number) <= most:
        raise InvalidValue(f"{name} is not on Earth: {number}")
    return number
