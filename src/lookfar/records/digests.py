"""Digests: made once for each receiver and time, and handed over like alerts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lookfar.alerts.explain import waited
from lookfar.domain.alert import Alert, Digest
from lookfar.domain.ids import NAMESPACE
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, HoldReason, MsgType, Origin, Resolution
from lookfar.records.beliefs import FILE_CHANNEL
from lookfar.records.claims import LEASE, free
from lookfar.records.codec import DIGEST
from lookfar.records.holds import open_holds, resolve
from lookfar.records.lost_digests import is_for_others, is_lost
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, Person, Site
from lookfar.records.outbox import read_alert
from lookfar.records.planned import NEVER_LEFT, people_behind
from lookfar.records.sending import paused
from lookfar.records.subjects import is_planned
from lookfar.records.ways import email_of

MOST_ITEMS = 100


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


@dataclass(frozen=True, slots=True)
class Due:
    """What the next digest of one receiver tells: holds, and deliveries that waited until it was over."""

    holds: list[AlertRow] = field(default_factory=list)
    waited: list[DeliveryRow] = field(default_factory=list)


def due(now: datetime) -> dict[tuple[str, str, bool], Due]:
    """What is due of live alerts, by organisation, person ("" of nobody's), and whether a digest of it was given up.

    A hold is told to whom it touches; what waited, to whom it was going to be told.
    """
    found: dict[tuple[str, str, bool], Due] = {}
    live = {"origin": Origin.LIVE.value}
    for row in open_holds().filter(digest_at__lte=now, **live).order_by("pk"):
        key = str(row.organisation_id), str(row.person_id or ""), is_lost(row)
        found.setdefault(key, Due()).holds.append(row)
    waited = list(_waiting().filter(due_at__lte=now).order_by("pk"))
    people = people_behind({one.receiver for one in waited})
    for one in waited:
        person = people[one.receiver].pk if one.receiver in people else one.version.person_id
        key = str(one.version.organisation_id), str(person or ""), is_lost(one)
        found.setdefault(key, Due()).waited.append(one)
    return found


def _waiting() -> QuerySet[DeliveryRow]:
    rows = DeliveryRow.objects.filter(state=DeliveryState.DIGESTED.value, delivered_at=None, alert__isnull=False)
    return rows.select_related("alert")


def make(due: Due, *, to: Person | None, blind: Sequence[str], now: datetime) -> DigestRow | None:
    """The digest of what is due, with its delivery, in one transaction; None when there is nothing left to say.

    `to`: who gets it, None: nobody is there, it goes to the file. Two workers make it once.
    """
    with transaction.atomic():
        keys = [row.pk for row in due.holds]
        mine = list(open_holds().select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        gone = [row.pk for row in mine if not _is_there(row)]
        resolve(AlertRow.objects.filter(pk__in=gone), Resolution.SUPERSEDED, now=now)
        left = [row for row in mine if row.pk not in gone]
        resolve(AlertRow.objects.filter(pk__in=[one.pk for one in left]), Resolution.DIGESTED, now=now)
        told = _still_news(due.waited, now=now)
        alerts = [*map(read_alert, left), *_waited(told)]
        if not alerts:
            return None
        until = max([*(row.digest_at or now for row in left), *(one.due_at for one in due.waited)])
        first = (left or [one.version for one in due.waited])[0]
        others = is_for_others(left, told, to)
        row = _kept(alerts, first, until=until, to=to, blind=blind, for_others=others)
        AlertRow.objects.filter(pk__in=[one.pk for one in left]).update(in_digest=row)
        DeliveryRow.objects.filter(pk__in=[one.pk for one in told]).update(in_digest=row)
        DeliveryRow.objects.create(
            digest=row,
            channel="email" if email_of(to) else FILE_CHANNEL,
            receiver=row.receiver,
            due_at=now,
            decided_at=now,
        )
        return row


def _still_news(rows: Sequence[DeliveryRow], *, now: datetime) -> list[DeliveryRow]:
    """What waited, but for what its receiver has been told of since and what was taken back."""
    keys = [row.pk for row in rows]
    mine = list(_waiting().select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    moot = [row.pk for row in mine if not _is_there(row.version) or _is_overtaken(row)]
    DeliveryRow.objects.filter(pk__in=moot).update(state=DeliveryState.SUPERSEDED.value)
    told = [row for row in mine if row.pk not in moot]
    DeliveryRow.objects.filter(pk__in=[row.pk for row in told]).update(delivered_at=now)
    return told


def _waited(rows: Sequence[DeliveryRow]) -> list[Alert]:
    """What waited, each alert once."""
    found = {row.version.wire_id: waited(read_alert(row.version), HoldReason(row.held)) for row in rows}
    return list(found.values())


def _is_overtaken(row: DeliveryRow) -> bool:
    later = AlertRow.objects.filter(alert_id=row.version.alert_id, held="", sequence__gt=row.version.sequence)
    told = DeliveryRow.objects.filter(alert__in=later, channel=row.channel, receiver=row.receiver)
    return later.filter(msg_type=MsgType.CANCEL.value).exists() or told.exclude(NEVER_LEFT).exists()


def _kept(
    alerts: Sequence[Alert],
    first: AlertRow,
    *,
    until: datetime,
    to: Person | None,
    blind: Sequence[str],
    for_others: bool,
) -> DigestRow:
    receiver = str(to.pk if to else first.organisation_id)
    until = _free(receiver, until)
    gravest = sorted(alerts, key=lambda alert: (-alert.severity.rank, alert.issued_at, alert.id))
    ident = uuid.uuid5(NAMESPACE, f"digest:{receiver}:{until.isoformat()}")
    digest = Digest(
        id=str(ident),
        wire_id=f"msg_{ident.hex}",
        organisation=str(first.organisation_id),
        until=until,
        items=tuple(gravest[:MOST_ITEMS]),
        more=max(0, len(gravest) - MOST_ITEMS),
        silenced=_silenced(first),
        blind=tuple(blind),
        for_others=for_others,
    )
    return DigestRow.objects.create(
        id=ident,
        organisation_id=first.organisation_id,
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
            return is_planned(row.subject_id)


def held_for_digest(rows: Iterable[AlertRow]) -> dict[uuid.UUID, HoldReason]:
    """Of alert versions, by key, those that somebody is told by a digest which has not left, with why they were held."""
    listed = list(rows)
    left = Exists(DeliveryRow.objects.filter(digest=OuterRef("in_digest"), state=DeliveryState.DELIVERED.value))
    not_left = Q(in_digest__isnull=False) & ~left
    still = Q(resolved_at=None) | Q(resolution=Resolution.DIGESTED.value)
    holds = AlertRow.objects.filter(not_left, still, pk__in=[row.pk for row in listed if row.held])
    told = DeliveryRow.objects.filter(
        not_left | Q(delivered_at=None),
        alert__in=[row.pk for row in listed if not row.held],
        state=DeliveryState.DIGESTED.value,
    )
    found = {row.pk: row.held for row in holds} | {
        row.version.pk: row.held for row in told.select_related("alert")
    }
    return {key: HoldReason(held) for key, held in found.items() if held}


def waits_for_digest(row: DeliveryRow) -> bool:
    """Whether the digest that tells what this delivery was about has not left."""
    if row.state != DeliveryState.DIGESTED.value:
        return False
    if row.in_digest_id is None:
        return row.delivered_at is None
    return not DeliveryRow.objects.filter(digest=row.in_digest_id, state=DeliveryState.DELIVERED.value).exists()


def read_digest(row: DigestRow) -> Digest:
    """The domain noun of a row."""
    return DIGEST.read(orjson.dumps(row.private))


def claim(*, now: datetime, limit: int = 20) -> list[DigestClaim]:
    """Leases digests that are due, oldest first."""
    waiting = DeliveryRow.objects.filter(free(now), state__in=STILL_TO_GO, due_at__lte=now, digest__isnull=False)
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
                        digest=read_digest(row.digest),
                    )
                )
    return claims
