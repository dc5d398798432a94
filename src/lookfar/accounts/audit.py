"""Who did what: entries that are only added, each sealed over the one before with a key outside the database.

The seal is HMAC-SHA256 (RFC 2104) over the entry and the previous seal, so that a changed, removed or inserted
entry is found by `verify`; a cut end is found by holding the chain against a head that was noted before.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest

from lookfar.accounts.models import AuditEntry, OneTimeLink, Organisation, User
from lookfar.accounts.secret_files import secret_file
from lookfar.domain.errors import Tampered
from lookfar.domain.times import rfc3339

OPERATOR = "operator"
"""Whoever has a shell on the machine."""
_NOT_SOMEBODYS_DEED = {"records.AlertRow", "accounts.AuditEntry"}
_NOBODY_MEANT_IT = {"last_login"}
"""Columns that Django sets by itself."""

_acting: ContextVar[Callable[[], str] | None] = ContextVar("acting", default=None)


class Action(StrEnum):
    """What was done."""

    SIGNED_IN = "signed_in"
    READ = "read"
    CREATED = "created"
    CHANGED = "changed"
    TESTED = "tested"
    SENT_ALONE = "sent_alone"
    REMOVED = "removed"
    EXPORTED = "exported"
    ERASED = "erased"
    AGED_OUT = "aged_out"
    KEY_ROTATED = "key_rotated"
    KEY_RETIRED = "key_retired"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain: how many entries, and the last one's seal."""

    entries: int
    seal: str

    def __str__(self) -> str:
        return f"{self.entries}:{self.seal}"


@contextmanager
def acting(who: Callable[[], str]) -> Iterator[None]:
    """Inside, what is created, changed and removed of an organisation is written down as this one's deed."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def record(
    organisation: UUID | str,
    action: Action,
    kind: str,
    subject: str = "",
    *,
    actor: str | None = None,
    detail: Mapping[str, int | str] | None = None,
    now: datetime | None = None,
) -> None:
    """Adds an entry to the chain of an organisation (its id); with the transaction it is called in."""
    who = actor or _who() or OPERATOR
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=organisation).first()
        last = AuditEntry.objects.filter(organisation_id=organisation).order_by("-number").first()
        entry = AuditEntry(
            organisation_id=organisation,
            number=last.number + 1 if last else 1,
            at=now or datetime.now(UTC),
            actor=who,
            action=action.value,
            kind=kind,
            subject=subject,
            detail=dict(detail or {}),
            previous=last.seal if last else "",
        )
        entry.seal = _seal(entry)
        entry.save(force_insert=True)


def record_everywhere(
    action: Action,
    kind: str,
    subject: str = "",
    *,
    detail: Mapping[str, int | str] | None = None,
    now: datetime | None = None,
) -> None:
    """What concerns the whole installation, in every organisation's chain."""
    for organisation in Organisation.objects.order_by("created_at"):
        record(organisation.pk, action, kind, subject, detail=detail, now=now)


def verify(organisation: UUID | str) -> Head:
    """Recomputes the chain; its head. Raises Tampered, naming the first entry that does not follow."""
    previous, number = "", 0
    for entry in AuditEntry.objects.filter(organisation_id=organisation).order_by("number").iterator():
        number += 1
        if entry.number != number:
            raise Tampered(f"entry {number} of the audit is gone")
        if entry.previous != previous or not hmac.compare_digest(entry.seal, _seal(entry)):
            raise Tampered(f"entry {number} of the audit was changed, or the audit's key is another one")
        previous = entry.seal
    return Head(entries=number, seal=previous)


def follows(organisation: UUID | str, noted: str) -> bool:
    """Whether the chain still holds the head `noted` (as `Head` prints it): nothing was cut off since."""
    number, _, seal = noted.partition(":")
    if number == "0":
        return True
    return (
        number.isdigit()
        and AuditEntry.objects.filter(organisation_id=organisation, number=int(number), seal=seal).exists()
    )


def _seal(entry: AuditEntry) -> str:
    said = {
        "organisation": str(entry.organisation_id),
        "number": entry.number,
        "at": rfc3339(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "kind": entry.kind,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": entry.previous,
    }
    key = secret_file(Path(settings.AUDIT_KEY_FILE))
    return hmac.new(key, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), hashlib.sha256).hexdigest()


def _who() -> str:
    who = _acting.get()
    return who() if who is not None else ""


def deed(
    organisation: UUID | str,
    action: Action,
    kind: str,
    subject: str = "",
    *,
    detail: Mapping[str, int | str] | None = None,
) -> None:
    """Writes down what leaves no row of the organisation behind, as the deed of whoever is acting, if anybody is."""
    who = _who()
    if who:
        record(organisation, action, kind, subject, actor=who, detail=detail)


def watch() -> None:
    """Connects what writes entries by itself."""
    post_save.connect(_saved, dispatch_uid="audit saved")
    post_delete.connect(_deleted, dispatch_uid="audit deleted")
    user_logged_in.connect(_signed_in, dispatch_uid="audit signed in")


def _saved(
    sender: type[models.Model],
    instance: models.Model,
    *,
    created: bool,
    update_fields: Collection[str] | None = None,
    **_: object,
) -> None:
    if set(update_fields or ()) != _NOBODY_MEANT_IT:
        _deed(sender, instance, Action.CREATED if created else Action.CHANGED)


def _deleted(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    _deed(sender, instance, Action.REMOVED)


def _deed(sender: type[models.Model], instance: models.Model, action: Action) -> None:
    if sender._meta.label not in _NOT_SOMEBODYS_DEED and _who():
        for organisation in _organisations_of(instance):
            deed(organisation, action, str(sender._meta.model_name), str(instance.pk))


def _organisations_of(instance: models.Model) -> list[UUID]:
    """Whose a row is; an account, and a link that opens it, are of every organisation it is a member of."""
    match instance:
        case User():
            return list(instance.memberships.values_list("organisation_id", flat=True))
        case OneTimeLink():
            return _organisations_of(instance.user)
        case _:
            organisation: UUID | None = getattr(instance, "organisation_id", None)
            return [organisation] if organisation is not None else []


def _signed_in(sender: object, request: HttpRequest | None, user: User, **_: object) -> None:
    del sender, request
    for membership in user.memberships.all():
        record(membership.organisation_id, Action.SIGNED_IN, "user", str(user.pk), actor=f"user:{user.pk}")
