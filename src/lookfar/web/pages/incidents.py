"""`/incidents/{id}`: what, where with its doubt, when, how sure, who says so, why merged, and whom it touches."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lookfar import sources
from lookfar.accounts.askers import Asker, asker_of
from lookfar.domain.alert import Alert
from lookfar.domain.ids import ReportId
from lookfar.domain.incident import Incident, Verdict
from lookfar.domain.report import Fact, Report
from lookfar.domain.source import Source
from lookfar.domain.vocabulary import MsgType, Resolution
from lookfar.records import digests, outbox, visible
from lookfar.records import incidents as store
from lookfar.records.models import AlertRow, JudgementRow
from lookfar.records.own_incidents import own_versions
from lookfar.records.planned import HEARD
from lookfar.records.reports import facts_of, reports_of
from lookfar.web.incident_lists import fitted, own_points, points
from lookfar.web.set_apart import apart, weighed
from lookfar.web.standing import Moment, moment_of
from lookfar.web.told_state import told_of
from lookfar.web.version_differences import Difference, differences

_AROUND_KM = 10.0
"""Less than this around one point is a map of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One report with its publisher and what was read from it. `source` None: the source is no longer shipped."""

    report: Report
    source: Source | None
    version: int
    facts: tuple[Fact, ...] = ()

    @property
    def text_says_title(self) -> bool:
        """Whether the text begins with the title, so that showing both would say it twice."""
        return self.report.text.startswith(self.report.title.rstrip("…. "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Whom of the asker's own an incident reaches `now`, sent or held; and who was told `before` and is reached no more."""

    now: list[Alert]
    before: list[Alert]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version and what it changed."""

    incident: Incident
    changes: list[Difference]


@require_safe
def incident(request: HttpRequest, ident: str) -> HttpResponse:
    """One incident as it was known at the time asked about."""
    moment = moment_of(request)
    known = known_versions(ident, moment)
    if not known:
        return _own(request, ident)
    shown = known[-1]
    told = _told(shown, moment)
    context = {
        "incident": shown,
        "told": told,
        "told_sources": list({one.source.id: one.source for one in told if one.source}.values()),
        "judgements": _judgements(shown, told, moment),
        "apart": apart(shown, as_of=moment.as_of),
        "versions": list(reversed([_version(known, number) for number in range(len(known))])),
        "touched": touched(shown.id, asker_of(request.user), moment),
        "told_whom": [] if moment.is_past else told_of(shown.id, asker_of(request.user)),
        "map_data": small_map(shown, moment.keep),
        "rests_on_replay": shown.origin.value == "replayed",
        "merged_from": ident if shown.id != ident else "",
        "regroupings": store.regroupings(shown.id, as_of=moment.as_of),
    }
    return render(request, "incident.html", context)


def _own(request: HttpRequest, ident: str) -> HttpResponse:
    """To the page of an incident that the asker's own organisation entered; not found for anybody else."""
    who = asker_of(request.user)
    if who is None or not own_versions(who.organisation, ident):
        raise Http404("no such incident")
    return redirect(f"/own-incidents/{ident}{moment_of(request).keep}")


def known_versions(ident: str, moment: Moment) -> list[Incident]:
    """The versions known at the time asked about; a merged id or an alias answers too."""
    found = store.versions(store.became(ident, moment.as_of))
    if not found:
        current = store.current(ident)
        found = store.versions(current.id) if current else []
    return [one for one in found if one.recorded_at <= moment.as_of]


def _version(known: list[Incident], number: int) -> Version:
    changes = differences(known[number - 1], known[number]) if number else []
    return Version(incident=known[number], changes=changes)


def _told(shown: Incident, moment: Moment) -> list[Told]:
    known = sources.known()
    return [
        Told(
            report=report,
            source=known[report.source].SOURCE if report.source in known else None,
            version=row.version,
            facts=facts_of(row),
        )
        for report, row in reports_of(shown.reports, as_of=moment.as_of)
    ]


def _judgements(
    shown: Incident, told: list[Told], moment: Moment
) -> list[tuple[JudgementRow, str, list[tuple[str, float]]]]:
    """Each judgement that a report belongs, with the title of the report, "" when it is not kept, and what weighed in it."""
    titles = {one.report.id: one.report.title for one in told}
    rows = JudgementRow.objects.filter(incident_id=shown.id, judged_at__lte=moment.as_of)
    kept = rows.exclude(verdict=Verdict.DIFFERENT.value).order_by("judged_at", "pk")
    return [(row, titles.get(ReportId(row.report_id), ""), weighed(row)) for row in kept[:100]]


def touched(ident: str, who: Asker | None, moment: Moment) -> Touched:
    """To each of the asker's own: the newest version sent about an incident, or why none was."""
    found = Touched(now=[], before=[])
    if who is None:
        return found
    by_alert: dict[str, list[AlertRow]] = {}
    for row in visible.alerts(who).filter(incident_id=ident, issued_at__lte=moment.as_of):
        by_alert.setdefault(row.alert_id, []).append(row)
    sent = {alert: next((row for row in rows if not row.held), None) for alert, rows in by_alert.items()}
    waits = digests.held_for_digest(row for row in sent.values() if row is not None and not moment.is_past)
    for alert, rows in by_alert.items():
        told = sent[alert]
        if told is not None and told.msg_type != MsgType.CANCEL.value:
            found.now.append(replace(outbox.read_alert(told), held=waits.get(told.pk)))
        elif held := _held_since(told, rows, moment):
            found.now.append(outbox.read_alert(held))
        elif told is not None and _was_heard(rows):
            found.before.append(outbox.read_alert(told))
    return found


def _was_heard(rows: list[AlertRow]) -> bool:
    """Whether any version before a Cancel went to anybody; what was only put off until then did not."""
    before = AlertRow.objects.filter(HEARD, pk__in=[row.pk for row in rows], held="")
    return before.exclude(msg_type=MsgType.CANCEL.value).exists()


def _held_since(told: AlertRow | None, rows: list[AlertRow], moment: Moment) -> AlertRow | None:
    """What holds an alert back since its Cancel, or from the first; None when it no longer reaches its subject.

    `rows`: all of the alert, the newest first.
    """
    since = rows[: rows.index(told)] if told else rows
    return next((row for row in since if row.held and not _is_superseded(row, moment)), None)


def _is_superseded(row: AlertRow, moment: Moment) -> bool:
    ended = row.resolved_at is not None and row.resolved_at <= moment.as_of
    return ended and row.resolution == Resolution.SUPERSEDED.value


def small_map(shown: Incident, keep: str) -> dict[str, object] | None:
    """The map of one incident with its circle of doubt; None when it has no place."""
    place = shown.place
    if place is None:
        return None
    return {
        "levels": {},
        "labels": True,
        "incidents": points([shown], keep),
        "mine": own_points(()),
        "doubts": [{"lon": place.point.lon, "lat": place.point.lat, "radius_km": place.radius_km}],
        "bounds": fitted([(place.point, place.radius_km)], least_km=_AROUND_KM),
    }
