"""One thing that happened or is planned, told by one or more reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lookfar.domain.ids import OWN, IncidentId, ReportId
from lookfar.domain.places import Place
from lookfar.domain.report import UNKNOWN_TOLL, Toll
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import (
    Certainty,
    Credibility,
    IncidentStatus,
    Origin,
    Severity,
    Urgency,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One version of an incident; versions count from 1 and none is overwritten.

    `place` None: somewhere unknown. `reports`: ids of all members in order of arrival, founding first.
    `sources`: names of independent origins (outlets or publishers; copies of one wire count once).
    `words`: the significant words of its members, for comparing (kept short). `aliases`: publishers'
    own ids for it. `recorded_at`: when this version became known here.
    """

    id: IncidentId
    version: int
    status: IncidentStatus
    category: Category
    event_type: EventType
    title: str
    happened: Interval
    place: Place | None
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    credibility: Credibility
    reports: tuple[ReportId, ...]
    sources: tuple[str, ...]
    recorded_at: datetime
    origin: Origin
    fatalities: Toll = UNKNOWN_TOLL
    injured: Toll = UNKNOWN_TOLL
    actors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    topic: str = ""
    confidence: float = 1.0
    change: str = ""

    @property
    def is_own(self) -> bool:
        """Whether an organisation entered it by hand, so that no report tells of it."""
        return bool(self.reports) and self.reports[0].startswith(f"{OWN}:")


class Verdict(StrEnum):
    """What was judged of a report and an incident."""

    SAME = "same"
    DIFFERENT = "different"
    FOUNDED = "founded"
    UPDATED = "updated"
    RETRACTED = "retracted"
    SPLIT = "split"
    """Taken out of another incident by a person."""
    MERGED = "merged"
    """Put together with another incident's reports by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Why a report was, or was not, taken into an incident; kept for ever.

    `score` in 0..1 that they are the same event; `features`: what spoke for (+) and against (-), in
    the same units as the score's logit; `rule`: the dated grouping rule that judged.
    """

    report: ReportId
    incident: IncidentId
    verdict: Verdict
    score: float
    features: Mapping[str, float]
    rule: str
    judged_at: datetime
