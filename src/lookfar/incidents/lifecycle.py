"""How incidents end: closed after a quiet time, retracted when nobody stands by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lookfar.domain.incident import Incident, Judgement, Verdict
from lookfar.domain.report import Report
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.incidents.absorb import Setting, changes
from lookfar.incidents.regroup import Statement, retold
from lookfar.incidents.rule import Rule


def retract(incident: Incident, report: Report, left: Sequence[Statement], setting: Setting) -> Incident:
    """The version after a publisher took a report back; `left`: what remains of its members.

    Without other reports the incident is retracted; otherwise it is told anew from the others, so that counts,
    times and places that only the report brought are gone.
    """
    remaining = [m for m in left if m.report.id in incident.reports and m.report.id != report.id]
    if not remaining:
        change = "taken back by its publisher"
        return _next(incident, setting.known_from(incident), status=IncidentStatus.RETRACTED, change=change)
    order = {member: place for place, member in enumerate(incident.reports)}
    after = retold(
        incident, sorted(remaining, key=lambda m: order[m.report.id]), setting, "a report was taken back"
    )
    told = changes(incident, after)
    return after if told == "details" else replace(after, change=f"{after.change}; {told}")


def judgement_of_retraction(incident: Incident, report: Report, rule: Rule, now: datetime) -> Judgement:
    """The judgement to keep with a retraction."""
    return Judgement(
        report=report.id,
        incident=incident.id,
        verdict=Verdict.RETRACTED,
        score=1.0,
        features={},
        rule=rule.name,
        judged_at=now,
    )


def close(incident: Incident, now: datetime, rule: Rule) -> Incident | None:
    """The closed version after the type's quiet time without news; None while it is open or ended already."""
    if incident.status in (IncidentStatus.CLOSED, IncidentStatus.RETRACTED):
        return None
    quiet = timedelta(days=rule.span(incident.category, incident.event_type).quiet)
    if now - max(incident.recorded_at, incident.happened.end) < quiet:
        return None
    return _next(incident, now, status=IncidentStatus.CLOSED, change=f"closed: no news for {quiet.days} days")


def _next(incident: Incident, now: datetime, *, status: IncidentStatus, change: str) -> Incident:
    return replace(incident, version=incident.version + 1, status=status, recorded_at=now, change=change)
