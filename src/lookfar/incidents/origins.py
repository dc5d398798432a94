"""Who told it independently, and how far that makes it believed."""

from __future__ import annotations

from lookfar.domain.report import Report
from lookfar.domain.vocabulary import Certainty, Credibility, IncidentStatus
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule

_COPY = 0.8
_LONG_ENOUGH = 8


def named_by(report: Report) -> tuple[str, ...]:
    """The outlets a report rests on; its publisher when it cites none.

    A digest is not independent of the outlets it cites, so it does not count beside them.
    """
    return tuple(dict.fromkeys(report.outlets)) or (str(report.source),)


def is_copy(new: Profile, old: Profile, rule: Rule) -> bool:
    """Whether a text says nothing the incident's earlier texts did not say: a wire story passed on."""
    words = new.traits.words
    if len(words) < _LONG_ENOUGH:
        return False
    return rule.weigh(words & old.traits.words) >= _COPY * rule.weigh(words)


def status(sources: tuple[str, ...]) -> IncidentStatus:
    """Confirmed by two independent sources."""
    return IncidentStatus.CONFIRMED if len(sources) >= 2 else IncidentStatus.DEVELOPING


def credibility(sources: tuple[str, ...], certainty: Certainty) -> Credibility:
    """Admiralty credibility: 1 with two independent sources, 2 for one that observed, else 3."""
    if len(sources) >= 2:
        return Credibility.CONFIRMED
    return Credibility.PROBABLY_TRUE if certainty is Certainty.OBSERVED else Credibility.POSSIBLY_TRUE
