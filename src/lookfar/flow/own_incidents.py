"""An incident entered by hand: graded, marked as ours, told to ours alone, and taken back when it was wrong."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from lookfar.accounts.models import Organisation, User
from lookfar.domain.errors import InvalidValue, NotFound
from lookfar.domain.exposure import Match
from lookfar.domain.geo import Point
from lookfar.domain.ids import OWN, incident_id, report_id
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import UNKNOWN_TOLL, Toll
from lookfar.domain.taxonomy import EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import (
    Certainty,
    Credibility,
    IncidentStatus,
    Origin,
    Reliability,
    Severity,
    Urgency,
)
from lookfar.exposure.footprint import footprint
from lookfar.facts.towns import by_town
from lookfar.flow.matching import match_and_alert, who_is_met
from lookfar.flow.places import clean_name, in_numbers
from lookfar.flow.safety import touched
from lookfar.flow.tools import Tools
from lookfar.flow.warrants import NO_WARRANT, Warrant, let_pass
from lookfar.records import mass_messages
from lookfar.records.collisions import as_one
from lookfar.records.own_incidents import Entry, keep_own, own_versions
from lookfar.records.rules import rules_of
from lookfar.records.subjects import PrivatePlace

LONGEST_TEXT = 5000
_LOCAL_KM = 100.0
"""A place with a wider doubt than this is no place to tell those around it of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody enters. `text`: what is known, in their words. `reliability`: of whoever said it."""

    title: str
    event_type: EventType
    place: PrivatePlace
    happened: Interval
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    credibility: Credibility
    reliability: Reliability
    fatalities: Toll = UNKNOWN_TOLL
    injured: Toll = UNKNOWN_TOLL
    text: str = ""


def drafted(
    organisation: Organisation, draft: Draft, tools: Tools, *, now: datetime, before: Incident | None = None
) -> Incident:
    """The incident version a draft would become; raises InvalidValue for what cannot be."""
    kind = tools.taxonomy.get(draft.event_type)
    if kind is None:
        raise InvalidValue(f"no event type {draft.event_type!r}; there are {', '.join(sorted(tools.taxonomy))}")
    if draft.happened.start > now and draft.urgency in (Urgency.IMMEDIATE, Urgency.PAST):
        raise InvalidValue("it begins later than now: its urgency is Expected or Future")
    if draft.place["radius_km"] > _LOCAL_KM:
        raise InvalidValue(
            f"{draft.place['name']} is wider than {_LOCAL_KM:.0f} km: name a town in it, or give a point and its doubt"
        )
    if len(draft.text) > LONGEST_TEXT:
        raise InvalidValue(f"what is known has at most {LONGEST_TEXT} characters")
    report = before.reports[0] if before else report_id(OWN, uuid.uuid4().hex)
    return Incident(
        id=before.id if before else incident_id(report),
        version=before.version + 1 if before else 1,
        status=IncidentStatus.DEVELOPING,
        category=kind.category,
        event_type=draft.event_type,
        title=clean_name(draft.title),
        happened=draft.happened,
        place=_place(draft.place),
        severity=draft.severity,
        urgency=draft.urgency,
        certainty=draft.certainty,
        credibility=draft.credibility,
        reports=(report,),
        sources=(f"{organisation.name} (entered by hand, reliability {draft.reliability.value})",),
        recorded_at=now,
        origin=Origin.LIVE,
        fatalities=draft.fatalities,
        injured=draft.injured,
        change="Changed by hand." if before else "",
    )


def would_touch(organisation: Organisation, incident: Incident) -> tuple[Match, ...]:
    """Whom of the organisation's it reaches: shown before anybody is told."""
    reach = footprint(incident)
    return who_is_met(reach, only=str(organisation.pk)) if reach else ()


@as_one
def enter(
    organisation: Organisation,
    draft: Draft,
    tools: Tools,
    *,
    writer: str,
    now: datetime,
    ident: str = "",
    by: User | None = None,
    warrant: Warrant = NO_WARRANT,
) -> tuple[Incident, int]:
    """Keeps a new incident, or a new version of `ident`, and tells the organisation's own; how many alerts are due.

    Raises NotFound for another organisation's, InvalidValue for one that was taken back, NeedsSecondPerson when it reaches
    more people than one person alone may tell.
    """
    before = _standing(organisation, ident) if ident else None
    incident = drafted(organisation, draft, tools, now=now, before=before)
    entry = entry_of(draft, writer)
    return incident, tell(organisation, incident, entry, warrant=warrant, by=by, now=now)


def entry_of(draft: Draft, writer: str) -> Entry:
    """What is kept beside the incident."""
    return Entry(text=draft.text.strip(), reliability=draft.reliability.value, writer=writer)


def people_reached(organisation: Organisation, incident: Incident) -> int:
    """How many people a version may be told to: in its reach, told of an earlier one, or named by a rule besides."""
    people, nobody = touched(organisation, incident)
    if not people and not nobody:
        return 0
    named = {other for rule in rules_of(str(organisation.pk)) for other in rule.tell.others}
    return len({str(one.person.pk) for one in people} | named)


def tell(
    organisation: Organisation,
    incident: Incident,
    entry: Entry,
    *,
    by: User | None,
    warrant: Warrant,
    now: datetime,
) -> int:
    """Keeps a version that was drafted, as known from `now` on, and tells the organisation's own, in the caller's
    transaction; how many alerts are due.

    Raises NeedsSecondPerson; InvalidValue when another version came since it was drafted, or it was taken back.
    """
    newest = _standing(organisation, incident.id).version if incident.version > 1 else 0
    if newest != incident.version - 1:
        raise InvalidValue("it was changed meanwhile: look at it as it is now, and change that")
    people = people_reached(organisation, incident)
    let_pass(organisation, mass_messages.OWN_INCIDENT, incident.id, people=people, warrant=warrant, by=by, now=now)
    known = replace(incident, recorded_at=now)
    keep_own(organisation, known, entry)
    return match_and_alert((known,), now=now, origin=Origin.LIVE, only=str(organisation.pk))


@as_one
def take_back(organisation: Organisation, ident: str, *, why: str, writer: str, now: datetime) -> int:
    """Retracts it and tells everybody who was told; how many alerts are due.

    Raises NotFound for another organisation's, InvalidValue when it already is taken back.
    """
    said = " ".join(why.split())[:500]
    before = _standing(organisation, ident)
    gone = replace(
        before,
        version=before.version + 1,
        status=IncidentStatus.RETRACTED,
        recorded_at=now,
        change=f"Taken back: {said}" if said else "Taken back.",
    )
    keep_own(organisation, gone, Entry(text=said, reliability="", writer=writer))
    return match_and_alert((gone,), now=now, origin=Origin.LIVE, only=str(organisation.pk))


def _standing(organisation: Organisation, ident: str) -> Incident:
    versions = own_versions(organisation, ident)
    if not versions:
        raise NotFound("no such incident of yours")
    newest = versions[-1][0]
    if newest.status is IncidentStatus.RETRACTED:
        raise InvalidValue("it was taken back; enter a new one")
    return newest


def _place(given: PrivatePlace) -> Place:
    """The place; one that was given by its coordinates alone bears the name of the nearest town."""
    point = Point(lon=given["lon"], lat=given["lat"])
    bare = given["name"] == in_numbers(point)
    return Place(
        name=(bare and by_town(point, given["country"])) or given["name"],
        point=point,
        radius_km=given["radius_km"],
        country=given["country"],
        precision=Precision.CITY,
        confidence=1.0,
    )
