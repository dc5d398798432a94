"""Which countries incidents tell of: by source, and of what was kept since a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from lookfar.domain.ids import SourceId
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records.incidents import known_at
from lookfar.records.models import IncidentReport, IncidentVersion


def told_of(sources: Sequence[SourceId], *, since: datetime, until: datetime) -> dict[str, int]:
    """By country that they touch: incidents that began in (since, until] and that any of these sources told of, as known at `until`."""
    rows = _told_by(sources, until).filter(happened_start__gt=since, happened_start__lte=until).exclude(country="")
    found: Counter[str] = Counter()
    counted = rows.order_by().values("country", "others").annotate(count=Count("pk"))
    for country, others, count in counted.values_list("country", "others", "count"):
        for area in _countries(country, others):
            found[area] += count
    return dict(found)


def kinds_told_of(source: SourceId, *, since: datetime, until: datetime) -> set[tuple[str, Category]]:
    """Each country with each category that a source told of in incidents that went on after `since`, as known at `until`."""
    rows = _told_by([source], until).filter(happened_end__gt=since)
    told = rows.order_by().values_list("country", "others", "category").distinct()
    return {(area, Category(kind)) for one, others, kind in told for area in _countries(one, others)}


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
    return known_at(as_of).filter(Exists(told)).exclude(status=IncidentStatus.RETRACTED.value)


def _countries(country: str, others: str | None) -> set[str]:
    return {area for area in (country, *(others or "").split()) if area}
