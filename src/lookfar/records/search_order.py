"""The orders in which incidents are listed, and the cursors that go on in them."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from lookfar.domain.errors import InvalidValue
from lookfar.domain.incident import Incident
from lookfar.domain.times import parse_time, rfc3339
from lookfar.records.models import IncidentVersion


class Order(StrEnum):
    """What comes first in a list of incidents."""

    NEWEST = "newest"
    """The latest start, of one start the worst severity."""
    GRAVEST = "gravest"
    """The worst severity, of one severity the most dead, of one number the latest start."""


class Place(NamedTuple):
    """Where an incident stands in every order. `dead`: best figure, else the low one; 0 where none is known."""

    start: datetime
    severity: int
    dead: int
    incident: str


def place_of(one: Incident) -> Place:
    """Where an incident stands."""
    toll = one.fatalities
    dead = next((count for count in (toll.best, toll.low) if count is not None), 0)
    return Place(start=one.happened.start, severity=one.severity.rank, dead=dead, incident=one.id)


class _Told(Func):
    """A number of the stored noun, NULL when it is not known; `path` is that of a JSON object in an object."""

    output_field = IntegerField()
    function = "json_extract"
    template = "json_extract(CAST(%(expressions)s AS TEXT), '$.%(outer)s.%(inner)s')"

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        template = (
            "CAST(convert_from(%(expressions)s, 'UTF8')::json #>> ARRAY['%(outer)s', '%(inner)s'] AS integer)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


_DEAD = Coalesce(
    _Told(F("incident"), outer="fatalities", inner="best"),
    _Told(F("incident"), outer="fatalities", inner="low"),
    Value(0),
)


def in_order(rows: QuerySet[IncidentVersion], order: Order) -> QuerySet[IncidentVersion]:
    """The rows in an order that no two share."""
    if order is Order.NEWEST:
        return rows.order_by("-happened_start", "-severity", "-incident_id")
    return rows.alias(dead=_DEAD).order_by("-severity", "-dead", "-happened_start", "-incident_id")


def behind(rows: QuerySet[IncidentVersion], order: Order, cursor: str) -> QuerySet[IncidentVersion]:
    """Those rows, in an order, that come after a cursor; raises InvalidValue for one not given for this order."""
    at, _ = _read(cursor, order)
    same_start = Q(happened_start=at.start)
    if order is Order.NEWEST:
        rest = Q(severity__lt=at.severity) | Q(severity=at.severity, incident_id__lt=at.incident)
        return rows.filter(Q(happened_start__lt=at.start) | same_start & rest)
    rest = Q(happened_start__lt=at.start) | same_start & Q(incident_id__lt=at.incident)
    rest = Q(dead__lt=at.dead) | Q(dead=at.dead) & rest
    return rows.filter(Q(severity__lt=at.severity) | Q(severity=at.severity) & rest)


def cursor(one: Incident, order: Order, *, as_of: datetime) -> str:
    """What goes on after an incident in the list as it was known at a time."""
    at = place_of(one)
    plain = f"{rfc3339(at.start)} {at.severity} {at.incident}"
    if order is Order.GRAVEST:
        plain = f"{plain} {at.dead}"
    plain = f"{plain} {as_of.astimezone(UTC).isoformat()}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def known_then(cursor: str, order: Order) -> datetime | None:
    """As of when the list was that a cursor goes on in; None for one of an earlier version, which did not say."""
    return _read(cursor, order)[1]


def _read(text: str, order: Order) -> tuple[Place, datetime | None]:
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
        start, severity, incident, *more = plain.split(" ")
        dead, *then = more if order is Order.GRAVEST else ("0", *more)
        at = Place(start=parse_time(start), severity=int(severity), dead=int(dead), incident=incident)
        (known,) = map(parse_time, then) if then else (None,)
        return at, known
    except (binascii.Error, ValueError, InvalidValue):
        raise InvalidValue("this cursor was not given by this server for a list in this order") from None
