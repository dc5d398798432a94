"""One body through the rooms, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from lookfar import sources
from lookfar.domain.errors import SourceChanged, SourceError, SourceUnreachable
from lookfar.domain.ids import IncidentId, SourceId, content_hash
from lookfar.domain.incident import Incident
from lookfar.domain.report import Report, Understanding
from lookfar.domain.source import Body, Reading
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.flow.matching import match_and_alert
from lookfar.flow.regrouping import members, setting_of
from lookfar.flow.tools import Tools
from lookfar.incidents import candidates, lifecycle, merge
from lookfar.records import feeds, reports
from lookfar.records.standing import Standing
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


def take(
    body: Body,
    tools: Tools,
    *,
    now: datetime,
    origin: Origin,
    validators: feeds.Validators = feeds.NO_VALIDATORS,
) -> Taken:
    """Reads a body and writes all it causes; the same bytes a second time cause nothing.

    `now` becomes `recorded_at`. A replayed body that is older than what is known of a report or an incident
    changes nothing before that. Raises SourceError when the body as a whole is not usable.
    """
    if origin is Origin.REPLAYED and feeds.already_taken(body.source, content_hash(body.content)):
        return Taken(source=body.source, known=True)
    reading = sources.known()[body.source].read(body)
    gone, damaged = _withdrawn(body, reading)
    reading = replace(reading, notes=(*reading.notes, *damaged))
    newer = body.fetched_at if origin is Origin.REPLAYED else None
    fresh = [
        reports.Fresh(report=report, version=version, understandings=understand(report, tools.reading))
        for report, version in sorted(
            reports.unseen((*reading.reports, *gone), newer_than=newer), key=lambda one: merge.arrival(one[0])
        )
    ]
    fresh.sort(key=_borne_out)
    with transaction.atomic():
        return _write(body, reading, fresh, tools, now=now, origin=origin, validators=validators)


def _borne_out(one: reports.Fresh) -> tuple[datetime, bool]:
    """Of one time, a coded report whose code nothing bears out comes last: it can only join the others."""
    return one.report.published_at, one.report.is_coded and one.understandings[0].category is None


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
    fresh: list[reports.Fresh],
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
    reports.keep_reports(fresh, contact=contact, fetched_at=body.fetched_at, now=now, origin=origin)
    changed = _Merging(fresh, tools, now=now, origin=origin).take_all()
    alerts = 0 if tools.silent else _alert(changed, origin)
    return Taken(
        source=body.source,
        reports=len(fresh),
        quarantined=len(reading.quarantined),
        incidents=changed,
        alerts=alerts,
        follow=reading.follow,
    )


def _alert(changed: tuple[Incident, ...], origin: Origin) -> int:
    """Each is told of when it became known; how many alerts are due."""
    moments = sorted({incident.recorded_at for incident in changed})
    return sum(
        match_and_alert(tuple(one for one in changed if one.recorded_at == moment), now=moment, origin=origin)
        for moment in moments
    )


def _items(reading: Reading) -> int:
    return len({report.item for report in reading.reports})


def _withdrawn(body: Body, reading: Reading) -> tuple[list[Report], list[str]]:
    """Reports a publisher's page no longer lists, as retracted versions.

    A page that lost more than half of what it listed is more likely damaged than corrected: it takes
    nothing back, and the loss is written down with the contact.
    """
    here = {report.id for report in reading.reports}
    gone: list[Report] = []
    damaged: list[str] = []
    for page in reading.pages:
        listed = reports.on_page(body.source, page, fetched_by=body.fetched_at)
        missing = [report for report in listed if report.id not in here]
        if len(missing) <= max(_FEW, len(listed) // 2):
            gone += [replace(report, retracted=True) for report in missing]
        else:
            damaged.append(f"page {page} lost {len(missing)} of {len(listed)} reports; nothing was taken back")
    return gone, damaged


class _Merging:
    """The fresh reports of one body on their way into incidents."""

    def __init__(self, fresh: list[reports.Fresh], tools: Tools, *, now: datetime, origin: Origin) -> None:
        self._fresh, self._tools, self._now, self._origin = fresh, tools, now, origin
        self._parts = reports.ids_of_items(one.report.item for one in fresh)
        names = {name for one in fresh for name in (one.report.id, *candidates.aliases(one.report))}
        self._standing = Standing(names | {part for parts in self._parts.values() for part in parts})
        self._changed: dict[IncidentId, Incident] = {}

    def take_all(self) -> tuple[Incident, ...]:
        """Takes each in its order and stores all; the newest version of each incident that changed."""
        for one in self._fresh:
            if one.report.exercise:
                continue
            if one.report.retracted:
                self._retract(one.report)
            else:
                for part, understanding in enumerate(one.understandings, 1):
                    self._place(one.report, understanding, part)
        self._standing.write()
        return tuple(self._changed.values())

    def _place(self, report: Report, understanding: Understanding, part: int) -> None:
        outcome = merge.take(
            report,
            understanding,
            self._candidates(report, understanding),
            now=self._now,
            origin=self._origin,
            taxonomy=self._tools.taxonomy,
            country_name=self._tools.country_name,
            rule=self._tools.rule,
            part=part,
        )
        if outcome is None:
            return
        self._standing.judge(outcome.judgements)
        if outcome.is_changed and report.is_coded:
            folded = self._standing.fold(outcome.incident)
            self._changed[folded.id] = folded
        elif outcome.is_changed:
            self._keep(outcome.incident)

    def _candidates(self, report: Report, understanding: Understanding) -> tuple[Incident, ...]:
        search = candidates.search(report, understanding, self._tools.rule)
        near = [
            incident
            for incident in self._standing.within(search.countries, search.categories, search.since, search.until)
            if candidates.may_join(report, understanding, incident.topic, incident.place)
        ]
        if sources.known()[report.source].SOURCE.identifies:
            own = f"{report.source}:"
            near = [one for one in near if not any(member.startswith(own) for member in one.reports)]
        named = self._standing.named((report.id, *search.aliases, *self._parts.get(search.item, ())))
        return tuple({incident.id: incident for incident in (*near, *named)}.values())

    def _retract(self, report: Report) -> None:
        setting = setting_of(self._tools, self._now, self._origin)
        for incident in self._standing.named([report.id]):
            if report.id not in incident.reports or incident.status is IncidentStatus.RETRACTED:
                continue
            after = lifecycle.retract(incident, report, members(incident.reports), setting)
            self._standing.judge(
                [lifecycle.judgement_of_retraction(incident, report, self._tools.rule, self._now)]
            )
            self._keep(after)

    def _keep(self, incident: Incident) -> None:
        self._standing.keep(incident)
        self._changed[incident.id] = incident
