"""`/trips`: list, add, edit, delete; `/trips/{id}`: legs on a timeline and a map, and what touches them."""

from __future__ import annotations

from collections.abc import Iterable
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
from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.times import Interval
from lookfar.flow.itinerary import ReadLeg
from lookfar.flow.legs import KeptLeg, kept_legs
from lookfar.flow.people import cancel_trip, keep_trip, renew_trip, tell_of_trip
from lookfar.flow.places import short_name
from lookfar.flow.preview_tables import leg_text
from lookfar.flow.refused import lake_refused, ratings_or_last
from lookfar.flow.tools import open_tools
from lookfar.records import outbox, visible
from lookfar.records.collisions import as_one
from lookfar.records.models import AlertRow, Trip
from lookfar.records.own_incidents import own_versions
from lookfar.web.forms import MOST_PARTS, TripForm, leg_forms
from lookfar.web.incident_lists import fitted, points
from lookfar.web.owned import members_only, writers_only
from lookfar.web.pages.incidents import known_versions
from lookfar.web.pages.people import going_on, place_text
from lookfar.web.standing import Moment, moment_of

_MOST_SAID = 5
_AROUND_KM = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLine:
    """One leg: where, when, the level of the countries it touches, the alerts it got, what to do."""

    kept: KeptLeg
    where: str
    ratings: tuple[Rating, ...]
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
            list(dict.fromkeys(short_name(leg.private["place"]) for leg in trip.legs.all())),
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
    levels, refused = _levels({str(leg.private["place"]["country"]) for leg in found.legs.all()}, moment)
    lines = _lines(found, who, moment, levels)
    context = {
        "refused": refused,
        "lake_refused": lake_refused(),
        "last_of_each": True,
        "trip": found,
        "lines": lines,
        "map_data": _map(lines, _touching(lines, who, moment), moment) if lines else {},
        "shows_world": True,
        "rests_on_replay": any(row.origin == "replayed" for row in _rows(found, who, moment)),
    }
    return render(request, "trip.html", context)


def _rows(found: Trip, who: Asker, moment: Moment) -> list[AlertRow]:
    legs = [str(leg.pk) for leg in found.legs.all()]
    return list(visible.alerts(who).filter(subject_id__in=legs, held="", issued_at__lte=moment.as_of))


def _lines(found: Trip, who: Asker, moment: Moment, levels: dict[str, Rating]) -> list[LegLine]:
    newest: dict[str, Alert] = {}
    for row in _rows(found, who, moment):
        newest.setdefault(row.alert_id, outbox.read_alert(row))
    return [_line(leg, levels, newest.values()) for leg in kept_legs(found)]


def _line(leg: KeptLeg, levels: dict[str, Rating], alerts: Iterable[Alert]) -> LegLine:
    ids = {str(row.pk) for row in leg.rows}
    own = [one for one in alerts if one.subject.subject_id in ids]
    ends = [place for place in (leg.plan.origin, leg.plan.place) if place]
    countries = dict.fromkeys(place["country"] for place in ends)
    return LegLine(
        kept=leg,
        where=" → ".join(place_text(place) for place in ends),
        ratings=tuple(levels[country] for country in countries if country in levels),
        alerts=own,
        advice=_advice(own),
    )


def _advice(alerts: list[Alert]) -> tuple[str, ...]:
    """What to do about all of them, each sentence once; what closes every advice comes last."""
    said = [line for alert in alerts for line in what_to_do(alert)]
    return tuple(reversed(dict.fromkeys(reversed(said))))


def _levels(countries: set[str], moment: Moment) -> tuple[dict[str, Rating], str]:
    """Of each country the security rating, and what is refused, "" when nothing is."""
    rated = sorted(countries & set(open_tools().areas))
    if not rated:
        return {}, ""
    found, refused = ratings_or_last(rated, as_of=moment.as_of)
    return {rating.area: rating for rating in found if rating.category == Headline.SECURITY.value}, refused


def _touching(lines: list[LegLine], who: Asker, moment: Moment) -> list[Incident]:
    """The incidents of the alerts, public ones and one's own, as they were known."""
    idents = dict.fromkeys(str(alert.incident) for line in lines for alert in line.alerts)
    known = [known_versions(ident, moment) or _own(who, ident, moment) for ident in idents]
    return [versions[-1] for versions in known if versions]


def _own(who: Asker, ident: str, moment: Moment) -> list[Incident]:
    return [one for one, _ in own_versions(who.organisation, ident) if one.recorded_at <= moment.as_of]


def _map(lines: list[LegLine], incidents: list[Incident], moment: Moment) -> dict[str, object]:
    ends = [place for line in lines for place in (line.kept.plan.origin, line.kept.plan.place) if place]
    spots = [(Point(lon=place["lon"], lat=place["lat"]), 0.0) for place in ends]
    spots += [(one.place.point, 0.0) for one in incidents if one.place and one.place.precision.is_local]
    return {
        "levels": {},
        "labels": True,
        "incidents": points(incidents, moment.keep),
        "mine": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
                    "properties": {
                        "label": place_text(place),
                        "place_name": short_name(place),
                        "kind": "trip_leg",
                    },
                }
                for place in ends
            ],
        },
        "doubts": [],
        "bounds": fitted(spots, least_km=_AROUND_KM),
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
    parts = kept_legs(kept) if kept else ()
    if kept and len(parts) > MOST_PARTS:
        messages.error(
            request, f"A trip of {len(parts)} parts is changed by importing its table again, or by the API."
        )
        return redirect(f"/trips/{kept.pk}")
    given = request.POST if request.method == "POST" else None
    form = TripForm(given, initial=_initial(kept), people=list(visible.people(who)))
    legs = leg_forms(given, parts)
    if given is not None and form.is_valid() and legs.is_valid():
        read = [leg.read for leg in legs if leg.cleaned_data and not leg.cleaned_data.get("DELETE")]
        if read:
            saved, due = _save(form, read, kept)
            where = "; ".join(leg_text(leg.plan, open_tools()) for leg in read[:_MOST_SAID])
            where += f"; and {len(read) - _MOST_SAID} more parts" if len(read) > _MOST_SAID else ""
            messages.success(request, f"The trip is kept: {where}.{going_on(due)}")
            for note in dict.fromkeys(note for leg in read for note in leg.notes):
                messages.warning(request, f"{note[:1].upper()}{note[1:]}.")
            return redirect(f"/trips/{saved.pk}")
        form.add_error(None, "A trip has at least one part.")
    wrong = given is not None
    context = {"form": form, "legs": legs, "trip": kept}
    return render(request, "trip_form.html", context, status=422 if wrong else 200)


@as_one
def _save(form: TripForm, read: list[ReadLeg], kept: Trip | None) -> tuple[Trip, int]:
    plans = [leg.plan for leg in read]
    saved = keep_trip(form.traveller(), name=form.cleaned_data["name"], legs=plans, trip=kept)
    return saved, tell_of_trip(saved, now=datetime.now(UTC))


def _initial(kept: Trip | None) -> dict[str, object]:
    return {"name": kept.private["name"], "person": str(kept.person_id)} if kept else {}


@require_http_methods(["POST"])
@writers_only
def cancel(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Nobody is on the trip any more; it stays in the list."""
    cancel_trip(get_object_or_404(visible.trips(who), pk=ident), now=datetime.now(UTC))
    messages.success(request, "The trip is cancelled. Nobody is told of its places any more.")
    return redirect(f"/trips/{ident}")


@require_http_methods(["POST"])
@writers_only
def renew(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """A cancelled trip takes place after all."""
    found = get_object_or_404(visible.trips(who), pk=ident)
    messages.success(request, f"The trip takes place.{going_on(_renew(found))}")
    return redirect(f"/trips/{ident}")


@as_one
def _renew(found: Trip) -> int:
    renew_trip(found)
    return tell_of_trip(found, now=datetime.now(UTC))


@require_http_methods(["POST"])
@writers_only
def delete_trip(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a trip."""
    get_object_or_404(visible.trips(who), pk=ident).delete()
    messages.success(request, "The trip is gone.")
    return redirect("/trips")
