"""Forms for people, sites and trips; places are names that the gazetteer must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lookfar.accounts.models import Role
from lookfar.domain.errors import InvalidValue, WrongField
from lookfar.domain.vocabulary import Severity
from lookfar.exposure.footprint import DEFAULT_REACH
from lookfar.flow.itinerary import ReadLeg, read_leg
from lookfar.flow.legs import KeptLeg
from lookfar.flow.people import PERIMETERS, clean_perimeter
from lookfar.flow.places import clean_name, place_text, resolve_place
from lookfar.flow.tools import open_tools
from lookfar.records.models import Person
from lookfar.records.subjects import PrivatePlace

PLACE_HELP = "A city, with its country when the name is common: “Almaty, Kazakhstan”; or latitude and longitude: “43.2512, 76.9457”."


class PlaceField(forms.CharField):
    """A place by its name; cleans to a PrivatePlace. `kept`: places of before by the words shown for them."""

    kept: Mapping[str, PrivatePlace] = MappingProxyType({})

    def clean(self, value: Any) -> PrivatePlace | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.kept.get(text) or resolve_place(text, open_tools())
        except InvalidValue as error:
            raise ValidationError(str(error)) from error


def keep_place(form: forms.Form, field: str, place: Mapping[str, object] | None) -> None:
    """Lets a form's place stand as it was when its words are not changed, also where no name finds it."""
    if place:
        words = place_text(place, open_tools())
        form.initial[field] = words
        form.fields[field].kept = {words: place}  # type: ignore[attr-defined]


class NameField(forms.CharField):
    """A name on one line."""

    def clean(self, value: Any) -> str:
        try:
            return clean_name(super().clean(value))
        except InvalidValue as error:
            raise ValidationError(str(error)) from error


class PersonForm(forms.Form):
    """Somebody of yours."""

    name = NameField(max_length=200)
    email = forms.EmailField(required=False, label="E-mail", help_text="Where alerts go.")
    phone = forms.CharField(required=False, max_length=40)
    home = PlaceField(required=False, max_length=200, label="Usual place", help_text=PLACE_HELP)


class SiteForm(forms.Form):
    """A place of yours, with a reach of its own for incidents of each severity."""

    name = NameField(max_length=200)
    place = PlaceField(max_length=200, help_text=PLACE_HELP)
    contact = forms.ChoiceField(required=False, help_text="Who is told when something happens near it.")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["contact"] = person_choice(people, "Nobody", required=False)
        self.fields["contact"].help_text = "Who is told when something happens near it."
        for severity in PERIMETERS:
            self.fields[f"km_{severity.value}"] = forms.CharField(
                required=False,
                max_length=10,
                label=f"Told of CAP {severity.value} within (km)",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": _usual(severity)}),
            )
        self.perimeter_km: dict[str, float] = {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        reach = {severity.value: given.get(f"km_{severity.value}") or "" for severity in PERIMETERS}
        try:
            self.perimeter_km = clean_perimeter(reach)
        except WrongField as error:
            self.add_error(f"km_{error.field.rpartition('.')[2]}", error.says.capitalize())
        return given

    def contact_person(self) -> Person | None:
        """The chosen contact."""
        return self._people.get(self.cleaned_data.get("contact") or "")


class TripForm(forms.Form):
    """Whose trip, and its name."""

    name = NameField(max_length=200, help_text="For your own lists, such as “Almaty fair, January”.")
    person = forms.ChoiceField()

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["person"] = person_choice(people, "Choose who travels", required=True)

    def traveller(self) -> Person:
        """The chosen person."""
        return self._people[self.cleaned_data["person"]]


def person_choice(people: list[Person], none: str, *, required: bool) -> forms.ChoiceField:
    """A choice among an organisation's own people; another's id is not a choice."""
    named = [(str(person.pk), str(person.private["name"])) for person in people]
    return forms.ChoiceField(choices=[("", none), *named], required=required)


def _usual(severity: Severity) -> str:
    km = DEFAULT_REACH.reach_km.get(severity)
    return f"usual reach: {km:g}" if km else "usual reach"


_WHEN = {"type": "datetime-local"}
_LOCAL = "%Y-%m-%dT%H:%M"


class LegForm(forms.Form):
    """One part of a trip; times are those of the clocks at its ends. A journey has a start elsewhere."""

    kind = forms.ChoiceField(
        choices=[("stay", "Stay"), ("flight", "Flight"), ("rail", "Rail"), ("road", "Road")], initial="stay"
    )
    number = forms.CharField(required=False, max_length=20, label="Flight or train number (optional)")
    origin = forms.CharField(required=False, max_length=200, label="From (of a journey)")
    place = forms.CharField(max_length=200, label="Place, or where the journey goes")
    start = forms.CharField(max_length=40, label="Starts (local time)", widget=forms.DateTimeInput(attrs=_WHEN))
    end = forms.CharField(max_length=40, label="Ends (local time)", widget=forms.DateTimeInput(attrs=_WHEN))

    kept: Mapping[str, PrivatePlace] = MappingProxyType({})
    """Places of the kept trip by the words shown for them."""
    read: ReadLeg

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        journey = bool(given.get("origin"))
        asked = {
            "kind": given["kind"],
            "from": given.get("origin"),
            "to" if journey else "place": given["place"],
            "start": given["start"],
            "end": given["end"],
            "number": given.get("number"),
        }
        try:
            self.read = read_leg(asked, open_tools(), self.kept)
        except WrongField as error:
            field = {"from": "origin", "to": "place"}.get(error.field, error.field)
            self.add_error(field if field in self.fields else None, error.says[:1].upper() + error.says[1:])
        return given


MOST_PARTS = 100
"""Parts of one trip on one page (Django reads 1,000 fields of a form); longer ones are imported."""

_LegForms = forms.formset_factory(
    LegForm,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MOST_PARTS,
    absolute_max=MOST_PARTS + 50,
    can_delete=True,
)


def leg_forms(given: QueryDict | None, legs: Sequence[KeptLeg]) -> forms.BaseFormSet[LegForm]:
    """The parts of a trip as forms, filled in with those it has."""
    made = _LegForms(given, initial=[_initial(leg) for leg in legs], prefix="legs")
    places = [place for leg in legs for place in (leg.plan.origin, leg.plan.place) if place]
    kept = {place_text(place, open_tools()): place for place in places}
    for form in made.forms:
        form.kept = kept
    return made


def _initial(leg: KeptLeg) -> dict[str, object]:
    tools, plan = open_tools(), leg.plan
    return {
        "kind": plan.kind,
        "origin": place_text(plan.origin, tools),
        "place": place_text(plan.place, tools),
        "start": f"{leg.start_clock:{_LOCAL}}",
        "end": f"{leg.end_clock:{_LOCAL}}",
        "number": plan.number,
    }


class MemberForm(forms.Form):
    """A new member of the organisation."""

    name = forms.CharField(
        max_length=60,
        label="Name to sign in with",
        help_text="Letters, digits and @ . + - _. It is not encrypted.",
    )
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in (Role.MANAGER, Role.VIEWER, Role.OWNER)],
        help_text="A viewer reads; a manager also changes people, sites, trips, rules and channels, asks "
        "whether people are safe, and erases them; an owner also sees members, keys and the audit. "
        "Travellers are invited from the list of people.",
    )


class KeyForm(forms.Form):
    """A new API key."""

    name = NameField(max_length=100, label="What it is for", help_text="It is not encrypted.")
    write = forms.BooleanField(
        required=False,
        label="May also change what is kept",
        help_text="People, sites, trips, incidents of your own, rules, silences and channels; ask whether people are safe; erase people.",
    )
    days = forms.IntegerField(
        required=False, min_value=1, max_value=3650, label="Days until it ends", help_text="Empty: until revoked."
    )

    def scopes(self) -> list[str]:
        """What the key may do."""
        return ["read", "write"] if self.cleaned_data["write"] else ["read"]
