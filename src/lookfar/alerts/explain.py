"""Why somebody got an alert: which of theirs, where, how far against the reach, when, which reports, how sure."""

from __future__ import annotations

from dataclasses import replace

from lookfar.alerts import phrases
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure, Match
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import Certainty, Credibility, HoldReason, SubjectKind

_KIND = {
    SubjectKind.PERSON: "your person",
    SubjectKind.SITE: "your site",
    SubjectKind.TRIP_LEG: "the trip of",
}
_CERTAINTY = {
    Certainty.OBSERVED: "It has been seen to happen",
    Certainty.LIKELY: "It is likely",
    Certainty.POSSIBLE: "It is possible",
    Certainty.UNLIKELY: "It is unlikely",
    Certainty.UNKNOWN: "How certain it is, is unknown",
}
_CREDIBILITY = {
    Credibility.CONFIRMED: "confirmed by independent sources",
    Credibility.PROBABLY_TRUE: "probably true",
    Credibility.POSSIBLY_TRUE: "possibly true",
    Credibility.DOUBTFUL: "doubtful",
    Credibility.IMPROBABLE: "improbable",
    Credibility.CANNOT_BE_JUDGED: "cannot be judged yet",
}
_WAITED = {
    HoldReason.QUIET_HOURS: "Held: it came in your quiet hours, and did not concern you any more when they ended.",
    HoldReason.SILENCED: "Held: it was silenced, and did not concern you any more when the silence ended.",
    HoldReason.MOVED_AWAY: "Held: what it is about had moved out of its reach when it would have left.",
}


def explain(match: Match, incident: Incident) -> tuple[str, ...]:
    """The sentences, in the order which of yours, how far, when, who says so, how sure."""
    return (
        which(match.exposure),
        how_far(match, incident),
        when(match, incident),
        who_says(incident),
        how_sure(incident),
    )


def which(exposure: Exposure) -> str:
    """Which of yours it is about, and when it is there."""
    return f"It touches {_yours(exposure)}."


def was_about(exposure: Exposure) -> str:
    """The same of what is over, which touches it no more."""
    return f"It was about {_yours(exposure)}."


def _yours(exposure: Exposure) -> str:
    there = phrases.period(exposure.period)
    staying = "" if there == "at any time" else f", there {there}"
    return f"{_KIND[exposure.kind]} {exposure.label}: {exposure.place_name}{staying}"


def how_far(match: Match, incident: Incident) -> str:
    """How far, against how far it reaches; or that only the region or country is known."""
    if match.distance_km is None:
        return f"Matched by area, not by distance: {_area_met(match, incident)}."
    perimeter = dict(match.exposure.perimeter_km).get(incident.severity.value)
    doubt = incident.place.radius_km if incident.place else 0.0
    reach = f"an incident of CAP {incident.severity} counts within {phrases.distance(match.reach_km)}"
    if perimeter is not None:
        reach = f"your own perimeter for CAP {incident.severity} is {phrases.distance(perimeter)}"
    own = match.exposure.radius_km
    around = f", yours is somewhere within {phrases.distance(own)} of its point" if own >= 1 else ""
    same = match.distance_km < phrases.SAME_PLACE_KM
    away = "in the same place as yours" if same else f"{phrases.distance(match.distance_km)} away"
    return f"It is {away}; {reach} (its place is known to {phrases.distance(doubt)}{around})."


def _area_met(match: Match, incident: Incident) -> str:
    """The match's own reason, with all the countries of a list, and how far its middle is."""
    place = incident.place
    if place is None:
        return match.reason
    if match.middle_km is None:
        return match.reason.replace(f"somewhere in {place.country},", f"somewhere in {place.name},")
    several = place.is_list and len(place.touched) > 1 and place.name
    met = f"it touches {place.name}, and {match.exposure.place_name} is there" if several else match.reason
    return f"{met}; {middle_of(incident)} is {phrases.distance(match.middle_km)} away"


def middle_of(incident: Incident) -> str:
    """What the distance of a disaster of whole countries is measured from: its middle, or the town that is all known of it."""
    place = incident.place
    return place.name if place and place.name and place.middle is None and not place.is_list else "its middle"


def when(match: Match, incident: Incident) -> str:
    """When it happened, and the time that counts for yours."""
    happened, shared = phrases.period(incident.happened), phrases.period(match.overlap)
    return f"Its time is {happened}; it counts for {match.exposure.label} {shared}."


def who_says(incident: Incident) -> str:
    """How many reports from whom; or which of ours entered it by hand."""
    if incident.is_own:
        return f"No report tells of it: it was entered by us, {phrases.listed(incident.sources)}."
    reports = phrases.count(len(incident.reports), "report")
    if not incident.sources:
        return f"It rests on {reports}."
    return f"It rests on {reports} from {phrases.listed(incident.sources)}."


def how_sure(incident: Incident) -> str:
    """Certainty in CAP's word, credibility in the Admiralty code, and how sure the place is."""
    said = f"{_CERTAINTY[incident.certainty]}; {_CREDIBILITY[incident.credibility]}"
    said += f" (CAP certainty {incident.certainty}, credibility {incident.credibility.value} of 6)"
    if incident.place is not None and incident.is_own:
        said += "; its place was entered by your team"
    elif incident.place is not None:
        said += f"; {incident.place.confidence:.0%} sure that {incident.place.name} is the place meant"
    return f"{said}."


def waited(alert: Alert, held: HoldReason) -> Alert:
    """An alert as the digest tells it that waited until it concerned its receiver no more."""
    return replace(alert, held=held, why=(*alert.why, _WAITED[held]))
