"""What is new since somebody was last told, in words; nothing when it is not worth telling."""

from __future__ import annotations

from lookfar.alerts.policy import Policy
from lookfar.domain.alert import Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import Severity, SubjectKind


def changes(incident: Incident, told: Told, distance_km: float | None, policy: Policy) -> tuple[str, ...]:
    """Every significant change, the gravest kind first; empty when there is none."""
    said = (
        severity_change(told.severity, incident.severity),
        deaths_change(told.fatalities_best, incident.fatalities.best, policy),
        place_change(incident, told, distance_km, policy),
    )
    return tuple(words for words in said if words)


def taken_back(incident: Incident) -> str:
    """That a retracted incident was taken back, with the reason where one was given."""
    said = incident.change.strip().rstrip(".")
    return f"{said[:1].upper()}{said[1:]}." if said else "The report of it has been taken back."


def now_behind(subject: Exposure) -> str:
    """Whom a subject concerns since it was told."""
    if subject.kind is SubjectKind.TRIP_LEG:
        return f"{subject.label} is on this trip now."
    return f"Somebody else answers for {subject.label} now."


def severity_change(before: Severity, after: Severity) -> str:
    """ "Now CAP Extreme, was Severe", or "" when it is the same."""
    return "" if after is before else f"Now CAP {after}, was {before}."


def deaths_change(before: int | None, after: int | None, policy: Policy) -> str:
    """The change of the best figure when it is significant, else ""; unknown is not 0."""
    if after is None or after == before:
        return ""
    if not before:
        return f"Deaths reported: {after}, before {'none' if before == 0 else 'unknown'}."
    step = abs(after - before)
    if after > before and step >= policy.deaths_step and step >= policy.deaths_rise * before:
        return f"Deaths reported: {after}, was {before}."
    if after < before and after <= policy.deaths_fall * before:
        return f"Deaths corrected to {after}, was {before}."
    return ""


def place_change(incident: Incident, told: Told, distance_km: float | None, policy: Policy) -> str:
    """The new place when it is another one, that much nearer or further; "" otherwise."""
    place = incident.place
    if place is None or not told.place or place.name == told.place:
        return ""
    known = distance_km is not None and told.distance_km is not None
    if known and abs((distance_km or 0.0) - (told.distance_km or 0.0)) < policy.moved_km:
        return ""
    return f"Now placed in {place.name}, before in {told.place}."
