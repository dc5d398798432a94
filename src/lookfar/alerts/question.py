""" "Are you safe?": a question to somebody an incident touches, sent as a version of their alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lookfar.alerts.decide import Decision, compose
from lookfar.alerts.explain import how_sure, which, who_says
from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import MsgType

QUESTION = "Are you safe?"


def ask(
    subject: Exposure,
    incident: Incident,
    told: Told | None,
    *,
    distance_km: float | None,
    words: str,
    now: datetime,
    links: tuple[Link, ...] = (),
) -> Alert:
    """The question, as the next version of what the subject was told; `words` of the asker go with it.

    It breaks quiet hours and is never held: somebody waits for the answer.
    """
    because = "Your organisation asks everybody this may touch, to know who needs help."
    alert = compose(
        subject,
        incident,
        told,
        Decision(
            msg_type=MsgType.UPDATE if told and told.msg_type is not MsgType.CANCEL else MsgType.ALERT,
            changed=f"{QUESTION} {words}".strip(),
        ),
        distance_km=distance_km,
        why=(which(subject), because, who_says(incident), how_sure(incident)),
        now=now,
        links=links,
    )
    return replace(alert, question=QUESTION, life_threat=True, by_hand=True)


def call_for_help(
    subject: Exposure,
    incident: Incident,
    told: Told | None,
    *,
    name: str,
    note: str,
    distance_km: float | None,
    now: datetime,
    links: tuple[Link, ...] = (),
) -> Alert:
    """Word to those who look after `name` that they need help, with their `note`; the next version of the alert."""
    said = " ".join(note.split())
    alert = compose(
        subject,
        incident,
        told,
        Decision(
            msg_type=MsgType.UPDATE if told and told.msg_type is not MsgType.CANCEL else MsgType.ALERT,
            changed=f"{name} says: I need help." + (f" “{said}”" if said else ""),
        ),
        distance_km=distance_km,
        why=(which(subject), "They pressed “I need help”, or somebody did for them.", who_says(incident)),
        now=now,
        links=links,
    )
    return replace(alert, title=f"{name} needs help: {incident.title}", life_threat=True, by_hand=True)
