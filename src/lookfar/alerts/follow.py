"""Update and Cancel chase everybody who was told, also when an incident no longer reaches them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from lookfar.alerts.change import taken_back
from lookfar.alerts.decide import Decision, compose
from lookfar.alerts.explain import how_sure, was_about, who_says
from lookfar.alerts.naming import named
from lookfar.alerts.question import QUESTION
from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.ids import AlertId
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import IncidentStatus, MsgType

_EARLIER = "You get this because you were told of it before; whoever was told is told the end of it too."

_CLOSED = f"The question “{QUESTION}” is closed: nobody waits for an answer to it any more."


def follow(
    incident: Incident,
    told_subjects: Iterable[tuple[Exposure, Told]],
    *,
    now: datetime,
    matched: Collection[AlertId] = (),
    links: tuple[Link, ...] = (),
) -> tuple[Alert, ...]:
    """A Cancel for everybody told whom this version does not reach, or who were told of what is retracted.

    `told_subjects`: each as they were when told, and what they were told last. `matched`: alerts of
    subjects this version still meets (`decide` speaks to them); ignored when the incident is retracted.
    Nobody hears of the same cancellation twice, nor of a version already told.
    """
    retracted = incident.status is IncidentStatus.RETRACTED
    return tuple(
        _cancel(incident, subject, told, now, links)
        for subject, told in told_subjects
        if told.msg_type is not MsgType.CANCEL
        and incident.version > told.incident_version
        and (retracted or told.alert not in matched)
    )


def _cancel(incident: Incident, subject: Exposure, told: Told, now: datetime, links: tuple[Link, ...]) -> Alert:
    return compose(
        subject,
        incident,
        told,
        Decision(msg_type=MsgType.CANCEL, changed=_why(incident, subject, told)),
        distance_km=None,
        why=(was_about(subject), _EARLIER, *_what_still_holds(incident)),
        now=now,
        links=links,
    )


def _what_still_holds(incident: Incident) -> tuple[str, ...]:
    """Who says so and how sure it is; of what was taken back, nothing."""
    return () if incident.status is IncidentStatus.RETRACTED else (who_says(incident), how_sure(incident))


def _why(incident: Incident, subject: Exposure, told: Told) -> str:
    """In words that are true for everybody who is sent them: a duty contact may be where it is now."""
    if incident.status is IncidentStatus.RETRACTED:
        closed = f" {_CLOSED}" if told.asked else ""
        return f"{taken_back(incident)} The earlier alert about {named(subject)} no longer holds.{closed}"
    place = incident.place.name if incident.place else "a place not known"
    moved = told.place and incident.place is not None and place != told.place
    where = f"It is now placed in {place}, before in {told.place}. " if moved else ""
    return f"{where}It no longer reaches {named(subject)}. The earlier alert no longer holds."
