"""An alert that threatens life and that nobody acknowledges goes to the duty contacts, one after the other."""

from __future__ import annotations

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from lookfar.alerts.escalation import is_over, is_step_due
from lookfar.domain.errors import NotFound
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records import escalations
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, Person
from lookfar.records.own_incidents import incident_now
from lookfar.records.reaching import is_unreached
from lookfar.records.sending import paused

_SIGNED = Signer(salt="lookfar.acknowledge")


def escalate(now: datetime) -> int:
    """Takes every step that is due; how many. None while sending is paused: nobody was told who could have answered."""
    if paused() is not None:
        return 0
    return sum(_step(row, now=now) for row in escalations.unanswered(now))


def _step(row: AlertRow, *, now: datetime) -> bool:
    """The next step of one alert, or when to look again; nothing when the last duty contact was told."""
    steps = escalations.steps_of(row.alert_id)
    told = {str(step.person_id) for step in steps}
    contacts = kept.duty_contacts(str(row.organisation_id))
    waiting = [one for one in contacts if str(one.pk) not in told and escalations.can_be_told(one, row)]
    unreached, reached = is_unreached(row), escalations.steps_that_reach(row)
    due = is_step_due(life_threat=row.life_threat, unreached=unreached, steps=reached)
    over = is_over(escalations.waits_since(row), now, unreached=unreached) or _has_ended_meanwhile(row)
    if not waiting or not due or over:
        escalations.next_at(row, None)
        return False
    after = kept.hours_of(str(row.organisation_id)).escalate_after
    again = now + after if row.life_threat and len(waiting) > 1 else None
    why = "unreached" if unreached and not reached else "not_acknowledged"
    with transaction.atomic():
        return escalations.next_at(row, again) and escalations.take_step(
            row, waiting[0], len(steps) + 1, why=why, now=now
        )


def _has_ended_meanwhile(row: AlertRow) -> bool:
    """Whether what is late is of an incident that is over: nobody is woken for that."""
    if row.late_since is None:
        return False
    incident = incident_now(str(row.organisation_id), row.incident_id)
    return incident is None or incident.status in (IncidentStatus.CLOSED, IncidentStatus.RETRACTED)


def token_of(alert_id: str, person: str) -> str:
    """What a mail's link is known by: signed, and the same on every retry; holds ids only."""
    return _SIGNED.sign(f"{alert_id}:{person}").replace(":", ".")


def read_token(alert_id: str, token: str) -> tuple[AlertRow, Person | None]:
    """The newest told version of the alert a mail was about, and whose mail it was; raises NotFound."""
    try:
        signed, _, person = _SIGNED.unsign(token.replace(".", ":")).partition(":")
    except BadSignature as error:
        raise NotFound("this link is not one of ours, or it was cut short") from error
    row = AlertRow.objects.filter(alert_id=alert_id, held="").order_by("-sequence").first()
    if signed != alert_id or row is None:
        raise NotFound("this alert is not kept any more")
    return row, Person.objects.filter(pk=person, organisation_id=row.organisation_id).first()
