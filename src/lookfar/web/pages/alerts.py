"""`/alerts` and `/alerts/{id}`: what happened, where relative to you, how sure, what to do, why you got it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lookfar.accounts.askers import Asker
from lookfar.alerts.explain import who_says
from lookfar.alerts.forget import NOWHERE
from lookfar.alerts.what_to_do import what_to_do
from lookfar.channels.clocks import clocked
from lookfar.channels.letter import from_whom, how_to_answer, whose_to_do, why
from lookfar.channels.whereabouts import where
from lookfar.domain.alert import Alert
from lookfar.domain.incident import Incident
from lookfar.domain.safety import Reply
from lookfar.domain.vocabulary import MsgType
from lookfar.flow.channel_states import receiver_names
from lookfar.records import digests, escalations, outbox, visible
from lookfar.records import incidents as store
from lookfar.records.models import AlertRow, DeliveryRow
from lookfar.records.own_incidents import own_versions
from lookfar.records.reports import reports_of
from lookfar.records.safety import replies
from lookfar.web.incident_lists import Mine, fitted, own_points, points
from lookfar.web.owned import members_only
from lookfar.web.standing import Moment, moment_of

IN_LIST = 200
_AROUND_KM = 1.0
_CHANNELS = {
    "email": "e-mail",
    "push": "a device",
    "webhook": "a webhook",
    "file": "nobody (written to the journal of this installation alone)",
}


@require_safe
@members_only
def alerts(request: HttpRequest, who: Asker) -> HttpResponse:
    """The newest version of each alert; held ones on request."""
    moment = moment_of(request)
    held = request.GET.get("held") == "yes"
    rows = visible.alerts(who).filter(issued_at__lte=moment.as_of)
    rows = rows.exclude(held="") if held else rows.filter(held="")
    newest: dict[str, AlertRow] = {}
    for row in rows[: IN_LIST * 3]:
        newest.setdefault(row.alert_id, row)
    listed = list(newest.values())[:IN_LIST]
    waits = digests.held_for_digest(listed)
    lines = [(outbox.read_alert(row), row, waits.get(row.pk)) for row in listed]
    return render(request, "alerts.html", {"lines": lines, "held": held, "rests_on_replay": _replayed(rows)})


@require_safe
@members_only
def alert(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One alert, in the order of the mail, with every version and what became of it."""
    moment = moment_of(request)
    rows = list(
        visible.alerts(who).filter(alert_id=str(ident), issued_at__lte=moment.as_of).prefetch_related("deliveries")
    )
    if not rows:
        raise Http404("no such alert")
    told = [row for row in rows if not row.held] or rows
    shown = outbox.read_alert(told[0])
    version = _version_told(who, shown)
    may_answer = _may_answer(who, told[0])
    context = {
        "alert": shown,
        "versions": [(outbox.read_alert(row), row, _named(who, list(row.deliveries.all()))) for row in rows],
        "when": clocked(shown.when or shown.happened, shown),
        "where": where(shown),
        "from_whom": from_whom(shown, own=may_answer == "self"),
        "whose_to_do": whose_to_do(shown, own=may_answer == "self"),
        "to_do": what_to_do(shown),
        "why": why(shown),
        "answer": how_to_answer(shown)[:1],
        "seen": [one for one in escalations.acknowledgements(shown.id) if one.at <= moment.as_of],
        "steps": [one for one in escalations.steps_of(shown.id) if one.taken_at <= moment.as_of],
        "may_acknowledge": not moment.is_past and (who.may_write or who.sees_only_self) and _is_open(told[0]),
        "may_answer": may_answer,
        "person": told[0].person,
        "answered": _answered(who, told[0], moment),
        "reports": _reports(version, moment),
        "no_report": who_says(version) if version and version.is_own else "None is kept.",
        "map_data": _map(shown, version, moment),
        "rests_on_replay": any(row.origin == "replayed" for row in rows),
    }
    return render(request, "alert.html", context)


def _named(who: Asker, deliveries: list[DeliveryRow]) -> list[tuple[str, DeliveryRow]]:
    """Each with words for its receiver; whoever sees only himself reads the channel alone."""
    names = {} if who.sees_only_self else receiver_names(who.organisation, (one.receiver for one in deliveries))
    return [
        (
            _CHANNELS["file"]
            if one.channel == "file"
            else names.get(one.receiver, _CHANNELS.get(one.channel, one.channel)),
            one,
        )
        for one in deliveries
    ]


def _is_open(row: AlertRow) -> bool:
    """Whether an answer is still asked for."""
    return not row.held and row.acknowledged_at is None and row.msg_type != MsgType.CANCEL.value


def _replayed(rows: object) -> bool:
    from django.db.models import QuerySet

    return isinstance(rows, QuerySet) and rows.filter(origin="replayed").exists()


def _version_told(who: Asker, shown: Alert) -> Incident | None:
    """The version of the incident that the alert speaks of, a public one or one of the asker's own."""
    versions = store.versions(shown.incident)
    versions = versions or [one for one, _ in own_versions(who.organisation, shown.incident)]
    return next((one for one in versions if one.version == shown.incident_version), None)


def _may_answer(who: Asker, row: AlertRow) -> str:
    """ "self", "other" for somebody who may answer for the person, "" for nobody."""
    if row.person is None:
        return ""
    if who.user is not None and row.person.user_id == who.user.pk:
        return "self"
    return "other" if who.may_write else ""


def _answered(who: Asker, row: AlertRow, moment: Moment) -> Reply | None:
    """The newest answer of the person the alert is for."""
    given = replies(who.organisation, row.incident_id, as_of=moment.as_of)
    return next((one for one in reversed(given) if one.person == str(row.person_id)), None)


def _reports(version: Incident | None, moment: Moment) -> list[object]:
    if version is None:
        return []
    return [report for report, _ in reports_of(version.reports, as_of=moment.as_of)]


def _map(shown: Alert, incident: Incident | None, moment: Moment) -> dict[str, object]:
    subject = shown.subject
    own = Mine(label=subject.label, kind=subject.kind, place_name=subject.place_name, point=subject.point)
    place = incident.place if incident else None
    own_known = subject.point != NOWHERE
    spots = [(subject.point, 0.0)] if own_known else []
    spots += [(place.point, place.radius_km)] if place else []
    return {
        "levels": {},
        "labels": True,
        "incidents": points([incident] if incident else [], moment.keep),
        "mine": own_points([own] if own_known else []),
        "doubts": [{"lon": place.point.lon, "lat": place.point.lat, "radius_km": place.radius_km}]
        if place
        else [],
        "bounds": fitted(spots, least_km=_AROUND_KM),
    }
