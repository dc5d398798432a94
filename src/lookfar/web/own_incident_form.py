"""The form for an incident entered by hand: what, where, when, how grave, how sure, who says so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lookfar.alerts import phrases
from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point, distance_km
from lookfar.domain.incident import Incident
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import NOT_AN_EVENT, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Credibility, Reliability, Severity, Urgency
from lookfar.flow.own_incidents import LONGEST_TEXT, Draft
from lookfar.flow.places import read_place
from lookfar.flow.tools import open_tools
from lookfar.records.own_incidents import Entry
from lookfar.records.subjects import PrivatePlace
from lookfar.web.forms import PLACE_HELP, NameField, PlaceField, keep_place
from lookfar.web.since import LOCAL as _LOCAL
from lookfar.web.since import now_on, read_since, shown_since, zone_choices, zone_shown
from lookfar.web.words import CATEGORY_WORDS

_RELIABILITY = {
    Reliability.A: "A, completely reliable",
    Reliability.B: "B, usually reliable",
    Reliability.C: "C, fairly reliable",
    Reliability.D: "D, not usually reliable",
    Reliability.E: "E, unreliable",
    Reliability.F: "F, cannot be judged",
}
_CREDIBILITY = {
    Credibility.CONFIRMED: "1, confirmed by others",
    Credibility.PROBABLY_TRUE: "2, probably true",
    Credibility.POSSIBLY_TRUE: "3, possibly true",
    Credibility.DOUBTFUL: "4, doubtful",
    Credibility.IMPROBABLE: "5, improbable",
    Credibility.CANNOT_BE_JUDGED: "6, cannot be judged",
}
_CHOOSE = ("", "Choose")
"""No default where a slip would wake the wrong people."""
_SEVERITY = {
    Severity.EXTREME: "Extreme: extraordinary threat to life",
    Severity.SEVERE: "Severe: significant threat to life",
    Severity.MODERATE: "Moderate: possible threat to life",
    Severity.MINOR: "Minor: little or no threat to life",
}
_SLIP_KM = 50.0
"""A point and a name that lie further apart than this, and than their doubt, are not one place."""
_LASTS = {"1": "an hour", "6": "6 hours", "24": "a day", "72": "3 days", "168": "a week"}


def _kinds() -> list[tuple[str, str | list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in open_tools().taxonomy.values():
        if kind.code != NOT_AN_EVENT:
            groups.setdefault(CATEGORY_WORDS[kind.category], []).append((kind.code, kind.label))
    return [_CHOOSE, *groups.items()]


class OwnIncidentForm(forms.Form):
    """An incident that only your organisation sees."""

    title = NameField(max_length=200, label="What happened", help_text="One sentence: who did what where.")
    event_type = forms.ChoiceField(choices=_kinds, label="Kind")
    place = PlaceField(max_length=200, label="Where", help_text=PLACE_HELP, required=False)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, label="or latitude")
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, label="and longitude")
    radius_km = forms.FloatField(
        required=False,
        min_value=0.1,
        max_value=100,
        label="Doubt, km",
        help_text="It is within so far of the point.",
    )
    start = forms.CharField(
        max_length=40,
        label="Since",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
    )
    zone = forms.ChoiceField(label="on this clock", help_text="The preview says which time that is in UTC.")
    hours = forms.ChoiceField(choices=list(_LASTS.items()), label="Lasts about", initial="24")
    severity = forms.ChoiceField(choices=[_CHOOSE, *((one.value, said) for one, said in _SEVERITY.items())])
    urgency = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Urgency if one is not Urgency.UNKNOWN], initial="Immediate"
    )
    certainty = forms.ChoiceField(choices=[(one.value, one.value) for one in Certainty], initial="Likely")
    reliability = forms.ChoiceField(
        choices=[(one.value, said) for one, said in _RELIABILITY.items()],
        label="Who says so is",
        initial="C",
        help_text="Admiralty code: the source, apart from what it says.",
    )
    credibility = forms.ChoiceField(
        choices=[(str(one.value), said) for one, said in _CREDIBILITY.items()],
        label="What they say is",
        initial="3",
    )
    killed = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, help_text="Empty: unknown.")
    injured = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, help_text="Empty: unknown.")
    text = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        label="What is known",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For those who manage it. It stays on its page and is kept encrypted.",
    )

    def __init__(self, *args: Any, own_zones: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices(own_zones)  # type: ignore[attr-defined]
        self.since = ""

    def clean(self) -> dict[str, Any]:
        given = self._placed()
        if given.get("place") and given.get("start") and given.get("zone"):
            try:
                read = read_since(given["start"], given["zone"], given["place"])
            except InvalidValue as error:
                self.add_error("start", ValidationError(f"{error}."))
            else:
                given["since"], self.since = read.at, read.said
        return given

    def _placed(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("lat") is not None and given.get("lon") is not None:
            given["place"] = self._point(given)
        elif not given.get("place") and "place" not in self.errors:
            self.add_error("place", ValidationError("Say where: a place, or latitude and longitude."))
        return given

    def _point(self, given: dict[str, Any]) -> PrivatePlace | None:
        named = given.get("place")
        point = {
            "lat": given["lat"],
            "lon": given["lon"],
            "radius_km": given.get("radius_km") or 1.0,
            "name": self._name(given, named),
        }
        try:
            place = read_place(point, open_tools())
        except InvalidValue as error:
            self.add_error("lat", ValidationError(str(error)))
            return None
        if named and (gap := _gap_km(place, named)) > place["radius_km"] + named["radius_km"] + _SLIP_KM:
            self.add_error(
                "place",
                ValidationError(
                    f"{named['name']} is {gap:,.0f} km from that point: empty one of the two, so that the right people are told."
                ),
            )
        return place

    def _name(self, given: dict[str, Any], named: PrivatePlace | None) -> str | None:
        """The place's name for the point; None of a name that was kept, when the point is moved away from it."""
        if named is None:
            return None
        kept, point = "place" not in self.changed_data, Point(lon=given["lon"], lat=given["lat"])
        return None if kept and distance_km(point, _point_of(named)) >= phrases.SAME_PLACE_KM else named["name"]

    def draft(self) -> Draft:
        """What was entered, for the flow."""
        given = self.cleaned_data
        start: datetime = given["since"]
        place: PrivatePlace = given["place"]
        if given.get("radius_km"):
            place = {**place, "radius_km": float(given["radius_km"])}
        return Draft(
            title=given["title"],
            event_type=EventType(given["event_type"]),
            place=place,
            happened=Interval(start=start, end=start + timedelta(hours=int(given["hours"]))),
            severity=Severity(given["severity"]),
            urgency=Urgency(given["urgency"]),
            certainty=Certainty(given["certainty"]),
            credibility=Credibility(int(given["credibility"])),
            reliability=Reliability(given["reliability"]),
            fatalities=_toll(given["killed"]),
            injured=_toll(given["injured"]),
            text=given["text"],
        )

    def fingerprint(self) -> str:
        """Says whether two submissions ask for the same: what was previewed is what is told."""
        return hashlib.sha256(orjson.dumps(self.cleaned_data, default=str)).hexdigest()[:20]


def _gap_km(a: PrivatePlace, b: PrivatePlace) -> float:
    return distance_km(_point_of(a), _point_of(b))


def _point_of(place: PrivatePlace) -> Point:
    return Point(lon=place["lon"], lat=place["lat"])


def new_form(given: QueryDict | None, own_zones: Sequence[str], *, now: datetime) -> OwnIncidentForm:
    """The form for a new one, since now on the first of the asker's own clocks."""
    return OwnIncidentForm(given, initial=now_on(own_zones, now), own_zones=own_zones)


def change_form(
    given: QueryDict | None, incident: Incident, entry: Entry, own_zones: Sequence[str]
) -> OwnIncidentForm:
    """The form for a version that is to be changed; its place stands as it was while its words do."""
    form = OwnIncidentForm(given, initial=_initial(incident, entry), own_zones=(zone_shown(incident), *own_zones))
    place = incident.place
    if place is not None:
        point = {"lon": place.point.lon, "lat": place.point.lat}
        keep_place(
            form, "place", {"name": place.name, "country": place.country, "radius_km": place.radius_km, **point}
        )
    return form


def _initial(incident: Incident, entry: Entry) -> dict[str, object]:
    hours = (incident.happened.end - incident.happened.start) / timedelta(hours=1)
    return {
        "title": incident.title,
        "event_type": incident.event_type,
        **shown_since(incident),
        "hours": min(_LASTS, key=lambda lasts: abs(float(lasts) - hours)),
        "severity": incident.severity.value,
        "urgency": incident.urgency.value,
        "certainty": incident.certainty.value,
        "credibility": str(incident.credibility.value),
        "reliability": entry["reliability"],
        "killed": incident.fatalities.best,
        "injured": incident.injured.best,
        "text": entry["text"],
    }


def _toll(count: int | None) -> Toll:
    return Toll(low=count, best=count, high=count)
