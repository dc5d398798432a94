"""Holds of alerts: one open hold an alert, each with a way out that is written down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import orjson
from django.db.models import Q, QuerySet

from lookfar.domain.alert import Alert
from lookfar.domain.ids import AlertId, IncidentId
from lookfar.domain.vocabulary import HoldReason, MsgType, Origin, Resolution
from lookfar.records.codec import ALERT
from lookfar.records.models import AlertRow, Person

_REVIEWED = (HoldReason.SILENCED, HoldReason.INHIBITED_BY)
"""Holds that may end while the incident stays as it is."""


def open_holds() -> QuerySet[AlertRow]:
    """Holds that have not found their way out yet."""
    return AlertRow.objects.filter(~Q(held=""), resolved_at=None)


def keep_hold(alert: Alert, *, origin: Origin, person: Person | None, digest_at: datetime | None) -> None:
    """Writes down that an alert version is held, instead of what of this alert was held before.

    A later version held for the same reason takes the place of the one before, so that a long story stays one line; one
    that was in a digest already and says nothing graver is not held again.
    """
    reason, now = _reason(alert), alert.issued_at
    before = open_holds().filter(alert_id=alert.id).first()
    if before is not None and before.held == reason.value:
        for name, value in _columns(alert, origin=origin, person=person, digest_at=digest_at).items():
            if name not in ("digest_at", "issued_at") or before.digest_at is None:
                setattr(before, name, value)
        before.save()
        return
    if before is not None:
        resolve(AlertRow.objects.filter(pk=before.pk), Resolution.SUPERSEDED, now=now)
    if _was_digested(alert, reason) or _says_nothing_new(alert, reason):
        return
    row = AlertRow(**_columns(alert, origin=origin, person=person, digest_at=digest_at))
    if reason is HoldReason.ALREADY_TOLD:
        row.resolution, row.resolved_at = Resolution.SUPERSEDED.value, now
    row.save()


def _reason(alert: Alert) -> HoldReason:
    if alert.held is None:
        raise ValueError("this alert is not held")
    return alert.held


def _columns(
    alert: Alert, *, origin: Origin, person: Person | None, digest_at: datetime | None
) -> dict[str, object]:
    reviewed = alert.held in _REVIEWED
    waits = alert.held is HoldReason.SILENCED or alert.held is HoldReason.ALREADY_TOLD or origin is Origin.REPLAYED
    return {
        **columns(alert, origin=origin, person=person),
        "held_by": alert.held_by,
        "release_at": alert.held_until if reviewed else None,
        "digest_at": None if waits else digest_at,
    }


def columns(alert: Alert, *, origin: Origin, person: Person | None) -> dict[str, object]:
    """The columns of an alert version."""
    return {
        "organisation_id": alert.subject.organisation,
        "alert_id": alert.id,
        "sequence": alert.sequence,
        "wire_id": alert.wire_id,
        "msg_type": alert.msg_type.value,
        "incident_id": alert.incident,
        "incident_version": alert.incident_version,
        "subject_kind": alert.subject.kind.value,
        "subject_id": alert.subject.subject_id,
        "severity": alert.severity.value,
        "category": alert.category,
        "held": alert.held.value if alert.held else "",
        "issued_at": alert.issued_at,
        "origin": origin.value,
        "person": person,
        "life_threat": alert.life_threat and not alert.by_hand,
        "private": orjson.loads(ALERT.write(alert)),
    }


def _was_digested(alert: Alert, reason: HoldReason) -> bool:
    if reason in _REVIEWED:
        return False
    rows = AlertRow.objects.filter(
        alert_id=alert.id, held=reason.value, resolution=Resolution.DIGESTED.value, severity=alert.severity.value
    )
    last = rows.order_by("-pk").first()
    if last is None:
        return False
    return ALERT.read(orjson.dumps(last.private)).fatalities_best == alert.fatalities_best


def _says_nothing_new(alert: Alert, reason: HoldReason) -> bool:
    if reason is not HoldReason.ALREADY_TOLD:
        return False
    return AlertRow.objects.filter(alert_id=alert.id, held=reason.value).exists()


def resolve(rows: QuerySet[AlertRow], how: Resolution, *, now: datetime) -> int:
    """Ends the open ones among these holds; how many. Two workers never end the same one twice.

    What was in a digest is still looked at: when what held it goes, it is told.
    """
    ended = rows.filter(~Q(held=""), resolved_at=None)
    if how is Resolution.DIGESTED:
        return ended.update(resolution=how.value, resolved_at=now, digest_at=None)
    return ended.update(resolution=how.value, resolved_at=now, release_at=None, digest_at=None)


def told_instead(alert: Alert) -> None:
    """A version of the alert is told: what was held of it is released."""
    how = Resolution.RELEASED if alert.msg_type is not MsgType.CANCEL else Resolution.SUPERSEDED
    resolve(AlertRow.objects.filter(alert_id=alert.id), how, now=alert.issued_at)


def inhibits_anew(incident: IncidentId, *, now: datetime) -> int:
    """A larger incident has changed: what it held is looked at again, also what is in a digest by now; how many."""
    rows = AlertRow.objects.filter(held=HoldReason.INHIBITED_BY.value, held_by=incident)
    return rows.filter(resolution__in=("", Resolution.DIGESTED.value)).update(release_at=now)


def out_of_reach(incident: IncidentId, still: Collection[AlertId], *, now: datetime) -> int:
    """Ends the holds of an incident whose newest version no longer reaches their subject; how many."""
    rows = open_holds().filter(incident_id=incident)
    gone = [row.pk for row in rows.only("pk", "alert_id") if row.alert_id not in still]
    return resolve(AlertRow.objects.filter(pk__in=gone), Resolution.SUPERSEDED, now=now) if gone else 0


def to_look_at(now: datetime, limit: int = 500) -> list[AlertRow]:
    """Holds that may have ended by now, oldest first."""
    return list(AlertRow.objects.filter(release_at__lte=now).order_by("release_at", "pk")[:limit])


def looked_at(row: AlertRow, *, again_at: datetime | None = None) -> bool:
    """Marks a hold as looked at; False when another worker has done so."""
    rows = AlertRow.objects.filter(pk=row.pk, release_at=row.release_at)
    return bool(rows.update(release_at=again_at))


def into_digest(row: AlertRow, *, at: datetime) -> None:
    """A hold that goes into a digest after all, since nothing will release it."""
    open_holds().filter(pk=row.pk, digest_at=None).update(digest_at=at)


def look_again(rows: QuerySet[AlertRow], *, now: datetime) -> int:
    """What was held is looked at again, since a rule or a silence has changed; how many."""
    return rows.filter(~Q(held=""), resolved_at=None).update(release_at=now)
