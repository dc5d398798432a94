"""What one version of an incident says that the one before did not."""

from __future__ import annotations

from dataclasses import dataclass

from lookfar.domain.incident import Incident
from lookfar.web import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that changed, in words."""

    what: str
    before: str
    after: str


def differences(before: Incident, after: Incident) -> list[Difference]:
    """The fields a reader cares about that differ, in the order of the page."""
    pairs = zip(_said(before).items(), _said(after).values(), strict=True)
    return [Difference(what=what, before=old, after=new) for (what, old), new in pairs if old != new]


def _said(incident: Incident) -> dict[str, str]:
    place = incident.place
    return {
        "title": incident.title,
        "status": incident.status.value,
        "category": words.category(incident.category.value),
        "kind": incident.event_type.replace("_", " "),
        "severity": f"CAP {incident.severity.value}",
        "certainty": incident.certainty.value,
        "killed": words.toll(incident.fatalities),
        "hurt": words.toll(incident.injured),
        "when": words.happened(incident.happened),
        "where": place.name if place else "unknown",
        "radius of doubt": f"{place.radius_km:.0f} km" if place else "unknown",
        "reports": str(len(incident.reports)),
        "independent sources": str(len(incident.sources)),
    }
