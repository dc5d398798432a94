"""Alerts, channels and head-counts as they are answered."""

from __future__ import annotations

from typing import Literal

from lookfar.api.answers.base import Answer, Time
from lookfar.api.answers.incidents import LinkOut
from lookfar.domain.vocabulary import Severity, SubjectKind


class SubjectOut(Answer):
    """Whom or what it touches."""

    kind: SubjectKind
    id: str
    label: str


class AlertData(Answer):
    """What happened to whom; `distance_km` null: known by area. `status`: of what is no alert only."""

    alert_id: str
    incident_id: str
    subject: SubjectOut
    category: str
    severity: Severity
    title: str
    happened: str
    place: str
    distance_km: float | None
    why: list[str]
    links: list[LinkOut]
    status: str = ""
    question: str = ""


class AlertOut(Answer):
    """A version of an alert as a webhook gets it, and what became of it."""

    type: str
    timestamp: Time
    data: AlertData
    webhook_id: str
    sequence: int
    origin: str
    held: str | None
    resolution: str | None
    life_threat: bool
    acknowledged: Time | None
    waits_for_digest: str | None


class AlertList(Answer):
    """The newest alert versions."""

    items: list[AlertOut]


class AlertVersions(Answer):
    """All versions of one alert."""

    id: str
    versions: list[AlertOut]


class Acknowledged(Answer):
    """Which version was seen, and when."""

    id: str
    sequence: int
    acknowledged: Time


class EndpointOut(Answer):
    """A channel; `address` for a key that writes only. Times null: never."""

    id: str
    kind: str
    name: str
    address: str | None
    state: Literal["disabled", "failing", "works", "untested"]
    tested_at: Time | None
    delivered_at: Time | None
    failing_since: Time | None
    failed_why: str | None
    disabled_at: Time | None
    disabled_why: str | None
    waiting: int
    dead_letters: int


class NewEndpointOut(EndpointOut):
    """A new channel; `secret` of a webhook, this once."""

    secret: str = ""


class EndpointList(Answer):
    """Your channels."""

    items: list[EndpointOut]


class Rotated(Answer):
    """The new secret, this once."""

    id: str
    secret: str


class DeadLetter(Answer):
    """What no receiver took; a digest has no `alert_id` and no `sequence`."""

    id: int
    kind: Literal["alert", "digest"]
    webhook_id: str
    alert_id: str | None
    sequence: int | None
    status: str
    title: str
    channel: str
    receiver: str
    attempts: int
    given_up_at: Time
    why: str


class DeadLetterList(Answer):
    """What no receiver took, newest first."""

    items: list[DeadLetter]


class ReplyOut(Answer):
    """What somebody answered, and how it was said."""

    answer: str
    by: str
    at: Time
    note: str


class Counted(Answer):
    """One person in a head-count."""

    person: str
    standing: str
    asked_at: Time | None
    reply: ReplyOut | None


class HeadCount(Answer):
    """Everybody an incident touches, the most pressing first."""

    incident_id: str
    taken_back: str | None
    counts: dict[str, int]
    nobody_answers_for: list[str]
    people: list[Counted]


class Asked(Answer):
    """How many are asked."""

    asked: int
