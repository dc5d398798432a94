"""The tables of the lake and their columns; instants are whole microseconds since 1970 (UTC), named `_us`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pyarrow as pa

from lookfar.domain.errors import InvalidValue

VERSION = 1
"""Version of these columns; a manifest of another version is refused."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Name(StrEnum):
    """A table of the lake."""

    INCIDENTS = "incidents"
    REPORTS = "reports"
    INDICATORS = "indicators"
    RATINGS = "ratings"
    UCDP_EVENTS = "ucdp_events"
    UCDP_MONTHLY = "ucdp_monthly"


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


TEXT, FLOAT, COUNT, SMALL, INSTANT = pa.string(), pa.float64(), pa.int32(), pa.int16(), pa.int64()

SCHEMAS: dict[Name, pa.Schema] = {
    Name.INCIDENTS: _schema(
        incident_id=TEXT,
        version=COUNT,
        category=TEXT,
        event_type=TEXT,
        status=TEXT,
        severity=TEXT,
        credibility=SMALL,
        country=TEXT,
        admin1=TEXT,
        precision=TEXT,
        lon=FLOAT,
        lat=FLOAT,
        radius_km=FLOAT,
        happened_us=INSTANT,
        ended_us=INSTANT,
        deaths_low=COUNT,
        deaths_best=COUNT,
        deaths_high=COUNT,
        injured_best=COUNT,
        sources=COUNT,
        reports=COUNT,
        weight=FLOAT,
        recorded_us=INSTANT,
        superseded_us=INSTANT,
        origin=TEXT,
    ),
    Name.REPORTS: _schema(
        report_id=TEXT,
        version=COUNT,
        part=SMALL,
        source=TEXT,
        language=TEXT,
        retracted=pa.bool_(),
        exercise=pa.bool_(),
        category=TEXT,
        event_type=TEXT,
        severity=TEXT,
        confidence=FLOAT,
        country=TEXT,
        admin1=TEXT,
        precision=TEXT,
        lon=FLOAT,
        lat=FLOAT,
        radius_km=FLOAT,
        deaths_low=COUNT,
        deaths_best=COUNT,
        deaths_high=COUNT,
        published_us=INSTANT,
        fetched_us=INSTANT,
        recorded_us=INSTANT,
        superseded_us=INSTANT,
        origin=TEXT,
    ),
    Name.INDICATORS: _schema(
        country=TEXT,
        indicator=TEXT,
        year=COUNT,
        value=FLOAT,
        source=TEXT,
        licence=TEXT,
        known_us=INSTANT,
        recorded_us=INSTANT,
    ),
    Name.RATINGS: _schema(
        area=TEXT,
        category=TEXT,
        as_of_us=INSTANT,
        level=SMALL,
        score=FLOAT,
        low=FLOAT,
        high=FLOAT,
        coverage=TEXT,
        ahead_days=COUNT,
        ahead_mean=FLOAT,
        ahead_low=COUNT,
        ahead_high=COUNT,
        method=TEXT,
        rating_id=TEXT,
        origin=TEXT,
    ),
    Name.UCDP_EVENTS: _schema(
        event_id=pa.int64(),
        version=COUNT,
        release=TEXT,
        withdrawn=pa.bool_(),
        country=TEXT,
        adm_1=TEXT,
        adm_2=TEXT,
        lon=FLOAT,
        lat=FLOAT,
        where_prec=SMALL,
        date_prec=SMALL,
        date_start=TEXT,
        date_end=TEXT,
        type_of_violence=SMALL,
        conflict_name=TEXT,
        side_a=TEXT,
        side_b=TEXT,
        deaths_a=COUNT,
        deaths_b=COUNT,
        deaths_civilians=COUNT,
        deaths_unknown=COUNT,
        low=COUNT,
        best=COUNT,
        high=COUNT,
        event_clarity=SMALL,
        month=TEXT,
        recorded_us=INSTANT,
        superseded_us=INSTANT,
    ),
    Name.UCDP_MONTHLY: _schema(
        country=TEXT,
        month=TEXT,
        deaths=COUNT,
        population=FLOAT,
        known_us=INSTANT,
        recorded_us=INSTANT,
        superseded_us=INSTANT,
    ),
}
"""Ratings are those of daily runs. An incident version has a row for each country that it touches. Facts only: no publisher's text, no title, no name of a person. Null is unknown; "" no country or area."""

ORDER: dict[Name, tuple[str, ...]] = {
    Name.INCIDENTS: ("happened_us", "incident_id", "version", "country"),
    Name.REPORTS: ("published_us", "report_id", "version", "part"),
    Name.INDICATORS: ("country", "indicator", "year", "recorded_us", "source"),
    Name.RATINGS: ("as_of_us", "area", "category"),
    Name.UCDP_EVENTS: ("event_id", "version"),
    Name.UCDP_MONTHLY: ("country", "month", "known_us", "recorded_us"),
}
"""How rows lie in a file, so that equal rows give equal bytes."""


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970, UTC."""
    return (moment - _EPOCH) // _TICK


def span_us(span: timedelta) -> int:
    """A span in whole microseconds."""
    return span // _TICK


def instant(us: int) -> datetime:
    """The aware UTC time of a count of microseconds."""
    return _EPOCH + us * _TICK


def month_of(moment: datetime) -> str:
    """`YYYY-MM` of an aware time, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def checked_month(text: str) -> str:
    """The same text when it is `YYYY-MM`; raises InvalidValue."""
    if not _MONTH.fullmatch(text):
        raise InvalidValue(f"not a month: {text!r}")
    return text
