"""CAP severity, urgency and certainty of what a report tells of, by a table with reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventKind, EventType, Taxonomy
from lookfar.domain.vocabulary import Certainty, Severity, Urgency

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRule:
    """At least `killed` or `injured` people in `scope` (an event type, a category or "*") is at least `severity`."""

    scope: str
    harm: str
    least: int
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRule:
    """Words that move the severity by `steps` (never above Extreme or below Minor) or set urgency or certainty."""

    scope: str
    pattern: re.Pattern[str]
    steps: int
    urgency: Urgency | None
    certainty: Certainty | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityTable:
    """All rules, in the order of the shipped tables."""

    tolls: tuple[SeverityRule, ...]
    words: tuple[WordRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """CAP's three words and why."""

    severity: Severity
    urgency: Urgency
    certainty: Certainty
    reasons: tuple[str, ...]


UNGRADED = Grade(severity=Severity.UNKNOWN, urgency=Urgency.UNKNOWN, certainty=Certainty.UNKNOWN, reasons=())


def grade(
    text: str,
    event_type: EventType | None,
    *,
    fatalities: Toll,
    injured: Toll,
    taxonomy: Taxonomy,
    table: SeverityTable,
) -> Grade:
    """CAP words for an event type, its toll and the words it is told in; Unknown for no event.

    The type's own severity is the start; the toll can only raise it; words of threat lower it.
    """
    kind = taxonomy.kinds.get(event_type) if event_type else None
    if kind is None:
        return UNGRADED
    rank, reasons = kind.severity.rank, [f"{kind.label}: {kind.severity}"]
    urgency = Urgency.IMMEDIATE if kind.lasting else Urgency.PAST
    certainty = Certainty.OBSERVED
    for word in table.words:
        if _covers(word.scope, kind) and word.pattern.search(text):
            rank = min(4, max(1, rank + word.steps))
            urgency, certainty = word.urgency or urgency, word.certainty or certainty
            reasons.append(word.reason)
    for rule in table.tolls:
        if (
            _covers(rule.scope, kind)
            and _count(rule.harm, fatalities, injured) >= rule.least
            and rule.severity.rank > rank
        ):
            rank = rule.severity.rank
            reasons.append(rule.reason)
    return Grade(severity=_BY_RANK[rank], urgency=urgency, certainty=certainty, reasons=tuple(reasons))


_BY_RANK: Mapping[int, Severity] = {severity.rank: severity for severity in Severity}


def _covers(scope: str, kind: EventKind) -> bool:
    if scope.startswith("not:"):
        return kind.category.value not in scope.removeprefix("not:").split()
    return scope in (ANY, kind.code, kind.category.value)


def _count(harm: str, fatalities: Toll, injured: Toll) -> int:
    toll = fatalities if harm == "killed" else injured
    return toll.best or toll.low or 0


def category_of(event_type: EventType | None, taxonomy: Taxonomy) -> Category | None:
    """The category of an event type, None for none."""
    kind = taxonomy.kinds.get(event_type) if event_type else None
    return kind.category if kind else None
