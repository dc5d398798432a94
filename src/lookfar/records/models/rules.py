"""What an organisation has set about its alerts: rules, silences, hours, groups of people, duty contacts, answers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.accounts.models import Organisation
from lookfar.records.models.people import Owned, Person


class PersonGroup(Owned):
    """People that rules and silences name together; `private`: its name."""

    private = EncryptedJSONField()
    people = models.ManyToManyField(Person, related_name="groups")

    def __str__(self) -> str:
        return f"group {self.id}"


class AlertRule(Owned):
    """Who is told at once of what; the first one by `position` that fits decides.

    `private`: the JSON of the rule, since it names people and places.
    """

    position = models.IntegerField()
    private = EncryptedJSONField()

    class Meta:
        ordering: ClassVar = ["position", "created_at"]

    def __str__(self) -> str:
        return f"rule {self.id}"


class SilenceRow(Owned):
    """What is not told for a while. `private`: reason, scope, and whether it covers threats to life.

    `ends_at` moves forward when it is ended early, `asked_until` stays as it was asked for.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_until = models.DateTimeField()
    private = EncryptedJSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "ends_at"])]

    def __str__(self) -> str:
        return f"silence {self.id}"


class AlertHours(Owned):
    """Quiet hours and the hour of the digest, of one person, or of the organisation where `person` is none.

    `private`: zone, quiet (start and end or null), digest; of the organisation also group_minutes, escalate_minutes, most_alone.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="hours")
    private = EncryptedJSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(person=None), name="one_set_of_own_hours"
            )
        ]

    def __str__(self) -> str:
        return f"hours {self.id}"


class DutyContact(Owned):
    """Who is told what nobody acknowledges, in the order of `position`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duties")
    position = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["position", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "person"], name="one_duty_of_a_person")
        ]

    def __str__(self) -> str:
        return f"duty contact {self.id}"


class EscalationStep(models.Model):
    """An alert was handed to a duty contact, since nobody acknowledged it or nobody could be reached.

    `due_at`, `late_because`: when it should have been, and why it was not; None and "": it was on time.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    alert_id = models.CharField(max_length=36)
    number = models.IntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    why = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    late_because = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["alert_id", "number"], name="one_step")]

    def __str__(self) -> str:
        return f"step {self.number} of {self.alert_id}"


class Acknowledgement(Owned):
    """Somebody said that an alert was seen, up to the version of this `sequence`. `how`: page, link or api."""

    alert_id = models.CharField(max_length=36)
    sequence = models.IntegerField()
    at = models.DateTimeField()
    how = models.CharField(max_length=8)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert_id", "sequence"], name="one_acknowledgement")
        ]

    def __str__(self) -> str:
        return f"acknowledged {self.alert_id}"
