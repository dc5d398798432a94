"""Forms for rules and silences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lookfar.alerts.policy import FAR_KM, Again
from lookfar.alerts.route import Rule, Tell
from lookfar.alerts.scope import Scope
from lookfar.alerts.silence import Silence
from lookfar.domain.errors import InvalidValue
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Severity
from lookfar.flow.ruling import area_ids
from lookfar.flow.tools import open_tools
from lookfar.records.models import Person, PersonGroup, Site
from lookfar.web.forms import NameField
from lookfar.web.words import CATEGORY_WORDS

_DIGEST_ONLY = "digest"
_BARS = [
    ("Minor", "CAP Minor or worse"),
    ("Moderate", "CAP Moderate or worse (as without any rule)"),
    ("Severe", "CAP Severe or worse"),
    ("Extreme", "CAP Extreme only"),
    (_DIGEST_ONLY, "nothing: all to the daily digest"),
]
_AGAIN = [
    (Again.SIGNIFICANT.value, "When something important is new"),
    (Again.ALL.value, "At every change"),
    (Again.FIRST_ONLY.value, "Only when it is taken back or leaves them"),
]
_LASTS = [
    (1, "1 hour"),
    (4, "4 hours"),
    (12, "12 hours"),
    (24, "24 hours"),
    (72, "3 days"),
    (168, "7 days"),
    (720, "30 days"),
]
_AREAS_HELP = (
    "Countries by name or code, and parts of countries such as KAZ.02, separated by commas. Empty: everywhere."
)


class Whom:
    """An organisation's people, groups and sites as choices; another's are none."""

    def __init__(self, people: Sequence[Person], groups: Sequence[PersonGroup], sites: Sequence[Site]) -> None:
        self.people = [(f"person:{one.pk}", str(one.private["name"])) for one in people]
        self.groups = [(f"group:{one.pk}", str(one.private["name"])) for one in groups]
        self.sites = [(f"site:{one.pk}", str(one.private["name"])) for one in sites]

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For a list under headings."""
        named = (("Groups", self.groups), ("People", self.people), ("Sites", self.sites))
        return [(heading, some) for heading, some in named if some]


class AreasField(forms.CharField):
    """Areas by name or code; cleans to a set of ids."""

    def clean(self, value: Any) -> frozenset[str]:
        try:
            return area_ids(super().clean(value) or "", open_tools())
        except InvalidValue as error:
            raise ValidationError(str(error)) from error


class _ScopeForm(forms.Form):
    """What a rule or a silence is about."""

    categories = forms.MultipleChoiceField(
        required=False,
        label="Kinds",
        choices=[(kind.value, CATEGORY_WORDS[kind]) for kind in Category],
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: every kind.",
    )
    areas = AreasField(required=False, max_length=400, help_text=_AREAS_HELP)
    whom = forms.MultipleChoiceField(required=False, help_text="None chosen: everybody and every site.")

    def __init__(self, *args: Any, whom: Whom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["whom"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = whom.choices
        field.widget.attrs["size"] = min(8, max(3, sum(len(some) for _, some in whom.choices)))

    def _scope(self, **more: Any) -> Scope:
        given = self.cleaned_data
        return Scope(
            categories=frozenset(Category(one) for one in given["categories"]),
            areas=given["areas"],
            people=_ids("person", given["whom"]),
            groups=_ids("group", given["whom"]),
            sites=_ids("site", given["whom"]),
            **more,
        )


def _ids(kind: str, chosen: Sequence[str]) -> frozenset[str]:
    return frozenset(one.partition(":")[2] for one in chosen if one.startswith(f"{kind}:"))


class RuleForm(_ScopeForm):
    """Who is told at once of what."""

    name = NameField(max_length=80, help_text="For your own list, such as “Unrest near the office”.")
    hours_from = forms.TimeField(
        required=False,
        label="Only from",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="On the clock where the person is. Empty: at any hour.",
    )
    hours_until = forms.TimeField(
        required=False, label="until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    bar = forms.ChoiceField(choices=_BARS, initial="Moderate", label="Tell at once of")
    coarse = forms.BooleanField(
        required=False,
        label="Also of what is known only to a region or country",
        help_text="Otherwise that is told at once when it is CAP Extreme, and goes to the digest below. Whatever the rule says, a "
        f"disaster of whole countries is told at once only within {FAR_KM:,.0f} km of its middle, and by the digest beyond.",
    )
    over_life = forms.BooleanField(
        required=False,
        label="Hold back threats to life too",
        help_text="CAP Extreme, and CAP Severe that needs action now. Otherwise they pass every bar.",
    )
    again = forms.ChoiceField(choices=_AGAIN, label="Tell again", initial=Again.SIGNIFICANT.value)
    tell_person = forms.BooleanField(
        required=False, initial=True, label="Tell whom it touches (of a site: its contact)"
    )
    tell_endpoints = forms.BooleanField(
        required=False, initial=True, label="Tell the organisation's own receivers"
    )
    others = forms.MultipleChoiceField(required=False, label="Tell these people as well")
    field_order = ("name", "categories", "areas", "whom", "hours_from", "hours_until")

    def __init__(self, *args: Any, whom: Whom, **kwargs: Any) -> None:
        super().__init__(*args, whom=whom, **kwargs)
        field = self.fields["others"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = whom.people
        field.widget.attrs["size"] = min(6, max(3, len(whom.people)))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("hours_from"), given.get("hours_until")
        if (start is None) != (end is None) or (start is not None and start == end):
            self.add_error("hours_until", "Give both hours, one after the other, or neither.")
        if not (given.get("tell_person") or given.get("tell_endpoints") or given.get("others")):
            self.add_error("others", "A rule tells somebody. To tell nobody for a while, set a silence.")
        return given

    def rule(self) -> Rule:
        """The rule as it will be kept."""
        given = self.cleaned_data
        start, end = given["hours_from"], given["hours_until"]
        others = tuple(sorted(_ids("person", given["others"])))
        return Rule(
            id="",
            name=given["name"],
            scope=self._scope(),
            bar=None if given["bar"] == _DIGEST_ONLY else Severity(given["bar"]),
            coarse=given["coarse"],
            over_life=given["over_life"],
            again=Again(given["again"]),
            tell=Tell(person=given["tell_person"], endpoints=given["tell_endpoints"], others=others),
            hours=None if start is None else (start, end),
        )


def rule_as_given(rule: Rule) -> dict[str, Any]:
    """A kept rule as the form's initial values."""
    scope = rule.scope
    whom = [f"{kind}:{one}" for kind, ids in _whom(scope) for one in sorted(ids)]
    return {
        "name": rule.name,
        "categories": [one.value for one in scope.categories],
        "areas": ", ".join(sorted(scope.areas)),
        "whom": whom,
        "hours_from": rule.hours[0] if rule.hours else None,
        "hours_until": rule.hours[1] if rule.hours else None,
        "bar": rule.bar.value if rule.bar else _DIGEST_ONLY,
        "coarse": rule.coarse,
        "over_life": rule.over_life,
        "again": rule.again.value,
        "tell_person": rule.tell.person,
        "tell_endpoints": rule.tell.endpoints,
        "others": [f"person:{one}" for one in rule.tell.others],
    }


def _whom(scope: Scope) -> tuple[tuple[str, frozenset[str]], ...]:
    return ("group", scope.groups), ("person", scope.people), ("site", scope.sites)


class SilenceForm(_ScopeForm):
    """What is not told for a while."""

    reason = forms.CharField(max_length=300, help_text="Whoever looks later must know why nothing was told.")
    lasts = forms.TypedChoiceField(
        choices=_LASTS, coerce=int, initial=4, label="For", help_text="It ends by itself; 30 days is the longest."
    )
    most = forms.ChoiceField(
        label="Up to",
        choices=[(one.value, f"CAP {one}") for one in Severity if one is not Severity.UNKNOWN],
        initial=Severity.EXTREME.value,
        help_text="Anything graver is told all the same.",
    )
    incident = forms.CharField(
        required=False, max_length=36, help_text="The id of one incident, from its address."
    )
    covers_life_threat = forms.BooleanField(
        required=False,
        label="Hold back threats to life too (24 hours at most)",
        help_text="CAP Extreme, and CAP Severe that needs action now. Without this they are told in spite of the silence.",
    )
    field_order = ("reason", "lasts", "categories", "most", "areas", "whom", "incident", "covers_life_threat")

    def silence(self, now: datetime) -> Silence:
        """The silence as it will be kept, from now on."""
        given = self.cleaned_data
        return Silence(
            id="",
            scope=self._scope(most=Severity(given["most"]), incident=given["incident"].strip()),
            reason=given["reason"],
            starts=now,
            ends=now + timedelta(hours=given["lasts"]),
            covers_life_threat=given["covers_life_threat"],
        )
