"""The 12 threat categories and their blocks; event types are rows of `facts/taxonomy.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

EventType = NewType("EventType", str)
"""A code of `facts/taxonomy.csv`, such as `violent_demonstration`."""


class Category(StrEnum):
    """Kind of incident; crosswalk to ACLED, UCDP, CAMEO, CAP, GDACS, EONET in the taxonomy."""

    ARMED_CONFLICT = "armed_conflict"
    TERRORISM = "terrorism"
    UNREST = "unrest"
    CRIME = "crime"
    KIDNAP = "kidnap"
    STABILITY = "stability"
    RELATIONS = "relations"
    PROTECTION = "protection"
    HAZARD = "hazard"
    HEALTH = "health"
    INFRASTRUCTURE = "infrastructure"
    TRANSPORT = "transport"


class Block(StrEnum):
    """The three blocks of categories."""

    VIOLENCE = "violence"
    STATE = "state"
    ENVIRONMENT = "environment"


BLOCKS: dict[Block, tuple[Category, ...]] = {
    Block.VIOLENCE: (
        Category.ARMED_CONFLICT,
        Category.TERRORISM,
        Category.UNREST,
        Category.CRIME,
        Category.KIDNAP,
    ),
    Block.STATE: (Category.STABILITY, Category.RELATIONS, Category.PROTECTION),
    Block.ENVIRONMENT: (
        Category.HAZARD,
        Category.HEALTH,
        Category.INFRASTRUCTURE,
        Category.TRANSPORT,
    ),
}


class Headline(StrEnum):
    """Ratings that sum up several categories."""

    SECURITY = "security"
    HEALTH = "health_headline"
    HAZARD = "hazard_headline"
    INFRASTRUCTURE_TRANSPORT = "infrastructure_transport_headline"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """One row of the taxonomy: an event type with its category and words for a title."""

    code: EventType
    category: Category
    label: str
    phrase: str
    """A noun phrase that fits before "in <place>", such as "Violent protest"."""
