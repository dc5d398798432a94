"""Incident versions as ratings read them, remembered, since none is ever rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lookfar.domain.areas import Areas, country_of
from lookfar.domain.ids import SourceId
from lookfar.ratings.evidence import Evidence, evidence_of
from lookfar.records import incidents as store

MEMORY = timedelta(days=3 * 365)
"""How far back incidents are read; beyond it the longest half-life leaves less than two percent."""
_FEW = 20
_STEP = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """One incident version as it counts for one area. `alone`: it is known to the country and to no part of it."""

    area: str
    evidence: Evidence
    sources: frozenset[SourceId]
    alone: bool


class Remembered:
    """What is known of areas as of a time; each version is read once."""

    def __init__(self, parts: Areas, stepped: Callable[[], object] = lambda: None) -> None:
        """`stepped` is called after each step of a long reading."""
        self._parts, self._stepped = parts, stepped
        self._read: dict[tuple[str, int], tuple[Known, ...]] = {}

    def at(self, as_of: datetime, countries: Collection[str]) -> dict[str, list[Known]]:
        """By area, for these countries and their parts at least; areas nothing is known of are absent."""
        rows = store.known_at(as_of).filter(happened_end__gt=as_of - MEMORY)
        if len(countries) < _FEW:
            rows = rows.filter(store.touching(countries))
        keys = list(rows.values_list("incident_id", "version"))
        missing = [key for key in keys if key not in self._read]
        for start in range(0, len(missing), _STEP):
            self._learn(missing[start : start + _STEP], as_of)
            self._stepped()
        found: dict[str, list[Known]] = {}
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
            counts = evidence_of(incident, links, self._parts)
            counts_for = Counter(country_of(area) for area, _ in counts)
            self._read[(incident.id, incident.version)] = tuple(
                Known(area=area, evidence=evidence, sources=from_sources, alone=counts_for[country_of(area)] == 1)
                for area, evidence in counts
            )
