"""What is worth telling, and what is worth telling again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lookfar.domain.vocabulary import Severity


class Again(StrEnum):
    """When somebody who was told hears of an incident again."""

    FIRST_ONLY = "first_only"
    """Only of a retraction or a change that takes them out of its reach."""
    SIGNIFICANT = "significant"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The bars an alert passes.

    `threshold`: the lowest CAP severity told at once, None: none is. `coarse_threshold`: the same for an incident
    known only to a region or country. `over_life`: `threshold` also holds back threats to life; otherwise they pass it.
    `said_by`: whose bars these are, "" the default. Deaths are a significant change when the first are known, when
    they rise by the share `deaths_rise` and by at least `deaths_step`, or when they are corrected
    down to the share `deaths_fall` or less. `moved_km`: a new place is one this much nearer or further.
    """

    threshold: Severity | None = Severity.MODERATE
    coarse_threshold: Severity | None = Severity.EXTREME
    over_life: bool = False
    said_by: str = ""
    again: Again = Again.SIGNIFICANT
    deaths_rise: float = 0.5
    deaths_step: int = 3
    deaths_fall: float = 0.5
    moved_km: float = 10.0


DEFAULT_POLICY = Policy()
FAR_KM = 1000.0
"""Beyond it from its middle, a disaster of a whole country wakes nobody there: the widest cyclones and floods are under
1,000 km from the middle to the edge, while China, Russia and the United States are 4,000 km wide and more. It is in
the digest."""
DEFAULT_PLACE_CONFIDENCE_BAR = 0.5
