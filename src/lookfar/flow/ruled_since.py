"""Rules that were edited after an alert was decided and before it left: what they hold by now, and whom they tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import orjson
from django.db.models import Q

from lookfar.accounts.models import Organisation
from lookfar.alerts.decide import barred
from lookfar.alerts.route import Routed, route
from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import STILL_TO_GO, MsgType, Origin
from lookfar.flow.holding import House, touch_of
from lookfar.records import outbox, planned
from lookfar.records.beliefs import FILE_CHANNEL
from lookfar.records.codec import ALERT
from lookfar.records.models import AlertRow, AlertRule, DeliveryRow, PersonGroup
from lookfar.records.own_incidents import incident_now
from lookfar.records.subjects import person_behind

LEFT_OUT = "a rule was changed before it left, and tells them no more"


def is_barred(claimed: outbox.Claim, now: datetime) -> bool:
    """Whether the rules as they are by now leave it to the digest.

    Not once somebody was told of it, or may have been: then it goes to everybody, so that what follows finds them.
    """
    row = _row(claimed, now)
    if row is None or DeliveryRow.objects.filter(_BEGUN, alert=row).exists():
        return False
    incident = incident_now(str(row.organisation_id), row.incident_id)
    routed = _routed(claimed.alert, now)
    if incident is None or routed is None:
        return False
    return bool(barred(incident, claimed.alert.distance_km, routed.policy))


def is_left_out(claimed: outbox.Claim, now: datetime) -> bool:
    """Whether the rules as they are by now tell it to others only; these have it due then."""
    row = _row(claimed, now)
    receivers = _follow(row, now) if row is not None else None
    return receivers is not None and (claimed.channel, claimed.receiver) not in receivers


def tell_whom_they_name(organisation: Organisation, *, now: datetime) -> None:
    """Whoever the rules name by now is told of what has still to leave and does not leave this moment.

    Call when a rule was changed: what waits for the morning would else reach them in the morning only.
    """
    later = DeliveryRow.objects.filter(state__in=STILL_TO_GO, alert__organisation=organisation, due_at__gt=now)
    rows = AlertRow.objects.filter(_FIRST, pk__in=later.values("alert"), origin=Origin.LIVE.value)
    for row in rows.order_by("pk").iterator():
        _follow(row, now)


_FIRST = Q(held="", msg_type=MsgType.ALERT.value, forgotten_at=None)
_BEGUN = ~Q(attempts=0) | ~Q(state__in=STILL_TO_GO) & ~planned.NEVER_LEFT


def _row(claimed: outbox.Claim, now: datetime) -> AlertRow | None:
    """The row of what is looked at again; None of what goes whatever the rules say, or when none was changed since.

    Of what was begun to be sent to this receiver the end is awaited; a duty contact is told by no rule.
    """
    alert = claimed.alert
    if alert.by_hand or alert.msg_type is not MsgType.ALERT or claimed.attempts or claimed.escalated:
        return None
    if claimed.channel == FILE_CHANNEL or not _edited_since(alert):
        return None
    return AlertRow.objects.filter(_FIRST, wire_id=alert.wire_id, issued_at__lte=now).first()


def _edited_since(alert: Alert) -> bool:
    """Whether a rule, or a group that one may name, was changed after the decision; or the one that decided is gone."""
    mine = {"organisation_id": alert.subject.organisation}
    later = {**mine, "updated_at__gt": alert.issued_at}
    rules, groups = (model.objects.filter(**later).order_by().values("pk") for model in (AlertRule, PersonGroup))
    if rules.union(groups).exists():
        return True
    return bool(alert.rule) and not AlertRule.objects.filter(**mine, pk=alert.rule).exists()


def _routed(alert: Alert, now: datetime) -> Routed | None:
    """What the rules as they are say of it, on the clock of its decision; None when its incident is gone."""
    organisation = alert.subject.organisation
    incident = incident_now(organisation, alert.incident)
    if incident is None:
        return None
    house = House(organisation, now=now)
    person = person_behind(alert.subject.kind, alert.subject.subject_id)
    touch = touch_of(alert.subject, incident, person, told=bool(house.rules))
    return route(house.rules, touch, now=alert.issued_at, zone=house.manners(person).zone)


def _follow(row: AlertRow, now: datetime) -> Iterable[outbox.Receiver] | None:
    """Everybody the rules tell of it by now, the new ones with it due; None when its incident is gone."""
    alert = outbox.read_alert(row)
    routed = _routed(alert, now)
    if routed is None:
        return None
    told = set(outbox.receivers_of(row, alert, Origin(row.origin), routed.tell))
    known = set(DeliveryRow.objects.filter(alert=row).values_list("channel", "receiver"))
    house = House(alert.subject.organisation, now=now)
    planned.keep_more(row, replace(alert, issued_at=now), sorted(told - known), house.manners)
    if alert.rule != routed.rule:
        row.private = orjson.loads(ALERT.write(replace(alert, rule=routed.rule)))
        row.save(update_fields=["private", "updated_at"])
    return told
