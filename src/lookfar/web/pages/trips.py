"""`/trips`: list, add, edit, delete; `/trips/{id}`: legs on a timeline and a map, and what touches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts.askers import Asker
from lookfar.alerts.what_to_do import what_to_do
from lookfar.domain.alert import Alert
from lookfar.domain.incident import Incident
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.times import Interval
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.people import keep_trip, tell_of_present
from lookfar.flow.tools import open_tools
from lookfar.records import outbox, visible
from lookfar.records.models import AlertRow, Leg, Trip
from lookfar.web.forms import LegFormSet, TripForm
from lookfar.web.incident_lists import points
from lookfar.web.owned import members_only, writers_only
from lookfar.web.pages.incidents import known_versions
from lookfar.web.pages.people import going_on, place_text
from lookfar.web.standing import Moment, moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLine:
    """One leg: where, when, the country's level, the alerts it got, what to do."""

    leg: Leg
    place: dict[str, object]
    where: str
    period: Interval
    rating: Rating | None
    alerts: list[Alert]
    advice: tuple[str, ...]


@require_safe
@members_only
def trips(request: HttpRequest, who: Asker) -> HttpResponse:
    """The list, soonest first, past ones last."""
    now = moment_of(request).as_of
    found = [trip for trip in visible.trips(who) if trip.legs.all()]
    aged = [trip for trip in visible.trips(who) if trip.places_removed_at and not trip.legs.all()]
    found.sort(key=lambda trip: (_end(trip) < now, _start(trip)))
    lines = [
        (
            trip,
            Interval(start=_start(trip), end=_end(trip)),
            [str(leg.private["place"]["name"]) for leg in trip.legs.all()],
        )
        for trip in found
    ]
    return render(request, "trips.html", {"lines": lines, "aged": aged, "anybody": visible.people(who).exists()})


def _start(trip: Trip) -> datetime:
    return min(leg.start for leg in trip.legs.all())


def _end(trip: Trip) -> datetime:
    return max(leg.end for leg in trip.legs.all())


@require_safe
@members_only
def trip(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One trip with what touches each leg."""
    moment = moment_of(request)
    found = get_object_or_404(visible.trips(who), pk=ident)
    lines = _lines(found, who, moment)
    context = {
        "trip": found,
        "lines": lines,
        "map_data": _map(lines, _touching(lines, moment), moment) if lines else {},
        "shows_world": True,
        "rests_on_replay": any(row.origin == "replayed" for row in _rows(found, who, moment)),
    }
    return render(request, "trip.html", context)


def _rows(found: Trip, who: Asker, moment: Moment) -> list[AlertRow]:
    legs = [str(leg.pk) for leg in found.legs.all()]
    return list(visible.alerts(who).filter(subject_id__in=legs, held="", issued_at__lte=moment.as_of))


def _lines(found: Trip, who: Asker, moment: Moment) -> list[LegLine]:
    newest: dict[str, Alert] = {}
    for row in _rows(found, who, moment):
        newest.setdefault(row.alert_id, outbox.read_alert(row))
    legs = list(found.legs.all())
    levels = _levels({str(leg.private["place"]["country"]) for leg in legs}, moment)
    return [
        _line(leg, levels, [one for one in newest.values() if one.subject.subject_id == str(leg.pk)])
        for leg in legs
    ]


def _line(leg: Leg, levels: dict[str, Rating], alerts: list[Alert]) -> LegLine:
    place = leg.private["place"]
    return LegLine(
        leg=leg,
        place=place,
        where=place_text(place),
        period=Interval(start=leg.start, end=leg.end),
        rating=levels.get(str(place["country"])),
        alerts=alerts,
        advice=_advice(alerts),
    )


def _advice(alerts: list[Alert]) -> tuple[str, ...]:
    """What to do about all of them, each sentence once; what closes every advice comes last."""
    said = [line for alert in alerts for line in what_to_do(alert)]
    return tuple(reversed(dict.fromkeys(reversed(said))))


def _levels(countries: set[str], moment: Moment) -> dict[str, Rating]:
    rated = sorted(countries & set(open_tools().areas))
    if not rated:
        return {}
    found = ratings_as_of(rated, as_of=moment.as_of)
    return {rating.area: rating for rating in found if rating.category == Headline.SECURITY.value}


def _touching(lines: list[LegLine], moment: Moment) -> list[Incident]:
    """The incidents of the alerts, as they were known."""
    idents = dict.fromkeys(alert.incident for line in lines for alert in line.alerts)
    known = [known_versions(str(ident), moment) for ident in idents]
    return [versions[-1] for versions in known if versions]


def _map(lines: list[LegLine], incidents: list[Incident], moment: Moment) -> dict[str, object]:
    lons = [float(str(line.place["lon"])) for line in lines]
    lats = [float(str(line.place["lat"])) for line in lines]
    return {
        "levels": {},
        "labels": True,
        "incidents": points(incidents, moment.keep),
        "mine": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [lon, lat]},
                    "properties": {
                        "label": line.where,
                        "place_name": str(line.place["name"]),
                        "kind": "trip_leg",
                    },
                }
                for line, lon, lat in zip(lines, lons, lats, strict=True)
            ],
        },
        "doubts": [],
        "bounds": [min(lons) - 4, max(min(lats) - 3, -85), max(lons) + 4, min(max(lats) + 3, 85)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_trip(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new trip."""
    return _edit(request, who, None)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def edit_trip(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One trip's name, traveller and legs."""
    return _edit(request, who, get_object_or_404(visible.trips(who), pk=ident))


def _edit(request: HttpRequest, who: Asker, kept: Trip | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = TripForm(given, initial=_initial(kept), people=list(visible.people(who)))
    legs = LegFormSet(given, initial=_initial_legs(kept), prefix="legs")
    if given is not None and form.is_valid() and legs.is_valid():
        plans = [leg.plan() for leg in legs if leg.cleaned_data and not leg.cleaned_data.get("DELETE")]
        if plans:
            saved = keep_trip(form.traveller(), name=form.cleaned_data["name"], legs=plans, trip=kept)
            due = tell_of_present([str(leg.pk) for leg in saved.legs.all()], now=datetime.now(UTC))
            where = "; ".join(place_text(dict(plan.place)) for plan in plans)
            messages.success(request, f"The trip is kept: {where}.{going_on(due)}")
            return redirect(f"/trips/{saved.pk}")
        form.add_error(None, "A trip has at least one part.")
    wrong = given is not None
    context = {"form": form, "legs": legs, "trip": kept}
    return render(request, "trip_form.html", context, status=422 if wrong else 200)


def _initial(kept: Trip | None) -> dict[str, object]:
    return {"name": kept.private["name"], "person": str(kept.person_id)} if kept else {}


def _initial_legs(kept: Trip | None) -> list[dict[str, object]]:
    if kept is None:
        return []
    return [
        {"place": place_text(leg.private["place"]), "start": leg.start, "end": leg.end, "kind": leg.kind}
        for leg in kept.legs.all()
    ]


@require_http_methods(["POST"])
@writers_only
def delete_trip(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a trip."""
    get_object_or_404(visible.trips(who), pk=ident).delete()
    messages.success(request, "The trip is gone.")
    return redirect("/trips")
