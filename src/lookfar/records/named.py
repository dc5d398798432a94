"""Words that name somebody, in rows that are about others: found in the sealed columns, and written over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from django.apps import apps
from django.db import models, transaction

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.alerts.forget import REMOVED
from lookfar.records.models import Endpoint, MassMessage, OwnIncidentVersion, Person, Reach

_NOT_READ = (Person, Endpoint, Reach)
"""What these hold is of one person or receiver only, and goes with it."""
_BATCH = 500
_Json = dict[str, "_Json"] | list["_Json"] | str | int | float | bool | None


def words_of(person: Person) -> frozenset[str]:
    """Name, e-mail address and telephone number; not what somebody else of the organisation is called by as well."""
    others = Person.objects.filter(organisation=person.organisation_id).exclude(pk=person.pk)
    taken = {word.casefold() for one in others.iterator() for word in _words(one)}
    return frozenset(word for word in _words(person) if word.casefold() not in taken)


def _words(person: Person) -> list[str]:
    private = cast("dict[str, object]", person.private)
    found = [str(private.get(field) or "").strip() for field in ("name", "email", "phone")]
    return [word for word in found if len(word) > 1]


def pattern(words: frozenset[str]) -> re.Pattern[str] | None:
    """Finds the words whole, in any case; None without any.

    >>> pattern(frozenset({"Ann"})).sub("somebody", "Ann and Annette")
    'somebody and Annette'
    """
    if not words:
        return None
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def write_over(person: Person) -> int:
    """Takes the person's words out of every sealed column of their organisation, a batch at a time; in how many rows.

    Also the sign-in name of their account, where it says who entered an incident.
    """
    named = pattern(words_of(person))
    writer = person.user.get_username() if person.user is not None else None
    count = 0
    for model, field in _columns():
        last: object = None
        while batch := _after(model, person, last):
            last = batch[-1].pk
            with transaction.atomic():
                count += sum(_cleaned(row, field, named, writer) for row in batch)
    return count


def _columns() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        names = {field.name for field in model._meta.local_fields}
        if model not in _NOT_READ and "organisation" in names:
            for field in model._meta.local_fields:
                if isinstance(field, EncryptedJSONField):
                    yield model, field.attname


def _after(model: type[models.Model], person: Person, last: object) -> list[models.Model]:
    rows = model._base_manager.filter(organisation=person.organisation_id).order_by("pk")
    return list((rows if last is None else rows.filter(pk__gt=last))[:_BATCH])


def _cleaned(row: models.Model, field: str, named: re.Pattern[str] | None, writer: str | None) -> bool:
    before = getattr(row, field)
    if before is None:
        return False
    value = cast("_Json", dict(before))
    after = _without(value, named) if named is not None else value
    if isinstance(row, (OwnIncidentVersion, MassMessage)) and writer is not None:
        entry = cast("dict[str, dict[str, str]]", after).get("entry", {})
        if entry.get("writer") == writer:
            entry["writer"] = REMOVED
    if after == before:
        return False
    setattr(row, field, after)
    row.save(update_fields=[field])
    return True


def _without(value: _Json, named: re.Pattern[str]) -> _Json:
    match value:
        case str():
            return named.sub(REMOVED, value)
        case list():
            return [_without(one, named) for one in value]
        case dict():
            return {key: _without(one, named) for key, one in value.items()}
        case _:
            return value
