"""The live flow's grouping in memory: day after day, each report into the incident it tells of, as it was told then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lookfar.domain.incident import Incident
from lookfar.domain.report import Report, Understanding
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Origin
from lookfar.incidents import candidates, merge
from lookfar.reports.understand import understand

if TYPE_CHECKING:
    from lookfar.flow.tools import Tools

_FORGOTTEN = timedelta(days=150)
"""Beyond the longest reach of any kind no report can join an incident."""


class Replay:
    """Incidents as they stand; what lies too far back to be joined is forgotten."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._current: dict[str, Incident] = {}
        self._cells: defaultdict[tuple[str, Category], dict[str, Incident]] = defaultdict(dict)
        self._ids: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, reports: Iterable[Report], moment: datetime) -> list[Incident]:
        """The reports of one body, fetched at `moment`; the newest version of each incident that changed."""
        ordered = sorted(reports, key=_by_time)
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for report in ordered:
            parts[report.item].append(report.id)
        changed: dict[str, Incident] = {}
        for report in ordered:
            for part, understanding in enumerate(understand(report, self._tools.reading), 1):
                near = self._candidates(report, understanding, parts[report.item])
                after = self._placed(report, understanding, near, moment, part)
                if after is not None:
                    changed[after.id] = after
        self._forget(moment - _FORGOTTEN)
        return list(changed.values())

    def _placed(
        self,
        report: Report,
        understanding: Understanding,
        near: Sequence[Incident],
        moment: datetime,
        part: int,
    ) -> Incident | None:
        outcome = merge.take(
            report,
            understanding,
            near,
            now=moment,
            origin=Origin.REPLAYED,
            taxonomy=self._tools.taxonomy,
            country_name=self._tools.country_name,
            rule=self._tools.rule,
            part=part,
        )
        if outcome is None or not outcome.is_changed:
            return None
        self._stand(outcome.incident)
        return outcome.incident

    def _candidates(
        self, report: Report, understanding: Understanding, parts: Sequence[str]
    ) -> tuple[Incident, ...]:
        search = candidates.search(report, understanding, self._tools.rule)
        near = [
            incident
            for (country, category), cell in self._cells.items()
            if category in search.categories
            and (not search.countries or not country or country in search.countries)
            for incident in cell.values()
            if search.since < incident.happened.end
            and incident.happened.start < search.until
            and candidates.may_join(report, understanding, incident.topic, incident.place)
        ]
        names = (report.id, *search.aliases, *parts)
        ids = sorted({incident for name in names for incident in self._ids.get(name, ())})
        return tuple({one.id: one for one in (*near, *(self._current[i] for i in ids))}.values())

    def _stand(self, incident: Incident) -> None:
        before = self._current.get(incident.id)
        if before is not None:
            del self._cells[_cell(before)][before.id]
        self._current[incident.id] = incident
        self._cells[_cell(incident)][incident.id] = incident
        for name in (*incident.reports, *incident.aliases):
            self._ids[name].add(incident.id)

    def _forget(self, before: datetime) -> None:
        gone = [i for i in self._current.values() if i.happened.end < before and i.recorded_at < before]
        for incident in gone:
            del self._current[incident.id], self._cells[_cell(incident)][incident.id]
            for name in (*incident.reports, *incident.aliases):
                self._ids[name].discard(incident.id)
                if not self._ids[name]:
                    del self._ids[name]


def _by_time(report: Report) -> tuple[datetime, str, int]:
    return report.published_at, report.item, int(f"0{report.id.partition('#')[2]}")


def _cell(incident: Incident) -> tuple[str, Category]:
    return incident.place.country if incident.place else "", incident.category
