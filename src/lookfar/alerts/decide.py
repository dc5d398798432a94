"""Whether a match is told, told again or held, each with its reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from lookfar.alerts import phrases
from lookfar.alerts.change import changes, now_behind, taken_back
from lookfar.alerts.explain import explain, how_sure, middle_of
from lookfar.alerts.policy import DEFAULT_PLACE_CONFIDENCE_BAR, DEFAULT_POLICY, FAR_KM, Again, Policy
from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure, Match
from lookfar.domain.ids import NAMESPACE, AlertId, alert_id
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import HoldReason, IncidentStatus, MsgType, Severity, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What kind of message is due, what is new in it, and why it is held if it is."""

    msg_type: MsgType
    changed: str = ""
    held: HoldReason | None = None
    because: str = ""


def decide(
    match: Match,
    incident: Incident,
    told: Told | None,
    *,
    now: datetime,
    place_confidence_bar: float = DEFAULT_PLACE_CONFIDENCE_BAR,
    policy: Policy = DEFAULT_POLICY,
    links: tuple[Link, ...] = (),
) -> Alert:
    """The alert a match gives rise to, due or held.

    A subject never told gets a new Alert when it passes the bars; so does one who was told that it no longer reaches them
    and is back in its reach, be the version the same. One who was told gets an Update of a significant change whatever the bars, a Cancel of a
    retraction, and nothing of a version not newer than the one told. `held` says which bar stopped it.
    """
    decision = _decision(match, incident, told, place_confidence_bar, policy)
    why = explain(match, incident)
    if decision.because:
        why = (*why, decision.because)
    return compose(
        match.exposure, incident, told, decision, distance_km=match.distance_km, why=why, now=now, links=links
    )


def handed_over(match: Match, incident: Incident, told: Told, *, now: datetime, links: tuple[Link, ...]) -> Alert:
    """The Update for whoever is behind a subject now, when somebody else was when it was told: they know nothing."""
    why = explain(match, incident)
    new = Decision(msg_type=MsgType.UPDATE, changed=now_behind(match.exposure))
    return compose(
        match.exposure, incident, told, new, distance_km=match.distance_km, why=why, now=now, links=links
    )


def compose(
    subject: Exposure,
    incident: Incident,
    told: Told | None,
    decision: Decision,
    *,
    distance_km: float | None,
    why: tuple[str, ...],
    now: datetime,
    links: tuple[Link, ...] = (),
) -> Alert:
    """The alert of a decision; its sequence follows the last one told."""
    ident = alert_id(subject.kind.value, subject.subject_id, incident.id)
    sequence = told.sequence + 1 if told else 1
    place = incident.place
    return Alert(
        id=ident,
        sequence=sequence,
        wire_id=wire_id(ident, sequence, incident.version),
        msg_type=decision.msg_type,
        incident=incident.id,
        incident_version=incident.version,
        subject=subject,
        category=incident.category.value,
        severity=incident.severity,
        title=incident.title,
        happened=rfc3339(incident.happened.start),
        place=place.name if place else "",
        distance_km=distance_km,
        why=why,
        links=links,
        issued_at=now,
        held=decision.held,
        life_threat=is_life_threat(incident),
        when=phrases.period(incident.happened),
        how_sure="" if incident.status is IncidentStatus.RETRACTED else how_sure(incident),
        changed=decision.changed,
        fatalities_best=incident.fatalities.best,
        place_radius_km=place.radius_km if place else None,
        place_point=place.point if place and place.precision.is_local else None,
        place_country=place.country if place else "",
    )


def wire_id(ident: AlertId, sequence: int, incident_version: int) -> str:
    """The id of one alert version on every wire, the same on every retry and for every receiver."""
    return f"msg_{uuid.uuid5(NAMESPACE, f'wire:{ident}:{sequence}:{incident_version}').hex}"


def is_life_threat(incident: Incident) -> bool:
    """CAP Extreme, or Severe and Immediate: breaks quiet hours, is never held back for a group."""
    if incident.severity is Severity.EXTREME:
        return True
    return incident.severity is Severity.SEVERE and incident.urgency is Urgency.IMMEDIATE


def _decision(match: Match, incident: Incident, told: Told | None, bar: float, policy: Policy) -> Decision:
    if told is not None and told.msg_type is not MsgType.CANCEL:
        return _again(match, incident, told, policy)
    if told is not None and incident.status is IncidentStatus.RETRACTED:
        return _hold(HoldReason.ALREADY_TOLD, "Held: it was already told and cancelled.")
    if incident.status is IncidentStatus.RETRACTED:
        return _hold(HoldReason.BELOW_THRESHOLD, "Held: it was taken back before anybody was told.")
    return _first(match, incident, bar, policy)


def _first(match: Match, incident: Incident, bar: float, policy: Policy) -> Decision:
    place = incident.place
    if place is None or place.confidence < bar:
        sure = f"{place.confidence:.0%}" if place else "not at all"
        return _hold(
            HoldReason.LOW_PLACE_CONFIDENCE,
            f"Held: the place is {sure} sure, and below {bar:.0%} nobody is woken for it; it goes to the digest.",
        )
    below = _below(match, incident, policy) or _too_far(match, incident)
    if below:
        return _hold(HoldReason.BELOW_THRESHOLD, below)
    return Decision(msg_type=MsgType.ALERT)


def _too_far(match: Match, incident: Incident) -> str:
    """Why somebody in a country that is affected is told by the digest only, "" when they may be near enough to be woken."""
    if match.middle_km is None or match.middle_km - match.exposure.radius_km <= FAR_KM:
        return ""
    away = f"{middle_of(incident)} is {phrases.distance(match.middle_km)} away"
    return f"Held: {away}, and beyond {phrases.distance(FAR_KM)} nobody is woken for it; it goes to the digest."


def _below(match: Match, incident: Incident, policy: Policy) -> str:
    """Why the incident is below the bar, or "" when it is not; what threatens life passes a rule's bar."""
    local = match.distance_km is not None and not (incident.place is not None and incident.place.is_list)
    floor = policy.threshold if local else policy.coarse_threshold
    grave = is_life_threat(incident) if local else incident.severity is Severity.EXTREME
    if grave and not policy.over_life:
        return ""
    by = f" set by {policy.said_by}" if policy.said_by else ""
    if floor is None:
        return f"Held: {policy.said_by or 'the policy'} keeps it for the digest."
    if incident.severity.rank >= floor.rank:
        return ""
    known = "" if local else _known_to(incident)
    return f"Held: CAP {incident.severity} is below {floor}, the bar for an incident{known}{by}; it goes to the digest."


def _known_to(incident: Incident) -> str:
    """How what is met by area is known: a disaster of a whole country may be known to a town, which is elsewhere in it."""
    named = incident.place is not None and incident.place.whole and not incident.place.is_list
    return " elsewhere in a country that it affects" if named else " known only to a region or country"


def _again(match: Match, incident: Incident, told: Told, policy: Policy) -> Decision:
    if incident.version <= told.incident_version:
        return _hold(HoldReason.ALREADY_TOLD, "Held: this version was already told.", MsgType.UPDATE)
    if incident.status is IncidentStatus.RETRACTED:
        return Decision(msg_type=MsgType.CANCEL, changed=taken_back(incident))
    new = " ".join(changes(incident, told, match.distance_km, policy))
    if policy.again is Again.ALL:
        return Decision(msg_type=MsgType.UPDATE, changed=new or incident.change or "More is known.")
    if policy.again is Again.SIGNIFICANT and new:
        return Decision(msg_type=MsgType.UPDATE, changed=new)
    return _hold(HoldReason.ALREADY_TOLD, "Held: nothing significant is new since you were told.", MsgType.UPDATE)


def _hold(held: HoldReason, because: str, msg_type: MsgType = MsgType.ALERT) -> Decision:
    return Decision(msg_type=msg_type, held=held, because=because)
