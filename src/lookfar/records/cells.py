"""Incidents in memory as they stand, found by country and category, and by the ids that they answer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from lookfar.domain.incident import Incident
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus


class Cells:
    """One version of each incident, the last that was put in."""

    def __init__(self) -> None:
        self._current: dict[str, Incident] = {}
        self._cells: defaultdict[tuple[str, Category], dict[str, Incident]] = defaultdict(dict)
        self._ids: defaultdict[str, set[str]] = defaultdict(set)

    def __contains__(self, ident: object) -> bool:
        return ident in self._current

    def __iter__(self) -> Iterator[Incident]:
        return iter(list(self._current.values()))

    def within(
        self, countries: Iterable[str], categories: Iterable[Category], since: datetime, until: datetime
    ) -> list[Incident]:
        """Incidents of these categories whose time meets `[since, until)`, here or nowhere known; each once.

        No countries means anywhere. Retracted ones are left out.
        """
        wanted, kinds = set(countries), set(categories)
        cells = (
            cell
            for (country, category), cell in self._cells.items()
            if category in kinds and (not wanted or not country or country in wanted)
        )
        found = {incident.id: incident for cell in cells for incident in cell.values()}.values()
        return [
            incident
            for incident in found
            if since < incident.happened.end
            and incident.happened.start < until
            and incident.status is not IncidentStatus.RETRACTED
        ]

    def named(self, names: Iterable[str]) -> list[Incident]:
        """Incidents that answer to one of these publishers' ids or report ids."""
        ids = {incident for name in names for incident in self._ids.get(name, ())}
        return [self._current[incident] for incident in sorted(ids) if incident in self._current]

    def stand(self, incident: Incident) -> None:
        """Makes a version the current one, found by its countries ("" nowhere known) and category."""
        before = self._current.get(incident.id)
        if before is not None:
            for cell in _cells_of(before):
                del self._cells[cell][before.id]
        self._current[incident.id] = incident
        for cell in _cells_of(incident):
            self._cells[cell][incident.id] = incident

    def name(self, incident: Incident) -> None:
        """It answers to its reports and aliases."""
        for name in (*incident.reports, *incident.aliases):
            self.call(incident.id, name)

    def call(self, ident: str, name: str) -> None:
        """The incident of this id answers to this name."""
        self._ids[name].add(ident)

    def forget(self, incident: Incident) -> None:
        """Takes a current version out, with the names it answers to."""
        del self._current[incident.id]
        for cell in _cells_of(incident):
            del self._cells[cell][incident.id]
        for name in (*incident.reports, *incident.aliases):
            self._ids[name].discard(incident.id)
            if not self._ids[name]:
                del self._ids[name]


def _cells_of(incident: Incident) -> list[tuple[str, Category]]:
    countries = incident.place.touched if incident.place else ()
    return [(country, incident.category) for country in countries or ("",)]
