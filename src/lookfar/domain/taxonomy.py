"""The 12 threat categories and their blocks; event types are rows of `facts/taxonomy.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from lookfar.domain.errors import NotFound
from lookfar.domain.vocabulary import Severity

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
    severity: Severity = Severity.UNKNOWN
    """CAP severity when nothing else is known of the incident."""
    lasting: bool = False
    """The threat usually goes on after the report, against something that is over."""


NOT_AN_EVENT = EventType("not_an_event")
"""Sport, film, anniversary, drill, opinion ...: an `event_type` outside the taxonomy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """Every event type, and which one a publisher's own code stands for.

    `native` maps (scheme, code) such as ("gdacs", "EQ") to an event type.
    """

    kinds: Mapping[EventType, EventKind]
    native: Mapping[tuple[str, str], EventType]

    def kind(self, code: EventType | str) -> EventKind:
        """The row of an event type; raises NotFound."""
        found = self.kinds.get(EventType(code))
        if found is None:
            raise NotFound(f"no event type {code!r} in the taxonomy")
        return found

    def from_native(self, scheme: str, code: str) -> EventType | None:
        """The event type of a publisher's code, None when the crosswalk has none.

        A longer code falls back on its beginning, as CAMEO codes do (1951 -> 195 -> 19).
        """
        while code:
            if found := self.native.get((scheme, code)):
                return found
            if scheme != "cameo":
                return None
            code = code[:-1]
        return None

    def of_category(self, category: Category) -> tuple[EventKind, ...]:
        """The event types of a category, in the order of the table."""
        return tuple(kind for kind in self.kinds.values() if kind.category is category)
