"""What one incident gives to the rating of one area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.areas import Areas
from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.vocabulary import Credibility, IncidentStatus, Severity

NO_PARTS = Areas(())
"""For who asks of countries alone."""
DIGITS = 6
"""Decimals kept of every float that enters or leaves a rating."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One incident version as it counts for one area.

    `happened`: start of the incident. `fatalities`: best figure, None unknown. `sources`: how many
    independent origins, `origins` their names (empty when only the number is known). `weight` in 0..1:
    belief that this is the area and the category (six decimals).
    """

    incident: IncidentId
    version: int
    category: Category
    event_type: EventType
    happened: datetime
    severity: Severity
    fatalities: int | None
    credibility: Credibility
    sources: int
    weight: float
    title: str
    links: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", round(min(1.0, max(0.0, self.weight)), DIGITS))


def evidence_of(
    incident: Incident, links: Sequence[str], areas: Areas = NO_PARTS
) -> tuple[tuple[str, Evidence], ...]:
    """The areas this version speaks of: its country (alpha-3) first, others that it touches, then the parts that it lies in.

    One incident counts alike for each. Empty for a retracted incident and for one whose country is unknown; countries
    alone when no part is known.
    """
    place = incident.place
    if incident.status is IncidentStatus.RETRACTED or place is None or not place.touched:
        return ()
    toll = incident.fatalities
    evidence = Evidence(
        incident=incident.id,
        version=incident.version,
        category=incident.category,
        event_type=incident.event_type,
        happened=incident.happened.start,
        severity=incident.severity,
        fatalities=toll.best if toll.best is not None else toll.low,
        credibility=incident.credibility,
        sources=len(incident.sources),
        weight=place.confidence * incident.confidence,
        title=incident.title,
        links=tuple(links),
        origins=tuple(sorted(incident.sources)),
    )
    return tuple((area, evidence) for area in (*place.touched, *(part.id for part in areas.may_hold(place))))
