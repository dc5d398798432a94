"""How incidents end: closed after a quiet time, retracted when nobody stands by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from lookfar.domain.incident import Incident, Judgement, Verdict
from lookfar.domain.report import Report
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.incidents.rule import Rule


def known_from(incident: Incident, now: datetime, origin: Origin) -> datetime:
    """When the next version becomes known.

    A replayed body older than the newest version adds to it at that version's time: as of any time before,
    the past stays what was known then.
    """
    return max(now, incident.recorded_at) if origin is Origin.REPLAYED else now


def retract(incident: Incident, report: Report, now: datetime) -> Incident:
    """The version after a publisher took a report back.

    Without other reports the incident is retracted; otherwise it stands on the others. Counts and times that
    came from the report are not unmixed here: the reports that remain are to be taken again.
    """
    left = tuple(r for r in incident.reports if r != report.id)
    if not left:
        return _next(incident, now, status=IncidentStatus.RETRACTED, change="retracted by its publisher")
    kept = replace(incident, reports=left, aliases=tuple(a for a in incident.aliases if a != report.id))
    return _next(kept, now, status=incident.status, change="a report was taken back")


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
