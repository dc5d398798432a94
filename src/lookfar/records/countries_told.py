"""Which countries incidents tell of: by source, and of what was kept since a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from lookfar.domain.ids import SourceId
from lookfar.domain.incident import Incident
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import known_at
from lookfar.records.models import IncidentReport, IncidentVersion, Regrouping


def told_of(sources: Sequence[SourceId], *, since: datetime, until: datetime) -> dict[str, int]:
    """By country that they touch: incidents that began in (since, until] and that any of these sources told of, as known at `until`."""
    rows = _told_by(sources, until).filter(happened_start__gt=since, happened_start__lte=until).exclude(country="")
    found: Counter[str] = Counter()
    counted = rows.order_by().values("country", "others").annotate(count=Count("pk"))
    for country, others, count in counted.values_list("country", "others", "count"):
        for area in _countries(country, others):
            found[area] += count
    for one in _parted(sources, until):
        if since < one.happened.start <= until and one.place is not None:
            found.update(one.place.touched)
    return dict(found)


def kinds_told_of(source: SourceId, *, since: datetime, until: datetime) -> set[tuple[str, Category]]:
    """Each country with each category that a source told of in incidents that went on after `since`, as known at `until`."""
    rows = _told_by([source], until).filter(happened_end__gt=since)
    told = rows.order_by().values_list("country", "others", "category").distinct()
    found = {(area, Category(kind)) for one, others, kind in told for area in _countries(one, others)}
    parted = [one for one in _parted([source], until) if one.happened.end > since and one.place is not None]
    return found | {(area, one.category) for one in parted if one.place for area in one.place.touched}


def touched_since(mark: int) -> tuple[int, set[str]]:
    """A mark that grows with every version kept, and the countries (alpha-3) that incidents of which one was kept since a
    former mark touch or touched.
    """
    newest = IncidentVersion.objects.aggregate(newest=Max("pk"))["newest"] or 0
    changed = IncidentVersion.objects.filter(pk__gt=mark).values("incident_id")
    rows = IncidentVersion.objects.filter(incident_id__in=changed).order_by().values_list("country", "others")
    return newest, {area for one, others in rows.distinct() for area in _countries(one, others)}


def _told_by(sources: Sequence[SourceId], as_of: datetime) -> QuerySet[IncidentVersion]:
    named = Q()
    for source in sources:
        named |= Q(report_id__startswith=f"{source}:")
    told = IncidentReport.objects.filter(named, incident_id=OuterRef("incident_id"), recorded_at__lte=as_of)
    rows = known_at(as_of).filter(Exists(told)).exclude(status=IncidentStatus.RETRACTED.value)
    return rows.exclude(incident_id__in=_taken_apart(as_of))


def _taken_apart(as_of: datetime) -> QuerySet[Regrouping, str]:
    parted = Regrouping.objects.filter(kind="split", decided_at__lte=as_of)
    return parted.values_list("incident_id", flat=True)


def _parted(sources: Sequence[SourceId], as_of: datetime) -> list[Incident]:
    """Those that reports were taken out of, and that these sources still tell of: a membership is kept for good, so the
    versions themselves are asked.
    """
    rows = (
        known_at(as_of).filter(incident_id__in=_taken_apart(as_of)).exclude(status=IncidentStatus.RETRACTED.value)
    )
    read = [INCIDENT.read(content) for content in rows.values_list("incident", flat=True)]
    return [one for one in read if any(report.split(":", 1)[0] in sources for report in one.reports)]


def _countries(country: str, others: str | None) -> set[str]:
    return {area for area in (country, *(others or "").split()) if area}
