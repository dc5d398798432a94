"""What is compared: one view on a report with its understanding, and on an incident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from lookfar.domain.ids import ReportId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Report, Understanding
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.incidents import traits
from lookfar.incidents.titles import facility
from lookfar.incidents.traits import Traits

TELLINGS_KEPT = 12
"""Distinct tellings an incident is compared by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One side of a comparison. `items`: published items it was told by; `killed`: best count or None.

    `traits` of all its texts together; `tellings`: the distinct texts one by one, copies left out.
    `measured`: sources that measure or register events under ids of their own, of which this is one.
    `running`: the count of killed is said to be a running total. `confidence`: 0..1 that the category is right.
    `located`: stems of the names of places it speaks of.
    """

    category: Category | None
    event_type: EventType | None
    place: Place | None
    happened: Interval
    traits: Traits
    tellings: tuple[Traits, ...]
    topic: str
    items: frozenset[ReportId]
    killed: int | None
    running: bool = False
    measured: frozenset[str] = frozenset()
    confidence: float = 1.0
    located: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()


def of_report(report: Report, understanding: Understanding) -> Profile:
    """A report as a side of a comparison."""
    own = traits.read(f"{report.title} . {report.text.removeprefix(traits.credit(report.text))}")
    return Profile(
        category=understanding.category,
        event_type=understanding.event_type,
        place=understanding.scene,
        happened=when(report),
        traits=own,
        tellings=(own,),
        topic=heading(report.topic),
        items=frozenset((report.item,)),
        killed=understanding.fatalities.best,
        running=understanding.toll_is_running_total,
        measured=frozenset((report.source,)) if is_measured(report) else frozenset(),
        confidence=understanding.confidence,
        located=_located(understanding.places),
        actors=frozenset(understanding.actors),
    )


def of_incident(incident: Incident) -> Profile:
    """An incident as a side of a comparison."""
    tellings = tuple(traits.unpack(line) for line in incident.words)
    return Profile(
        category=incident.category,
        event_type=incident.event_type,
        place=incident.place,
        happened=incident.happened,
        traits=traits.union(tellings),
        tellings=tellings,
        topic=heading(incident.topic),
        items=frozenset(item_of(r) for r in incident.reports),
        killed=incident.fatalities.best,
        measured=_measured(incident.words),
        confidence=incident.confidence,
        located=_located((incident.place,) if incident.place else ()),
        actors=frozenset(incident.actors),
    )


def remembered(report: Report, own: Traits, kept: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The `words` an incident keeps after taking a report: one line a distinct telling, at most 12.

    Beside traits a line has `#source` of a source that measures, `=site` for the kind of site it names.
    """
    site = facility(f"{report.title} {report.text}").replace(" ", "_")
    marks = ([f"#{report.source}"] if is_measured(report) else []) + ([f"={site}"] if site else [])
    line = " ".join((traits.pack(own), *marks))
    if line in kept or any(own.words <= traits.unpack(old).words for old in kept if own.words):
        return kept
    return (*kept, line)[:TELLINGS_KEPT]


def site_of(incident: Incident) -> str:
    """The kind of site its tellings name, or "" when they name none or several."""
    sites = sites_of(incident)
    return sites[0] if len(sites) == 1 else ""


def sites_of(incident: Incident) -> list[str]:
    """The kinds of sites its tellings name, in the order they were told."""
    marks = dict.fromkeys(word for line in incident.words for word in line.split() if word[0] == "=")
    return [mark[1:].replace("_", " ") for mark in marks]


def when(report: Report) -> Interval:
    """When it happened: as the source says, else the day before it was published."""
    if report.happened is not None:
        return report.happened
    return Interval(
        start=report.published_at - timedelta(days=1), end=report.published_at + timedelta(microseconds=1)
    )


def heading(topic: str) -> str:
    """The narrowest part of a topic, `A > B` giving B, in lower case."""
    return topic.rsplit(" > ", maxsplit=1)[-1].strip().lower()


def item_of(report: ReportId) -> ReportId:
    """The published item a report id belongs to: `x#2` gives `x`."""
    return ReportId(report.split("#", 1)[0])


def is_measured(report: Report) -> bool:
    """Whether the publisher registers events under ids of its own, with a code for the type and a point."""
    return report.event_type is not None and any(p.precision is Precision.POINT for p in report.places)


def _measured(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word[1:] for line in lines for word in line.split() if word[0] == "#")


def _located(places: Iterable[Place]) -> frozenset[str]:
    return frozenset().union(*(stems_of(f"{p.text} {p.name} {p.admin1}") for p in places))


@lru_cache(maxsize=20_000)
def stems_of(names: str) -> frozenset[str]:
    """The stems of the words of a place's names."""
    return traits.read(names).words
