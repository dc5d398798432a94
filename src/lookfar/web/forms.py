"""Forms for people, sites and trips; places are names that the gazetteer must know."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lookfar.domain.errors import InvalidValue
from lookfar.flow.people import LegPlan, clean_name, resolve_place
from lookfar.flow.tools import open_tools
from lookfar.records.models import Person
from lookfar.records.subjects import PrivatePlace

PLACE_HELP = "A city, with its country when the name is common: “Almaty, Kazakhstan”."


class PlaceField(forms.CharField):
    """A place by its name; cleans to a PrivatePlace."""

    def clean(self, value: Any) -> PrivatePlace | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return resolve_place(text, open_tools())
        except InvalidValue as error:
            raise ValidationError(str(error)) from error


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
    """A place of yours."""

    name = NameField(max_length=200)
    place = PlaceField(max_length=200, help_text=PLACE_HELP)
    contact = forms.ChoiceField(required=False, help_text="Who is told when something happens near it.")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["contact"] = person_choice(people, "Nobody", required=False)
        self.fields["contact"].help_text = "Who is told when something happens near it."

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


class LegForm(forms.Form):
    """One part of a trip; times are UTC."""

    place = PlaceField(max_length=200)
    start = forms.DateTimeField(
        label="From (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    end = forms.DateTimeField(
        label="Until (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    kind = forms.ChoiceField(
        choices=[("stay", "Stay"), ("flight", "Flight"), ("rail", "Rail"), ("road", "Road")], initial="stay"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if start and end and end <= start:
            raise ValidationError("This part ends before it starts.")
        return given

    def plan(self) -> LegPlan:
        """The leg as it will be kept."""
        given = self.cleaned_data
        return LegPlan(
            place=given["place"],
            start=given["start"].astimezone(UTC),
            end=given["end"].astimezone(UTC),
            kind=given["kind"],
        )


LegFormSet = forms.formset_factory(
    LegForm, extra=0, min_num=1, validate_min=True, max_num=50, absolute_max=60, can_delete=True
)
