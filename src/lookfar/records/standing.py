"""The incidents that the reports of one body may belong to, as they stand while the body is taken in.

Read in few queries, changed in memory, written together: call inside one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q

from lookfar.domain.incident import Incident, Judgement
from lookfar.domain.taxonomy import Category
from lookfar.records import incidents as store
from lookfar.records.batches import batches
from lookfar.records.cells import Cells
from lookfar.records.codec import INCIDENT
from lookfar.records.models import IncidentAlias, IncidentReport, IncidentVersion

_AROUND = timedelta(days=3)
"""Read beyond what was asked for, since the next report of a body speaks of nearly the same days."""


class Standing:
    """Current versions, those of this body included, until `write` stores them."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._cells = Cells()
        self._asked: set[str] = set()
        self._read: list[tuple[datetime, datetime]] = []
        self._kept: list[Incident] = []
        self._last: dict[str, int] = {}
        self._judged: list[Judgement] = []
        self._ask(names)

    def within(
        self, countries: Iterable[str], categories: Iterable[Category], since: datetime, until: datetime
    ) -> list[Incident]:
        """Incidents of these categories whose time meets `[since, until)`, here or nowhere known.

        No countries means anywhere. Retracted ones are left out.
        """
        if not any(first <= since and until <= last for first, last in self._read):
            self._meet(since - _AROUND, until + _AROUND)
        return self._cells.within(countries, categories, since, until)

    def named(self, names: Iterable[str]) -> list[Incident]:
        """Incidents that answer to one of these publishers' ids or report ids."""
        wanted = list(names)
        self._ask(wanted)
        return self._cells.named(wanted)

    def fold(self, incident: Incident) -> Incident:
        """A new version in the place of the one this body made before it, if it made one at the same instant.

        For the hundreds of records that one body tells of one thing: what none could ever have seen is not stored.
        """
        place = self._last.get(incident.id)
        if place is None or self._kept[place].recorded_at != incident.recorded_at:
            self.keep(incident)
            return incident
        before = self._kept[place]
        change = before.change if before.change == "founded" else incident.change
        self._kept[place] = replace(incident, version=before.version, change=change)
        self._cells.stand(self._kept[place])
        self._cells.name(incident)
        return self._kept[place]

    def keep(self, incident: Incident) -> None:
        """A new version, seen by the next question."""
        self._cells.stand(incident)
        self._cells.name(incident)
        self._last[incident.id] = len(self._kept)
        self._kept.append(incident)

    def judge(self, judgements: Iterable[Judgement]) -> None:
        """Why a report belongs where it does."""
        self._judged += judgements

    def write(self) -> None:
        """Stores every version and judgement, in order."""
        store.keep_versions(self._kept)
        store.keep_judgements(self._judged)
        self._kept, self._judged, self._last = [], [], {}

    def _meet(self, since: datetime, until: datetime) -> None:
        self._take(Q(happened_end__gt=since, happened_start__lt=until))
        self._read.append((since, until))

    def _ask(self, names: Iterable[str]) -> None:
        asked = sorted(set(names) - self._asked)
        self._asked.update(asked)
        for some in batches(asked):
            found = [
                *IncidentAlias.objects.filter(alias__in=some).values_list("alias", "incident_id"),
                *IncidentReport.objects.filter(report_id__in=some).values_list("report_id", "incident_id"),
            ]
            for name, incident in found:
                self._cells.call(incident, name)
            missing = sorted({incident for _, incident in found if incident not in self._cells})
            if missing:
                self._take(Q(incident_id__in=missing))

    def _take(self, which: Q) -> None:
        for incident, content in IncidentVersion.objects.filter(which, superseded_at=None).values_list(
            "incident_id", "incident"
        ):
            if incident not in self._cells:
                self._cells.stand(INCIDENT.read(content))
