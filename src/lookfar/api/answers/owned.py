"""People, sites and trips as they are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from lookfar.api.answers.base import Answer, Degrees, Time, Wrong
from lookfar.flow.preview import Change


class OwnPlace(Answer):
    """A place of yours: degrees (WGS84), km, alpha-3."""

    name: str
    lon: Degrees
    lat: float = Field(ge=-90, le=90)
    country: str
    radius_km: float


class PersonOut(Answer):
    """A person; `home` is where they usually are."""

    id: str
    name: str
    email: str | None
    phone: str | None
    home: OwnPlace | None


class PersonList(Answer):
    """Your people."""

    items: list[PersonOut]


class SiteOut(Answer):
    """A site; `perimeter_km`: its own reach by CAP severity."""

    id: str
    name: str
    place: OwnPlace
    contact: str | None
    perimeter_km: dict[str, float]


class SiteList(Answer):
    """Your sites."""

    items: list[SiteOut]


class LegOut(Answer):
    """A leg: the instants, and what the clocks there show. `from`, `to` and `number` are given of a journey only."""

    id: str
    kind: str
    start: Time
    end: Time
    start_local: datetime
    end_local: datetime
    zone: str
    place: OwnPlace
    origin: OwnPlace | None = Field(None, alias="from")
    to: OwnPlace | None = None
    number: str | None = None


class TripOut(Answer):
    """A trip of one of your people."""

    id: str
    name: str
    person: str
    cancelled: bool
    legs: list[LegOut]


class TripList(Answer):
    """Your trips."""

    items: list[TripOut]


class ImportRow(Answer):
    """What becomes of a row of a file."""

    line: int
    change: Change
    title: str
    details: list[str]
    notes: list[str]


class Imported(Answer):
    """What a file does, or would do when it is not `kept`. `counts`: rows by change."""

    kept: bool
    alerts_due: int
    counts: dict[str, int]
    notes: list[str]
    rows: list[ImportRow]
    errors: list[Wrong]


class Held(Answer):
    """Everything that is held on a person, by table."""

    person: str
    exported_at: Time
    tables: dict[str, list[dict[str, Any]]]


class ErasedOut(Answer):
    """How much was taken out; `log_is_clear` 0: a later run empties the database's log."""

    trips: int
    legs: int
    alerts: int
    accounts: int
    sessions: int
    journal_lines: int
    other_rows: int
    log_is_clear: int
