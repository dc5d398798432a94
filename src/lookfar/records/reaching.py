"""Whether an alert has reached whom it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import orjson
from django.db.models import Max, Q, QuerySet

from lookfar.alerts.route import Tell
from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, MsgType, Severity
from lookfar.records.beliefs import FILE_CHANNEL
from lookfar.records.codec import ALERT
from lookfar.records.models import AlertRow, AlertRule, DeliveryRow, Endpoint, Person
from lookfar.records.rules import read_rule


def is_unreached(row: AlertRow) -> bool:
    """Whether no way to whom a version is for has brought it and none is left; also when there never was one.

    It was brought by this version, a later one, or an earlier one that was at least as grave. What was dropped brought
    nothing. Nobody is unreached by a Cancel, nor by a call for help.
    """
    alert = ALERT.read(orjson.dumps(row.private))
    if alert.msg_type is MsgType.CANCEL or alert.is_call_for_help:
        return False
    return not any(_brings(one, row) for one in _deliveries(row, alert).select_related("alert"))


def has_still_to_leave(row: AlertRow, last: Person | None) -> bool:
    """Whether nobody can have answered a version yet, nor was it tried: to whom it is for, or to whom it went `last`.

    What was tried in vain waits for the receiver's server, not for us.
    """
    rows = DeliveryRow.objects.filter(to_people([last]), alert__in=episode(row)) if last is not None else None
    if rows is None:
        rows = _deliveries(row, ALERT.read(orjson.dumps(row.private)))
    brought = [one for one in rows.select_related("alert") if _brings(one, row)]
    return bool(brought) and all(one.state in STILL_TO_GO and not one.attempts for one in brought)


def is_answered(row: AlertRow) -> bool:
    """Whether somebody has acknowledged this version, or one before it of the same person that was at least as grave."""
    answered = episode(row).filter(acknowledged_at__isnull=False)
    return any(
        one.sequence >= row.sequence or (one.person_id == row.person_id and _is_as_grave(one, row))
        for one in answered
    )


def newest_news(alert_id: str) -> AlertRow | None:
    """The newest version of an alert that was told, calls for help left out; None when all is forgotten."""
    return _newest(alert_id, lambda alert: not alert.is_call_for_help)


def standing_threat(alert_id: str) -> AlertRow | None:
    """The newest version that tells of the incident itself, whatever was asked since; None unless it threatens life."""
    row = _newest(alert_id, lambda alert: not alert.by_hand)
    return row if row is not None and row.life_threat and row.msg_type != MsgType.CANCEL.value else None


def _newest(alert_id: str, counts: Callable[[Alert], bool]) -> AlertRow | None:
    rows = AlertRow.objects.filter(alert_id=alert_id, held="", forgotten_at=None).order_by("-sequence")
    return next((row for row in rows if counts(ALERT.read(orjson.dumps(row.private)))), None)


def episode(row: AlertRow) -> QuerySet[AlertRow]:
    """The told versions of its alert since the last Cancel before it."""
    rows = AlertRow.objects.filter(alert_id=row.alert_id, held="", forgotten_at=None)
    cancels = rows.filter(msg_type=MsgType.CANCEL.value, sequence__lt=row.sequence)
    return rows.filter(sequence__gt=cancels.aggregate(last=Max("sequence"))["last"] or 0)


def to_people(people: Iterable[Person]) -> Q:
    """Deliveries to people: to their mail and to devices of theirs, disabled ones too."""
    meant = list(people)
    users = [person.user_id for person in meant if person.user_id is not None]
    devices = Endpoint.objects.filter(
        kind="push", user__in=users, organisation__in={person.organisation_id for person in meant}
    )
    mail = Q(channel="email", receiver__in=[str(person.pk) for person in meant])
    return mail | Q(channel="push", receiver__in=[str(device.pk) for device in devices])


def _deliveries(row: AlertRow, alert: Alert) -> QuerySet[DeliveryRow]:
    """Those to whom the alert is for; when it is for nobody in particular, those to all who hear it."""
    rows = DeliveryRow.objects.filter(alert__in=episode(row))
    meant = _meant(row, alert)
    theirs = rows.filter(to_people(meant))
    if row.person in meant or theirs.exists():
        return theirs
    return rows.filter(escalated=False).exclude(channel=FILE_CHANNEL)


def _meant(row: AlertRow, alert: Alert) -> Sequence[Person]:
    """Whom it touches, or a site's contact; when its rule leaves them out, whom that names."""
    rule = AlertRule.objects.filter(pk=alert.rule).first() if alert.rule else None
    tell = Tell() if rule is None else read_rule(rule).tell
    if tell.person:
        return [row.person] if row.person is not None else []
    return list(Person.objects.filter(organisation_id=row.organisation_id, pk__in=tell.others))


def _brings(one: DeliveryRow, row: AlertRow) -> bool:
    if one.state == DeliveryState.DIGESTED.value and one.in_digest_id is not None and one.delivered_at is None:
        return False
    if one.version.sequence >= row.sequence:
        return one.state in (*STILL_TO_GO, DeliveryState.DELIVERED.value, DeliveryState.DIGESTED.value)
    return one.state == DeliveryState.DELIVERED.value and _is_as_grave(one.version, row)


def _is_as_grave(one: AlertRow, other: AlertRow) -> bool:
    graver = Severity(one.severity).rank >= Severity(other.severity).rank
    return graver and (one.life_threat or not other.life_threat)
