"""One statement by one source, and what we understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.places import Place
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Severity, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address to read more, with the outlet's or publisher's name."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """People killed or hurt: low, best, high; None is unknown, which is not 0."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def is_known(self) -> bool:
        return self.best is not None or self.low is not None or self.high is not None


UNKNOWN_TOLL = Toll()


class FactKind(StrEnum):
    """What a fact says: whom something befell, counted; who did it; to whom or what."""

    KILLED = "killed"
    INJURED = "injured"
    ARRESTED = "arrested"
    ABDUCTED = "abducted"
    MISSING = "missing"
    DISPLACED = "displaced"
    ACTOR = "actor"
    TARGET = "target"


class TargetKind(StrEnum):
    """What a target is."""

    PERSONS = "persons"
    SITE = "site"
    INFRASTRUCTURE = "infrastructure"
    VEHICLE = "vehicle"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact read from a report, with its words.

    `start`/`end`: character offsets of the words in the report's text, or in its title when `in_title`.
    `name`: an actor's or target's name in the words we use; `count`: of a counted harm, else unknown.
    """

    kind: FactKind
    words: str
    start: int
    end: int
    in_title: bool = False
    name: str = ""
    target: TargetKind | None = None
    count: Toll = UNKNOWN_TOLL


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One statement as published, plain text; never edited, only followed by a newer version.

    `item` is the published item this is a part of (equal to `id` when the item is one report).
    `context` is the item's other text: topic headings and neighbour sentences, for understanding only.
    `aliases`: other ids the publisher uses for the same thing (USGS `ids`, GDACS event id).
    `page`: the publisher's page that lists it, when pages are edited and what goes missing is taken back.
    `native`: the publisher's own values (alert level, magnitude, status), as text.
    `retracted`: the publisher has taken the statement back. `exercise`: a test, drill or draft.
    `event_type`, `severity` ... are set only where the publisher gives a code or measurement.
    """

    id: ReportId
    item: ReportId
    source: SourceId
    title: str
    text: str
    published_at: datetime
    happened: Interval | None = None
    context: str = ""
    topic: str = ""
    language: str = "en"
    links: tuple[Link, ...] = ()
    outlets: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    category: Category | None = None
    event_type: EventType | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    certainty: Certainty | None = None
    fatalities: Toll = UNKNOWN_TOLL
    injured: Toll = UNKNOWN_TOLL
    aliases: tuple[str, ...] = ()
    page: str = ""
    native: Mapping[str, str] = field(default_factory=dict)
    retracted: bool = False
    exercise: bool = False

    @property
    def is_coded(self) -> bool:
        """Whether a machine coded it (CAMEO): its kind and place are codes, its words few."""
        return "cameo" in self.native


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What we made of a report. `category` None: not an event (`event_type` "not_an_event"), or abstained.

    `places`: every place found, best first; `scene` the place of the event or None.
    `confidence`: 0..1 that category is right, calibrated. `toll_is_running_total`: the fatalities are
    a cumulative figure ("death toll rises to"), not an addition. `facts`: what was read, with the words
    it was read from; empty in what was stored before they were kept.
    """

    places: tuple[Place, ...]
    scene: Place | None
    category: Category | None
    event_type: EventType | None
    confidence: float
    abstained: bool
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    fatalities: Toll = UNKNOWN_TOLL
    injured: Toll = UNKNOWN_TOLL
    toll_is_running_total: bool = False
    actors: tuple[str, ...] = ()
    language: str = "en"
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Government travel advice for one country; shown beside a rating, never part of it.

    `statuses` None: the publisher said nothing readable (unknown); () is "no warning".
    `updated_at`: the publisher's own time of last change.
    """

    id: ReportId
    source: SourceId
    issuer: str
    country: str
    statuses: tuple[str, ...] | None
    summary: str
    change: str
    updated_at: datetime
    link: Link
