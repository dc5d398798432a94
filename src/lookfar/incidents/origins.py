"""Who told it independently, and how far that makes it believed."""

from __future__ import annotations

from lookfar.domain.report import Report
from lookfar.domain.vocabulary import Certainty, Credibility, IncidentStatus
from lookfar.incidents.compare import is_copy
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule


def named_by(report: Report) -> tuple[str, ...]:
    """The outlets a report rests on; its publisher when it cites none.

    A digest is not independent of the outlets it cites, so it does not count beside them.
    """
    return tuple(dict.fromkeys(report.outlets)) or (str(report.source),)


def is_passed_on(new: Profile, old: Profile, rule: Rule) -> bool:
    """Whether a text is a copy of one the incident was told by: a wire story passed on, no second source."""
    return any(is_copy(new.traits, telling, rule) for telling in old.tellings)


def status(sources: tuple[str, ...]) -> IncidentStatus:
    """Confirmed by two independent sources."""
    return IncidentStatus.CONFIRMED if len(sources) >= 2 else IncidentStatus.DEVELOPING


def credibility(sources: tuple[str, ...], certainty: Certainty) -> Credibility:
    """Admiralty credibility: 1 with two independent sources, 2 for one that observed, else 3."""
    if len(sources) >= 2:
        return Credibility.CONFIRMED
    return Credibility.PROBABLY_TRUE if certainty is Certainty.OBSERVED else Credibility.POSSIBLY_TRUE
