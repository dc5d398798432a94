"""Rules and silences as they are answered."""

from __future__ import annotations

from pydantic import Field

from lookfar.alerts.policy import Again
from lookfar.api.answers.base import Answer, Time
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Severity


class ScopeOut(Answer):
    """What it is about; an empty list asks for nothing."""

    id: str
    categories: list[Category]
    areas: list[str]
    people: list[str]
    groups: list[str]
    sites: list[str]


class HoursOut(Answer):
    """HH:MM on the clock where the person is."""

    start: str = Field(alias="from")
    until: str


class TellOut(Answer):
    """Who is told."""

    person: bool
    endpoints: bool
    others: list[str]


class RuleOut(ScopeOut):
    """A rule; `bar` null: all to the digest."""

    name: str
    bar: Severity | None
    coarse: bool
    over_life: bool
    again: Again
    tell: TellOut
    hours: HoursOut | None


class RuleList(Answer):
    """Rules in the order they are asked."""

    items: list[RuleOut]


class RulePreview(Answer):
    """What a rule would have told in thirty days."""

    alerts: int
    updates: int
    life_threats: int
    digest: int
    incidents: int
    left_out: bool


class SilenceOut(ScopeOut):
    """A silence; `incident` null: any."""

    reason: str
    starts: Time
    ends: Time
    most: Severity
    incident: str | None
    covers_life_threat: bool


class SilenceList(Answer):
    """Silences, the last to end first."""

    items: list[SilenceOut]
