"""What was written since a mark, for export: whole months, every version, as one statement reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Max, Model, QuerySet

from lookfar.domain.incident import Incident
from lookfar.domain.report import Report, Understanding
from lookfar.records.batches import batches
from lookfar.records.codec import INCIDENT, REPORT, UNDERSTANDINGS
from lookfar.records.models import AreaRating, IncidentAlias, IncidentVersion, ReportRow
from lookfar.records.ratings import unpacked

_CHUNK = 1_000
Kept = TypeVar("Kept", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptIncident:
    """One version; `superseded_at` None while it is in force."""

    incident: Incident
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """One version of a report with what was understood of it; `superseded_at` None while it is the newest."""

    report: Report
    version: int
    understandings: tuple[Understanding, ...]
    fetched_at: datetime
    recorded_at: datetime
    superseded_at: datetime | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRatings:
    """What a daily run issued for one area: `issued` the canonical JSON."""

    as_of: datetime
    issued: bytes
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How far a table is written: its newest key, and how many rows it has."""

    newest: int
    rows: int


def incidents_written() -> Written:
    """Of incident versions."""
    return _written(IncidentVersion.objects.all())


def reports_written() -> Written:
    """Of report versions."""
    return _written(ReportRow.objects.all())


def ratings_written() -> Written:
    """Of what daily runs issued."""
    return _written(_daily())


def names_written() -> int:
    """The newest key of incidents' other names; a merge without a new version shows only here."""
    return IncidentAlias.objects.aggregate(newest=Max("pk"))["newest"] or 0


def incidents_after(key: int) -> int:
    """How many incident versions are newer than a key."""
    return IncidentVersion.objects.filter(pk__gt=key).count()


def reports_after(key: int) -> int:
    """How many report versions are newer than a key."""
    return ReportRow.objects.filter(pk__gt=key).count()


def ratings_after(key: int) -> int:
    """How many daily issues are newer than a key."""
    return _daily().filter(pk__gt=key).count()


def rating_months(*, after: int) -> set[str]:
    """The months of daily issues newer than this key."""
    return _months(_daily().filter(pk__gt=after).values_list("as_of", flat=True).distinct())


def ratings_of(months: Iterable[str]) -> Iterator[KeptRatings]:
    """Everything daily runs issued in these months, oldest first."""
    wanted = set(months)
    if not wanted:
        return
    first, end = _span(wanted)
    rows = _daily().filter(as_of__gte=first, as_of__lt=end).order_by("as_of", "area", "pk")
    for row in rows.only("area", "as_of", "issued", "origin").iterator(_CHUNK):
        if _month(row.as_of) in wanted:
            yield KeptRatings(as_of=row.as_of, issued=unpacked(row), origin=row.origin)


def incident_months(*, after: int, names_after: int) -> set[str]:
    """The months (`YYYY-MM`, of recording) that incident versions or names newer than these keys touch."""
    fresh = IncidentVersion.objects.filter(pk__gt=after).values_list("incident_id", flat=True)
    merged = IncidentAlias.objects.filter(pk__gt=names_after).values_list("alias", flat=True)
    found: set[str] = set()
    for some in batches(sorted({*fresh, *merged})):
        rows = IncidentVersion.objects.filter(incident_id__in=some)
        found |= _months(rows.values_list("recorded_at", flat=True))
    return found


def report_months(*, after: int) -> set[str]:
    """The months of recording that report versions newer than this key touch."""
    fresh = ReportRow.objects.filter(pk__gt=after).values_list("report_id", flat=True)
    found: set[str] = set()
    for some in batches(sorted(set(fresh))):
        found |= _months(ReportRow.objects.filter(report_id__in=some).values_list("recorded_at", flat=True))
    return found


def every_incident_month() -> set[str]:
    """All months in which an incident version was recorded."""
    return _months(IncidentVersion.objects.values_list("recorded_at", flat=True).iterator())


def every_report_month() -> set[str]:
    """All months in which a report version was recorded."""
    return _months(ReportRow.objects.values_list("recorded_at", flat=True).iterator())


def incidents_of(months: Iterable[str]) -> Iterator[KeptIncident]:
    """Every incident version recorded in these months, by time of recording."""
    wanted = set(months)
    if not wanted:
        return
    first, end = _span(wanted)
    rows = IncidentVersion.objects.filter(recorded_at__gte=first, recorded_at__lt=end).order_by(
        "recorded_at", "pk"
    )
    columns = rows.values_list("recorded_at", "superseded_at", "incident")
    for recorded, superseded, content in columns.iterator(_CHUNK):
        if _month(recorded) in wanted:
            yield KeptIncident(incident=INCIDENT.read(content), superseded_at=superseded)


def reports_of_months(months: Iterable[str]) -> Iterator[KeptReport]:
    """Every report version recorded in these months, by time of recording."""
    wanted = set(months)
    if not wanted:
        return
    first, end = _span(wanted)
    sources = sorted(set(ReportRow.objects.order_by().values_list("source", flat=True).distinct()))
    rows = ReportRow.objects.filter(source__in=sources, recorded_at__gte=first, recorded_at__lt=end)
    for row in rows.order_by("recorded_at", "pk").iterator(_CHUNK):
        if _month(row.recorded_at) in wanted:
            yield KeptReport(
                report=REPORT.read(row.report),
                version=row.version,
                understandings=UNDERSTANDINGS.read(row.understandings),
                fetched_at=row.fetched_at,
                recorded_at=row.recorded_at,
                superseded_at=row.superseded_at,
                origin=row.origin,
            )


def _daily() -> QuerySet[AreaRating]:
    return AreaRating.objects.filter(run="daily")


def _written(rows: QuerySet[Kept]) -> Written:
    return Written(newest=rows.aggregate(newest=Max("pk"))["newest"] or 0, rows=rows.count())


def _span(months: set[str]) -> tuple[datetime, datetime]:
    """From the first instant of the first month to the first instant after the last; months must not be empty."""
    first, last = (datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC) for month in (min(months), max(months)))
    return first, last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1)


def _months(moments: Iterable[datetime]) -> set[str]:
    return {_month(moment) for moment in moments}


def _month(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m}"
