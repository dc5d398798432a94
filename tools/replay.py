"""The live flow's grouping in memory: day after day, each report into the incident it tells of, as it was told then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lookfar.domain.incident import Incident
from lookfar.domain.report import Report, Understanding
from lookfar.domain.vocabulary import Origin
from lookfar.incidents import candidates, merge
from lookfar.records.cells import Cells
from lookfar.reports.understand import understand

if TYPE_CHECKING:
    from lookfar.flow.tools import Tools

_FORGOTTEN = timedelta(days=150)
"""Beyond the longest reach of any kind no report can join an incident."""


class Replay:
    """Incidents as they stand; what lies too far back to be joined is forgotten."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._cells = Cells()

    def take(self, reports: Iterable[Report], moment: datetime) -> list[Incident]:
        """The reports of one body, fetched at `moment`; the newest version of each incident that changed."""
        ordered = sorted(reports, key=merge.arrival)
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
        self._cells.stand(outcome.incident)
        self._cells.name(outcome.incident)
        return outcome.incident

    def _candidates(
        self, report: Report, understanding: Understanding, parts: Sequence[str]
    ) -> tuple[Incident, ...]:
        search = candidates.search(report, understanding, self._tools.rule)
        near = [
            incident
            for incident in self._cells.within(search.countries, search.categories, search.since, search.until)
            if candidates.may_join(report, understanding, incident.topic, incident.place)
        ]
        named = self._cells.named((report.id, *search.aliases, *parts))
        return tuple({one.id: one for one in (*near, *named)}.values())

    def _forget(self, before: datetime) -> None:
        for incident in self._cells:
            if incident.happened.end < before and incident.recorded_at < before:
                self._cells.forget(incident)
