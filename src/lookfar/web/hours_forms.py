"""Forms for quiet hours, the digest, how an organisation tells, and groups of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django import forms

from lookfar.alerts.quiet_hours import QuietHours
from lookfar.records.models import Person
from lookfar.records.rules import Hours
from lookfar.web.forms import NameField


class _ClockField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    """When somebody wants to be left alone, and when they read the digest."""

    quiet_from = _ClockField(required=False, label="Quiet from")
    quiet_until = _ClockField(required=False, label="until")
    digest = _ClockField(required=False, label="Daily digest at", help_text="Empty: as the organisation has it.")
    zone = forms.CharField(
        required=False,
        max_length=64,
        label="Time zone",
        help_text="Such as Asia/Almaty. Empty: where the person is, on a trip or at home.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("quiet_from"), given.get("quiet_until")
        if (start is None) != (end is None) or (start is not None and start == end):
            self.add_error("quiet_until", "Give both hours, one after the other, or neither.")
        return given

    def hours(self) -> Hours:
        """As they will be kept."""
        given = self.cleaned_data
        start, end = given["quiet_from"], given["quiet_until"]
        quiet = QuietHours(start=start, end=end) if start is not None else None
        return Hours(zone=given["zone"].strip(), quiet=quiet, digest=given["digest"])


class HouseHoursForm(forms.Form):
    """How an organisation tells."""

    digest = _ClockField(label="Daily digest at", initial=time(7), help_text="On the clock where each person is.")
    zone = forms.CharField(
        required=False, max_length=64, label="Time zone", help_text="For whom no place is known. Empty: UTC."
    )
    group_minutes = forms.IntegerField(
        min_value=0,
        max_value=60,
        label="Put messages to one person together for (minutes)",
        help_text="The first goes at once. What threatens life never waits longer than 30 seconds.",
    )
    escalate_minutes = forms.IntegerField(
        min_value=1,
        max_value=240,
        label="Tell the next duty contact after (minutes)",
        help_text="When nobody has acknowledged an alert that threatens life.",
    )
    most_alone = forms.IntegerField(
        min_value=0,
        max_value=1_000_000,
        label="A second person looks at what somebody sends to more than (people)",
        help_text="An incident entered by hand, or the question “Are you safe?”. In an emergency it leaves without; why is kept. Taking back never waits.",
    )

    def hours(self) -> Hours:
        """As they will be kept."""
        given = self.cleaned_data
        return Hours(
            zone=given["zone"].strip(),
            digest=given["digest"],
            window=timedelta(minutes=given["group_minutes"]),
            escalate_after=timedelta(minutes=given["escalate_minutes"]),
            most_alone=given["most_alone"],
        )


class GroupForm(forms.Form):
    """People that rules and silences name together."""

    name = NameField(max_length=80)
    people = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), str(one.private["name"])) for one in people]
        field.widget.attrs["size"] = min(12, max(3, len(people)))

    def members(self) -> list[Person]:
        """The chosen people."""
        return [self._people[one] for one in self.cleaned_data["people"]]
