"""Everything that is held on one person, as JSON: found by following what refers to them, so that no table is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.db.models.fields.related import ForeignObjectRel

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.accounts.models import AuditEntry
from lookfar.domain.times import rfc3339
from lookfar.records.forgetting import alerts_of, subjects_of
from lookfar.records.models import Person

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
_SECRET = {"digest", "secret", "token", "password"}
"""Names of columns that hold what lets somebody in, which tells nothing of the person."""


def held_on(person: Person, *, now: datetime) -> dict[str, Value]:
    """What is held on a person, by table; places and contacts in the open, secrets left out."""
    tables: dict[str, list[Value]] = {}
    seen: set[tuple[str, str]] = set()
    for row in _reached(person, seen):
        tables.setdefault(row._meta.label, []).append(_shown(row))
    for alert in alerts_of(person):
        if (alert._meta.label, str(alert.pk)) not in seen:
            tables.setdefault(alert._meta.label, []).append(_shown(alert))
    if person.user is not None:
        tables["accounts.User"] = [_shown(person.user)]
        tables["accounts.Membership"] = [_shown(one) for one in person.user.memberships.all()]
    ids = {str(person.pk), *subjects_of(person), *(str(trip.pk) for trip in person.trips.all())}
    deeds = AuditEntry.objects.filter(organisation=person.organisation_id, subject__in=ids).order_by("number")
    tables["accounts.AuditEntry"] = [_shown(one) for one in deeds]
    return {"person": str(person.pk), "exported_at": rfc3339(now), "tables": {**tables}}


def _reached(row: models.Model, seen: set[tuple[str, str]]) -> Iterator[models.Model]:
    """The row and all rows that refer to it, through any number of tables."""
    if (row._meta.label, str(row.pk)) in seen:
        return
    seen.add((row._meta.label, str(row.pk)))
    yield row
    for relation in row._meta.related_objects:
        if isinstance(relation, ForeignObjectRel):
            query = {f"{relation.field.name}": row}
            for other in relation.related_model._base_manager.filter(**query):
                yield from _reached(other, seen)


def _shown(row: models.Model) -> Value:
    return {
        field.attname: _plain(getattr(row, field.attname), field)
        for field in row._meta.concrete_fields
        if field.attname not in _SECRET
    }


def _plain(value: object, field: models.Field[object, object]) -> Value:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return rfc3339(value)
        case dict() | list() if isinstance(field, EncryptedJSONField | models.JSONField):
            return value
        case _:
            return str(value)
