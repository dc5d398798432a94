"""`/own-incidents`: incidents entered by hand; seen, told and taken back inside one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lookfar.accounts.askers import Asker
from lookfar.alerts import phrases
from lookfar.domain.errors import InvalidValue
from lookfar.domain.exposure import Match
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow.approving import hold_incident
from lookfar.flow.holding import House
from lookfar.flow.own_incidents import (
    drafted,
    enter,
    entry_of,
    people_reached,
    take_back,
    would_touch,
)
from lookfar.flow.receivers import unreached
from lookfar.flow.tools import open_tools
from lookfar.flow.warrants import Warrant, need
from lookfar.records import visible
from lookfar.records.own_incidents import Entry, own_current, own_versions
from lookfar.records.subjects import persons_behind
from lookfar.web.own_incident_form import OwnIncidentForm, change_form, new_form
from lookfar.web.owned import members_only, writers_only
from lookfar.web.pages.incidents import small_map, touched
from lookfar.web.standing import moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One of yours in its reach. `away` "": met by area; `unreached`: that whoever is behind it cannot be told, or ""."""

    label: str
    place: str
    away: str
    unreached: str


@require_safe
@members_only
def own_incidents(request: HttpRequest, who: Asker) -> HttpResponse:
    """The list, newest first; nothing of it for a traveller but what reached himself."""
    moment = moment_of(request)
    entered = [] if who.sees_only_self else own_current(who.organisation, as_of=moment.as_of)
    return render(request, "own_incidents.html", {"entered": entered})


@require_safe
@members_only
def own_incident(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One, with its versions and whom it touched."""
    moment = moment_of(request)
    versions = [one for one in _versions(who, ident) if one[0].recorded_at <= moment.as_of]
    if not versions:
        raise Http404("no such incident")
    shown, entry = versions[-1]
    told = touched(shown.id, who, moment)
    if who.sees_only_self and not (told.now or told.before):
        raise Http404("no such incident")
    context = {
        "incident": shown,
        "entry": None if who.sees_only_self else entry,
        "versions": list(reversed(versions)),
        "touched": told,
        "map_data": small_map(shown, moment.keep),
        "retracted": shown.status is IncidentStatus.RETRACTED,
    }
    return render(request, "own_incident.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_own_incident(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new one: first shown with whom it would reach, then told."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    given = request.POST if request.method == "POST" else None
    return _edit(request, who, "", new_form(given, _own_zones(who, now), now=now))


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def change_own_incident(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """A new version of one."""
    versions = _versions(who, ident)
    if not versions or versions[-1][0].status is IncidentStatus.RETRACTED:
        raise Http404("no such incident")
    given = request.POST if request.method == "POST" else None
    form = change_form(given, *versions[-1], _own_zones(who, datetime.now(UTC)))
    return _edit(request, who, str(ident), form, before=versions[-1][0])


@require_POST
@writers_only
def take_back_own_incident(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """It was wrong: everybody who was told is told so."""
    due = take_back(
        who.organisation,
        str(ident),
        why=request.POST.get("why", ""),
        writer=_writer(who),
        now=datetime.now(UTC),
    )
    messages.success(
        request, f"Taken back. {due} cancellation{'s' * (due != 1)} on the way to those who were told."
    )
    return redirect(f"/own-incidents/{ident}")


def _edit(
    request: HttpRequest, who: Asker, ident: str, form: OwnIncidentForm, before: Incident | None = None
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "ident": ident, "previewed": False}
    if request.method != "POST":
        return render(request, "own_incident_form.html", context)
    now = datetime.now(UTC)
    if form.is_valid():
        try:
            drafted_now = drafted(who.organisation, form.draft(), open_tools(), now=now, before=before)
        except InvalidValue as error:
            form.add_error(None, str(error))
        else:
            people = people_reached(who.organisation, drafted_now)
            needed = need(who.organisation, people, who.user)
            leave = request.POST.get("leave", "")
            seen = request.POST.get("seen") == form.fingerprint()
            if seen and (leave or not needed.is_needed):
                return _leave(request, who, form, ident, drafted_now, now=now)
            context |= {
                "previewed": True,
                "seen": form.fingerprint(),
                "met": labels(would_touch(who.organisation, drafted_now), drafted_now),
                "since": form.since,
                "place": drafted_now.place,
                "need": needed,
                "emergency": request.POST.get("emergency", ""),
            }
    return render(request, "own_incident_form.html", context, status=422 if form.errors else 200)


def _leave(
    request: HttpRequest, who: Asker, form: OwnIncidentForm, ident: str, incident: Incident, *, now: datetime
) -> HttpResponse:
    """Tells of what was seen, or lets it wait for a second person."""
    leave = request.POST.get("leave", "")
    if leave == "second":
        entry = entry_of(form.draft(), _writer(who))
        hold_incident(who.organisation, incident, entry, by=who.user, now=now)
        messages.success(request, "It waits for a second person. Nobody has been told yet.")
        return redirect("/second-person")
    warrant = Warrant(emergency=request.POST.get("emergency", "") if leave == "alone" else "")
    incident, due = enter(
        who.organisation,
        form.draft(),
        open_tools(),
        writer=_writer(who),
        now=now,
        ident=ident,
        by=who.user,
        warrant=warrant,
    )
    messages.success(
        request,
        f"Entered. {due} alert{'s' * (due != 1)} on the way."
        if due
        else "Entered. Nobody of yours is told now: nobody is in its reach, or it is less grave than what they are woken for.",
    )
    return redirect(f"/own-incidents/{incident.id}")


def _own_zones(who: Asker, now: datetime) -> tuple[str, ...]:
    """The clocks of the asker, where he is a person of the organisation, and of the organisation itself."""
    person = visible.people(who).filter(user=who.user).first() if who.user else None
    house = House(str(who.organisation.pk), now=now)
    zones = [house.manners(person).zone, house.hours.named_zone()]
    return tuple(dict.fromkeys(str(zone) for zone in zones if zone is not None and str(zone) != "UTC"))


def labels(met: tuple[Match, ...], incident: Incident) -> list[Met]:
    """Whom it reaches, how far with the doubt of both places, and who of them cannot be told."""
    doubt = incident.place.radius_km if incident.place else 0.0
    behind = persons_behind((one.exposure.kind, one.exposure.subject_id) for one in met)
    return [
        Met(
            label=one.exposure.label,
            place=one.exposure.place_name,
            away="" if one.distance_km is None else phrases.away(one.distance_km, doubt + one.exposure.radius_km),
            unreached=unreached(behind.get((one.exposure.kind, one.exposure.subject_id))),
        )
        for one in met
    ]


def _versions(who: Asker, ident: UUID) -> list[tuple[Incident, Entry]]:
    return own_versions(who.organisation, str(ident))


def _writer(who: Asker) -> str:
    return who.user.get_username() if who.user else "an API key"
