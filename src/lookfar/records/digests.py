"""Digests: made once for each receiver and time, and handed over like alerts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import transaction
from django.db.models import F, Q

from lookfar.domain.alert import Alert, Digest
from lookfar.domain.ids import NAMESPACE
from lookfar.domain.vocabulary import DeliveryState, HoldReason, Resolution
from lookfar.records.beliefs import FILE_CHANNEL
from lookfar.records.claims import LEASE
from lookfar.records.codec import DIGEST
from lookfar.records.holds import open_holds, resolve
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, Leg, Person, Site
from lookfar.records.outbox import read_alert
from lookfar.records.sending import paused
from lookfar.records.ways import email_of

MOST_ITEMS = 100
_OPEN = (DeliveryState.WAITING.value, DeliveryState.FAILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestClaim:
    """A digest this worker may send until its lease ends."""

    delivery: int
    fence: int
    channel: str
    receiver: str
    attempts: int
    digest: Digest
    grouped: tuple[Alert, ...] = ()


def due(now: datetime) -> dict[tuple[str, str], list[AlertRow]]:
    """Holds whose digest is due, by organisation and person ("" of nobody's)."""
    rows = open_holds().filter(digest_at__lte=now).order_by("pk").select_related("person")
    found: dict[tuple[str, str], list[AlertRow]] = {}
    for row in rows:
        found.setdefault((str(row.organisation_id), str(row.person_id or "")), []).append(row)
    return found


def make(rows: Sequence[AlertRow], *, to: Person | None, blind: Sequence[str], now: datetime) -> DigestRow | None:
    """The digest of these holds, with its delivery, in one transaction; None when there is nothing left to say.

    `to`: who gets it, None: nobody is there, it goes to the file. Two workers make it once.
    """
    with transaction.atomic():
        keys = [row.pk for row in rows]
        mine = list(open_holds().select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        gone = [row.pk for row in mine if not _is_there(row)]
        resolve(AlertRow.objects.filter(pk__in=gone), Resolution.SUPERSEDED, now=now)
        left = [row for row in mine if row.pk not in gone]
        if not left:
            return None
        row = _kept(left, to=to, blind=blind)
        resolve(AlertRow.objects.filter(pk__in=[one.pk for one in left]), Resolution.DIGESTED, now=now)
        DeliveryRow.objects.create(
            digest=row,
            channel="email" if email_of(to) else FILE_CHANNEL,
            receiver=row.receiver,
            due_at=now,
            decided_at=now,
        )
        return row


def _kept(rows: Sequence[AlertRow], *, to: Person | None, blind: Sequence[str]) -> DigestRow:
    receiver = str(to.pk if to else rows[0].organisation_id)
    until = max(row.digest_at for row in rows if row.digest_at is not None)
    until = _free(receiver, until)
    alerts = sorted(map(read_alert, rows), key=lambda alert: (-alert.severity.rank, alert.issued_at, alert.id))
    ident = uuid.uuid5(NAMESPACE, f"digest:{receiver}:{until.isoformat()}")
    digest = Digest(
        id=str(ident),
        wire_id=f"msg_{ident.hex}",
        organisation=str(rows[0].organisation_id),
        until=until,
        items=tuple(alerts[:MOST_ITEMS]),
        more=max(0, len(alerts) - MOST_ITEMS),
        silenced=_silenced(rows[0]),
        blind=tuple(blind),
    )
    return DigestRow.objects.create(
        id=ident,
        organisation_id=rows[0].organisation_id,
        receiver=receiver,
        person=to,
        due_at=until,
        wire_id=digest.wire_id,
        private=orjson.loads(DIGEST.write(digest)),
    )


def _free(receiver: str, until: datetime) -> datetime:
    """The time of the digest, a moment later when one was made of it already (a clock set back)."""
    taken = DigestRow.objects.filter(receiver=receiver, due_at__gte=until).order_by("-due_at").first()
    return until if taken is None else taken.due_at + (taken.due_at.resolution)


def _silenced(row: AlertRow) -> int:
    rows = open_holds().filter(organisation_id=row.organisation_id, held=HoldReason.SILENCED.value)
    return rows.filter(person=row.person).count()


def _is_there(row: AlertRow) -> bool:
    """Whether the subject is still somebody's; a cancelled trip is not."""
    match row.subject_kind:
        case "person":
            return Person.objects.filter(pk=row.subject_id).exists()
        case "site":
            return Site.objects.filter(pk=row.subject_id).exists()
        case _:
            return Leg.objects.filter(pk=row.subject_id, trip__cancelled_at=None).exists()


def claim(*, now: datetime, limit: int = 20) -> list[DigestClaim]:
    """Leases digests that are due, oldest first."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    waiting = DeliveryRow.objects.filter(free, state__in=_OPEN, due_at__lte=now, digest__isnull=False)
    if not waiting.exists() or paused() is not None:
        return []
    claims = []
    with transaction.atomic():
        for row in waiting.select_related("digest").order_by("due_at", "pk")[:limit]:
            taken = DeliveryRow.objects.filter(pk=row.pk, fence=row.fence).update(
                fence=F("fence") + 1, leased_until=now + LEASE
            )
            if taken and row.digest is not None:
                claims.append(
                    DigestClaim(
                        delivery=row.pk,
                        fence=row.fence + 1,
                        channel=row.channel,
                        receiver=row.receiver,
                        attempts=row.attempts,
                        digest=DIGEST.read(orjson.dumps(row.digest.private)),
                    )
                )
    return claims
