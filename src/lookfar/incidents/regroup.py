"""Incidents taken apart, put together or told anew from the reports that remain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import ReportId, incident_id
from lookfar.domain.incident import Incident, Judgement, Verdict
from lookfar.domain.report import Report, Understanding
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.incidents.absorb import Setting, absorbed, founded


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A member of an incident: a report with all that was understood of it."""

    report: Report
    understandings: tuple[Understanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """An incident taken apart: `left` keeps its id, `part` has the id of its founding report."""

    left: Incident
    part: Incident


def part(incident: Incident, members: Sequence[Statement], away: Collection[ReportId], setting: Setting) -> Parted:
    """Takes the reports `away` out of an incident into one of their own.

    Both are told anew from their own reports. Raises InvalidValue when a report is not a member, nothing would
    be left, or the report that gave the incident its id would go.
    """
    going, staying = _divided(incident, members, away)
    fresh = incident_id(going[0].report.id)
    if fresh == incident.id:
        raise InvalidValue("the report that founded an incident stays in it; take the others out instead")
    left = retold(incident, staying, setting, f"{len(going)} of its reports are now incident {fresh}")
    founding = replace(incident, id=fresh, version=0, status=IncidentStatus.DEVELOPING)
    taken = retold(founding, going, setting, f"taken out of incident {incident.id}")
    return Parted(left=left, part=taken)


def put_together(kept: Incident, gone: Incident, members: Sequence[Statement], setting: Setting) -> Incident:
    """One incident of two, under the first one's id, told anew from the reports of both.

    Its version follows both. Raises InvalidValue when they are one already.
    """
    if kept.id == gone.id:
        raise InvalidValue("an incident cannot be put together with itself")
    newest = replace(kept, version=max(kept.version, gone.version))
    return retold(newest, _ordered(members), setting, f"incident {gone.id} is part of this one")


def retold(before: Incident, members: Sequence[Statement], setting: Setting, change: str) -> Incident:
    """The next version of an incident, made of these members alone; what only others said is gone from it.

    Closed stays closed. Raises InvalidValue without members.
    """
    if not members:
        raise InvalidValue("an incident is told by at least one report")
    first, *later = (_spoken(before, member) for member in members)
    after = founded(before.id, *first, setting)
    for report, understanding in later:
        after = absorbed(after, report, understanding, setting) or after
    closed = before.status is IncidentStatus.CLOSED
    return replace(
        after,
        version=before.version + 1,
        status=IncidentStatus.CLOSED if closed else after.status,
        recorded_at=setting.known_from(before),
        origin=before.origin,
        change=change,
    )


def judgements(incident: Incident, verdict: Verdict, setting: Setting) -> tuple[Judgement, ...]:
    """For every member: that a person, not a sum of features, said where it belongs."""
    return tuple(
        Judgement(
            report=report,
            incident=incident.id,
            verdict=verdict,
            score=1.0,
            features={},
            rule="a person",
            judged_at=setting.now,
        )
        for report in incident.reports
    )


def _divided(
    incident: Incident, members: Sequence[Statement], away: Collection[ReportId]
) -> tuple[list[Statement], list[Statement]]:
    strangers = sorted(set(away) - set(incident.reports))
    if strangers:
        raise InvalidValue(f"not told of by {', '.join(strangers)}")
    going = _ordered([m for m in members if m.report.id in away])
    staying = _in_order_of(incident, [m for m in members if m.report.id not in away])
    if not going or not staying:
        raise InvalidValue("a split leaves at least one report on either side")
    return going, staying


def _ordered(members: Sequence[Statement]) -> list[Statement]:
    return sorted(members, key=lambda m: (m.report.published_at, m.report.id))


def _in_order_of(incident: Incident, members: Sequence[Statement]) -> list[Statement]:
    return sorted(members, key=lambda m: incident.reports.index(m.report.id))


def _spoken(incident: Incident, member: Statement) -> tuple[Report, Understanding]:
    """What a member says of this incident: its statement of the same type, else category, else the first."""
    said = member.understandings
    ranked = sorted(said, key=lambda u: (u.event_type != incident.event_type, u.category is not incident.category))
    chosen = ranked[0]
    if chosen.category is None or chosen.event_type is None:
        chosen = replace(chosen, category=incident.category, event_type=incident.event_type)
    return member.report, chosen
