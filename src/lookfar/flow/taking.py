"""One body through the rooms, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from lookfar import sources
from lookfar.domain.errors import SourceChanged, SourceError, SourceUnreachable
from lookfar.domain.ids import IncidentId, ReportId, SourceId, content_hash
from lookfar.domain.incident import Incident
from lookfar.domain.report import Report, Understanding
from lookfar.domain.source import Body, Reading
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.flow.matching import match_and_alert
from lookfar.flow.regrouping import members, setting_of
from lookfar.flow.tools import Tools
from lookfar.incidents import candidates, lifecycle, merge
from lookfar.records import feeds, reports
from lookfar.records import incidents as store
from lookfar.reports.understand import understand

_FEW = 2
"""So many items may always go missing from a page at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one body caused. `incidents`: the newest version of each that changed; `follow`: what to fetch next."""

    source: SourceId
    reports: int = 0
    quarantined: int = 0
    incidents: tuple[Incident, ...] = ()
    alerts: int = 0
    follow: tuple[str, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fresh:
    report: Report
    version: int
    understandings: tuple[Understanding, ...]


def take(
    body: Body,
    tools: Tools,
    *,
    now: datetime,
    origin: Origin,
    validators: feeds.Validators = feeds.NO_VALIDATORS,
) -> Taken:
    """Reads a body and writes all it causes; the same bytes a second time cause nothing.

    `now` becomes `recorded_at`. Raises SourceError when the body as a whole is not usable.
    """
    if origin is Origin.REPLAYED and feeds.already_taken(body.source, content_hash(body.content)):
        return Taken(source=body.source, known=True)
    reading = sources.known()[body.source].read(body)
    gone, damaged = _withdrawn(body.source, reading)
    reading = replace(reading, notes=(*reading.notes, *damaged))
    fresh = [
        _Fresh(report=report, version=version, understandings=understand(report, tools.reading))
        for report, version in sorted(reports.unseen((*reading.reports, *gone)), key=_by_time)
    ]
    with transaction.atomic():
        return _write(body, reading, fresh, tools, now=now, origin=origin, validators=validators)


def _by_time(one: tuple[Report, int]) -> tuple[datetime, str, int]:
    """Reports are taken by time, then id, whatever order a page lists them in; an item's parts in their order."""
    report = one[0]
    return report.published_at, report.item, int(f"0{report.id.partition('#')[2]}")


def heard_nothing(
    source: SourceId, url: str, error: SourceError, *, at: datetime, origin: Origin = Origin.LIVE
) -> None:
    """Writes down a contact that brought nothing usable: a failure is kept, never shown as empty."""
    match error:
        case SourceChanged():
            outcome = "changed"
        case SourceUnreachable():
            outcome = "unreachable"
        case _:
            outcome = "failed"
    feeds.keep_other_contact(source, url, at=at, outcome=outcome, detail=str(error), origin=origin)


def _write(
    body: Body,
    reading: Reading,
    fresh: list[_Fresh],
    tools: Tools,
    *,
    now: datetime,
    origin: Origin,
    validators: feeds.Validators,
) -> Taken:
    contact = feeds.keep_body_contact(
        body, reading, reported=_items(reading), now=now, origin=origin, validators=validators
    )
    for bad in reading.quarantined:
        feeds.keep_quarantined(body.source, body.url, bad, now=now)
    for advice in reading.advice:
        feeds.keep_advice(advice, now=now, origin=origin)
    changed: dict[IncidentId, Incident] = {}
    for one in fresh:
        reports.keep_report(
            one.report,
            one.version,
            one.understandings,
            contact=contact,
            fetched_at=body.fetched_at,
            now=now,
            origin=origin,
        )
        for incident in _incidents(one, tools, now=now, origin=origin):
            changed[incident.id] = incident
    alerts = (
        match_and_alert(tuple(changed.values()), now=now, origin=origin) if changed and not tools.silent else 0
    )
    return Taken(
        source=body.source,
        reports=len(fresh),
        quarantined=len(reading.quarantined),
        incidents=tuple(changed.values()),
        alerts=alerts,
        follow=reading.follow,
    )


def _items(reading: Reading) -> int:
    return len({report.item for report in reading.reports})


def _withdrawn(source: SourceId, reading: Reading) -> tuple[list[Report], list[str]]:
    """Reports a publisher's page no longer lists, as retracted versions.

    A page that lost more than half of what it listed is more likely damaged than corrected: it takes
    nothing back, and the loss is written down with the contact.
    """
    here = {report.id for report in reading.reports}
    gone: list[Report] = []
    damaged: list[str] = []
    for page in reading.pages:
        listed = reports.on_page(source, page)
        missing = [report for report in listed if report.id not in here]
        if len(missing) <= max(_FEW, len(listed) // 2):
            gone += [replace(report, retracted=True) for report in missing]
        else:
            damaged.append(f"page {page} lost {len(missing)} of {len(listed)} reports; nothing was taken back")
    return gone, damaged


def _incidents(one: _Fresh, tools: Tools, *, now: datetime, origin: Origin) -> list[Incident]:
    if one.report.exercise:
        return []
    if one.report.retracted:
        return _retract(one.report, tools, now=now)
    found = []
    for part, understanding in enumerate(one.understandings, 1):
        incident = _place(one.report, understanding, part, tools, now=now, origin=origin)
        if incident is not None:
            found.append(incident)
    return found


def _place(
    report: Report, understanding: Understanding, part: int, tools: Tools, *, now: datetime, origin: Origin
) -> Incident | None:
    outcome = merge.take(
        report,
        understanding,
        _candidates(report, understanding, tools),
        now=now,
        origin=origin,
        taxonomy=tools.taxonomy,
        country_name=tools.country_name,
        rule=tools.rule,
        part=part,
    )
    if outcome is None:
        return None
    store.keep_judgements(outcome.judgements)
    if not outcome.is_changed:
        return None
    store.keep_incident(outcome.incident)
    return outcome.incident


def _candidates(report: Report, understanding: Understanding, tools: Tools) -> tuple[Incident, ...]:
    search = candidates.search(report, understanding, tools.rule)
    near = store.within(search.countries, search.categories, search.since, search.until)
    if sources.known()[report.source].SOURCE.identifies:
        own = f"{report.source}:"
        near = [incident for incident in near if not any(member.startswith(own) for member in incident.reports)]
    named = store.named((report.id, *search.aliases, *reports.ids_of_item(search.item)))
    return tuple({incident.id: incident for incident in (*near, *named)}.values())


def _retract(report: Report, tools: Tools, *, now: datetime) -> list[Incident]:
    found = []
    for incident in store.of_report(ReportId(report.id)):
        if report.id not in incident.reports or incident.status is IncidentStatus.RETRACTED:
            continue
        setting = setting_of(incident, now, tools)
        after = lifecycle.retract(incident, report, members(incident.reports), setting)
        store.keep_judgements([lifecycle.judgement_of_retraction(incident, report, tools.rule, now)])
        store.keep_incident(after)
        found.append(after)
    return found
