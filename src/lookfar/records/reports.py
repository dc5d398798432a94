"""Reports: a new version only when the publisher's words changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lookfar.domain.ids import ReportId, SourceId, content_hash
from lookfar.domain.report import Report, Understanding
from lookfar.domain.vocabulary import Origin
from lookfar.records.codec import REPORT, UNDERSTANDINGS
from lookfar.records.models import Contact, ReportRow


def unseen(reports: Iterable[Report]) -> list[tuple[Report, int]]:
    """The reports whose content is new here, each with the version number it will get."""
    listed = list(reports)
    known: dict[str, tuple[int, str]] = {}
    ids = [report.id for report in listed]
    for start in range(0, len(ids), 500):
        rows = ReportRow.objects.filter(report_id__in=ids[start : start + 500], superseded_at=None)
        known.update(
            {row[0]: (row[1], row[2]) for row in rows.values_list("report_id", "version", "content_hash")}
        )
    found = []
    for report in listed:
        version, digest = known.get(report.id, (0, ""))
        if digest != content_hash(REPORT.write(report)):
            found.append((report, version + 1))
    return found


def keep_report(
    report: Report,
    version: int,
    understandings: tuple[Understanding, ...],
    *,
    contact: Contact,
    fetched_at: datetime,
    now: datetime,
    origin: Origin,
) -> None:
    """A new version of a report, with what was understood of it."""
    content = REPORT.write(report)
    if version > 1:
        ReportRow.objects.filter(report_id=report.id, superseded_at=None).update(superseded_at=now)
    ReportRow.objects.create(
        report_id=report.id,
        version=version,
        source=report.source,
        item=report.item,
        page=report.page,
        content_hash=content_hash(content),
        report=content,
        understandings=UNDERSTANDINGS.write(understandings),
        published_at=report.published_at,
        fetched_at=fetched_at,
        recorded_at=now,
        origin=origin.value,
        contact=contact,
    )


def ids_of_item(item: ReportId) -> list[str]:
    """The ids of the reports that one published item gave."""
    return list(ReportRow.objects.filter(item=item, superseded_at=None).values_list("report_id", flat=True))


def on_page(source: SourceId, page: str) -> list[Report]:
    """The reports that a publisher's page lists, as far as we know, those taken back left out."""
    rows = ReportRow.objects.filter(source=source, page=page, superseded_at=None).order_by("report_id")
    return [report for report in (REPORT.read(row.report) for row in rows) if not report.retracted]


def reports_of(ids: Iterable[str], *, as_of: datetime) -> list[tuple[Report, ReportRow]]:
    """The newest version of each report known at `as_of`, oldest first."""
    newest: dict[str, ReportRow] = {}
    rows = ReportRow.objects.filter(report_id__in=list(ids), recorded_at__lte=as_of).order_by("version")
    for row in rows:
        newest[row.report_id] = row
    ordered = sorted(newest.values(), key=lambda row: (row.published_at, row.report_id))
    return [(REPORT.read(row.report), row) for row in ordered]


def understood(ids: Iterable[str]) -> list[tuple[Report, tuple[Understanding, ...]]]:
    """The newest version of each report that was not taken back, with what was understood of it."""
    rows = ReportRow.objects.filter(report_id__in=list(ids), superseded_at=None).order_by("report_id")
    told = [(REPORT.read(row.report), UNDERSTANDINGS.read(row.understandings)) for row in rows]
    return [(report, said) for report, said in told if not report.retracted]
