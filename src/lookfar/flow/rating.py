"""What the incidents make of every area, as of a time; every input kept, every change logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from lookfar import sources
from lookfar.domain.ids import SourceId
from lookfar.domain.rating import LevelChange, Rating
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Origin
from lookfar.flow.issued_before import IssuedBefore
from lookfar.flow.tools import Tools
from lookfar.flow.volumes import Volumes
from lookfar.ratings import change_log
from lookfar.ratings.coverage import Listening, Watch, combine, listening
from lookfar.ratings.evidence import Evidence, evidence_of
from lookfar.ratings.inputs import AreaInputs, Run
from lookfar.ratings.issued import issued_bytes
from lookfar.ratings.levels import Rated
from lookfar.records import feeds
from lookfar.records import incidents as store
from lookfar.records import ratings as kept

MEMORY = timedelta(days=3 * 365)
"""How far back incidents are read; beyond it the longest half-life leaves less than two percent."""


@dataclass(frozen=True, slots=True)
class _Known:
    """One incident version as the rater remembers it."""

    area: str
    evidence: Evidence
    sources: frozenset[SourceId]


class Rater:
    """Rates areas from the records; remembers versions it has read, since none is ever rewritten."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._read: dict[tuple[str, int], tuple[_Known, ...]] = {}
        self._before = IssuedBefore()
        self._method = tools.methods.current
        self._volumes = Volumes()

    @property
    def areas(self) -> frozenset[str]:
        """Every rated area, alpha-3."""
        return frozenset(self._tools.areas)

    def issue(
        self, *, as_of: datetime, run: Run, origin: Origin = Origin.LIVE, areas: Sequence[str] | None = None
    ) -> list[tuple[Rating, ...]]:
        """Rates `areas` (all when None) from what was known at `as_of`; keeps snapshots, ratings, changes."""
        wanted = list(areas if areas is not None else self._tools.areas)
        rated = self._rate(wanted, as_of=as_of, run=run)
        former = self._before.former(wanted, as_of)
        issues = [
            kept.Issue(
                area=area,
                as_of=as_of,
                run=run.value,
                method=self._method.identity,
                digest=one.digest,
                snapshot=one.snapshot,
                issued=issued_bytes(one.ratings),
                origin=origin,
            )
            for area, one in zip(wanted, rated, strict=True)
        ]
        ratings = [one.ratings for one in rated]
        with transaction.atomic():
            kept.keep_issues(issues)
            _log_changes(former, ratings)
        self._before.remember(ratings, as_of, run)
        return ratings

    def compute(self, areas: Sequence[str], *, as_of: datetime) -> list[tuple[Rating, ...]]:
        """What rating these areas as of a time gives; nothing is kept."""
        return [one.ratings for one in self._rate(areas, as_of=as_of, run=Run.TOUCHED)]

    def inputs(
        self, *, as_of: datetime, areas: Sequence[str] | None = None, without: SourceId | None = None
    ) -> list[AreaInputs]:
        """What a daily run would rate `areas` (all when None) from, as if the source `without` had never been heard."""
        wanted = list(areas if areas is not None else self._tools.areas)
        return self._gather(wanted, as_of=as_of, run=Run.DAILY, without=without)

    def _rate(self, areas: Sequence[str], *, as_of: datetime, run: Run) -> list[Rated]:
        return self._method.issue(self._gather(areas, as_of=as_of, run=run))

    def _gather(
        self, areas: Sequence[str], *, as_of: datetime, run: Run, without: SourceId | None = None
    ) -> list[AreaInputs]:
        known = self._known(areas, as_of)
        heard = _heard(as_of)
        if without is not None:
            heard = [one for one in heard if one.source != without]
            known = {area: [one for one in items if one.sources != {without}] for area, items in known.items()}
        watching = _Watching(heard)
        states = self._before.states(as_of)
        volume = self._volumes.at(as_of, heard)
        data_to = {str(listened.source): listened.until for listened in heard if listened.until is not None}
        return [
            AreaInputs(
                area=area,
                region=self._tools.subregions.get(area, ""),
                as_of=as_of,
                run=run,
                evidence=tuple(one.evidence for one in known.get(area, ())),
                indicators=self._tools.indicators(area, as_of),
                watches=watching.of(area, known.get(area, ())),
                data_to=data_to,
                previous=states.get(area, {}),
                months=self._tools.months(area, as_of),
                volume=volume,
            )
            for area in areas
        ]

    def _known(self, areas: Sequence[str], as_of: datetime) -> dict[str, list[_Known]]:
        rows = store.known_at(as_of).filter(happened_end__gt=as_of - MEMORY)
        if len(areas) < 20:
            rows = rows.filter(country__in=list(areas))
        keys = list(rows.values_list("incident_id", "version"))
        missing = [key for key in keys if key not in self._read]
        if missing:
            self._learn(missing, as_of)
        found: dict[str, list[_Known]] = {}
        for key in keys:
            for one in self._read[key]:
                found.setdefault(one.area, []).append(one)
        return found

    def _learn(self, keys: Iterable[tuple[str, int]], as_of: datetime) -> None:
        incidents = store.these_versions(keys)
        linked = store.links_of(incidents, as_of=as_of)
        for incident in incidents:
            from_sources = frozenset(SourceId(report.split(":", 1)[0]) for report in incident.reports)
            links = tuple(link.url for link in linked[incident.id][:3])
            self._read[(incident.id, incident.version)] = tuple(
                _Known(area=area, evidence=evidence, sources=from_sources)
                for area, evidence in evidence_of(incident, links)
            )


def rate_world(rater: Rater, *, as_of: datetime, origin: Origin) -> int:
    """The daily run over every area; a second time changes nothing. How many areas were issued."""
    if kept.is_rated(as_of, Run.DAILY.value):
        return 0
    return len(rater.issue(as_of=as_of, run=Run.DAILY, origin=origin))


def rate_touched(rater: Rater, areas: Iterable[str], *, as_of: datetime, origin: Origin) -> int:
    """The run after an incident, over the areas it touches; how many were issued."""
    known = sorted(set(areas) & rater.areas)
    return len(rater.issue(as_of=as_of, run=Run.TOUCHED, areas=known, origin=origin)) if known else 0


def touched_at(moment: datetime) -> list[str]:
    """The areas of incident versions that became known at exactly this instant."""
    return store.countries_recorded_at(moment)


def _log_changes(former: Mapping[str, tuple[Rating, ...]], rated: Sequence[tuple[Rating, ...]]) -> None:
    chain = ""
    linked: list[tuple[LevelChange, str]] = []
    for ratings in rated:
        for change in change_log.changes(former.get(ratings[0].area, ()), ratings):
            chain = change_log.chain(chain or kept.last_chain(), change)
            linked.append((change, chain))
    kept.keep_changes(linked)


def _heard(as_of: datetime) -> list[Listening]:
    known = sources.known()
    states = feeds.heard_all(list(known), as_of=as_of)
    return [
        listening(
            module.SOURCE,
            last_contact=states[name].contact,
            newest=states[name].newest,
            oldest=states[name].oldest,
            as_of=as_of,
        )
        for name, module in known.items()
    ]


class _Watching:
    """Watches of areas; computed once for each set of sources that reported a category."""

    def __init__(self, heard: Sequence[Listening]) -> None:
        self._heard = heard
        self._local = frozenset(area for one in heard for area in one.countries)
        self._found: dict[tuple[str, Category, frozenset[SourceId]], Watch] = {}

    def of(self, area: str, known: Sequence[_Known]) -> dict[Category, Watch]:
        by_category: dict[Category, set[SourceId]] = {}
        for one in known:
            by_category.setdefault(one.evidence.category, set()).update(one.sources)
        return {category: self._watch(area, category, by_category.get(category, ())) for category in Category}

    def _watch(self, area: str, category: Category, reporting: Iterable[SourceId]) -> Watch:
        key = (area if area in self._local else "", category, frozenset(reporting))
        if key not in self._found:
            self._found[key] = combine(area, category, self._heard, key[2])
        return self._found[key]
