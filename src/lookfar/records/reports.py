"""Reports: a new version only when the publisher's words changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.ids import ReportId, SourceId, content_hash
from lookfar.domain.report import Fact, Link, Report, Understanding
from lookfar.domain.vocabulary import Origin
from lookfar.records.batches import ROWS, batches
from lookfar.records.codec import LINKS, REPORT, UNDERSTANDINGS
from lookfar.records.models import Contact, ReportRow


def unseen(reports: Iterable[Report], *, newer_than: datetime | None = None) -> list[tuple[Report, int]]:
    """The reports whose content is new here, each with the version number it will get.

    `newer_than`: a report already known from a body fetched after this is left as it is.
    """
    listed = list(reports)
    known: dict[str, tuple[int, str, datetime]] = {}
    for some in batches([report.id for report in listed]):
        rows = ReportRow.objects.filter(report_id__in=some, superseded_at=None)
        known.update(
            {row[0]: row[1:] for row in rows.values_list("report_id", "version", "content_hash", "fetched_at")}
        )
    found = []
    for report in listed:
        version, digest, fetched_at = known.get(report.id, (0, "", None))
        outdated = newer_than is not None and fetched_at is not None and fetched_at > newer_than
        if not outdated and digest != content_hash(REPORT.write(report)):
            found.append((report, version + 1))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A report new here, with the version it gets and what was understood of it."""

    report: Report
    version: int
    understandings: tuple[Understanding, ...]


def keep_reports(
    fresh: Sequence[Fresh], *, contact: Contact, fetched_at: datetime, now: datetime, origin: Origin
) -> None:
    """New versions of reports, with what was understood of them."""
    for some in batches([one.report.id for one in fresh if one.version > 1]):
        ReportRow.objects.filter(report_id__in=some, superseded_at=None).update(superseded_at=now)
    rows = []
    for one in fresh:
        content = REPORT.write(one.report)
        rows.append(
            ReportRow(
                report_id=one.report.id,
                version=one.version,
                source=one.report.source,
                item=one.report.item,
                page=one.report.page,
                content_hash=content_hash(content),
                report=content,
                understandings=UNDERSTANDINGS.write(one.understandings),
                published_at=one.report.published_at,
                fetched_at=fetched_at,
                recorded_at=now,
                origin=origin.value,
                contact=contact,
            )
        )
    ReportRow.objects.bulk_create(rows, batch_size=ROWS)


def ids_of_items(items: Iterable[ReportId]) -> dict[ReportId, list[ReportId]]:
    """By published item: the ids of the reports it gave so far."""
    found: dict[ReportId, list[ReportId]] = {}
    for some in batches(sorted(set(items))):
        rows = ReportRow.objects.filter(item__in=some, superseded_at=None)
        for item, report in rows.values_list("item", "report_id"):
            found.setdefault(ReportId(item), []).append(ReportId(report))
    return found


def on_page(source: SourceId, page: str, *, fetched_by: datetime) -> list[Report]:
    """The reports that a publisher's page listed when last fetched by a time, those taken back left out."""
    rows = ReportRow.objects.filter(source=source, page=page, superseded_at=None, fetched_at__lte=fetched_by)
    rows = rows.order_by("report_id")
    return [report for report in (REPORT.read(row.report) for row in rows) if not report.retracted]


def reports_of(ids: Iterable[str], *, as_of: datetime) -> list[tuple[Report, ReportRow]]:
    """The newest version of each report known at `as_of`, oldest first."""
    newest: dict[str, ReportRow] = {}
    for some in batches(list(ids)):
        for row in ReportRow.objects.filter(report_id__in=some, recorded_at__lte=as_of).order_by("version"):
            newest[row.report_id] = row
    ordered = sorted(newest.values(), key=lambda row: (row.published_at, row.report_id))
    return [(REPORT.read(row.report), row) for row in ordered]


def links_of_reports(ids: Iterable[str], *, as_of: datetime) -> dict[ReportId, tuple[Link, ...]]:
    """The links of the same versions in the same order, without reading all that they say."""
    newest: dict[str, tuple[datetime, bytes | memoryview]] = {}
    for some in batches(list(ids)):
        rows = ReportRow.objects.filter(report_id__in=some, recorded_at__lte=as_of).order_by("version")
        newest |= {
            one: (at, content) for one, at, content in rows.values_list("report_id", "published_at", "report")
        }
    ordered = sorted(newest, key=lambda one: (newest[one][0], one))
    return {ReportId(one): LINKS.read(newest[one][1]).links for one in ordered}


def facts_of(row: ReportRow) -> tuple[Fact, ...]:
    """What was read from one version of a report, each fact once; () in rows older than facts."""
    return tuple(dict.fromkeys(fact for said in UNDERSTANDINGS.read(row.understandings) for fact in said.facts))


def understood(ids: Iterable[str]) -> list[tuple[Report, tuple[Understanding, ...]]]:
    """The newest version of each report that was not taken back, with what was understood of it."""
    rows = ReportRow.objects.filter(report_id__in=list(ids), superseded_at=None).order_by("report_id")
    told = [(REPORT.read(row.report), UNDERSTANDINGS.read(row.understandings)) for row in rows]
    return [(report, said) for report, said in told if not report.retracted]
