"""Questions after people's safety, their answers, and incidents an organisation entered itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.records.models.people import Owned, Person


class OwnIncidentVersion(Owned):
    """One version of an incident that an organisation entered by hand; nobody else sees it.

    The current one has no `superseded_at`. `private`: `incident`, the JSON of the domain noun, and
    `entry`: what was known in the writer's words, the reliability of who said it, who wrote it.
    """

    incident_id = models.CharField(max_length=36)
    version = models.IntegerField()
    happened_end = models.DateTimeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    retracted = models.BooleanField(default=False)
    private = EncryptedJSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "happened_end"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident_id", "version"], name="one_own_incident_version"),
            models.UniqueConstraint(
                fields=["incident_id"],
                condition=models.Q(superseded_at=None),
                name="one_current_own_incident",
            ),
        ]

    def __str__(self) -> str:
        return f"own incident {self.incident_id} v{self.version}"


class MassMessage(Owned):
    """A message to more people than one person alone may send to, and who let it leave or stopped it.

    `kind`: own_incident or question. `private`: `why`, the words of whoever sent or stopped it; of an incident entered by
    hand `incident`, the JSON of the version that waits, and `entry`; of a question `words`, and `silent`: for those who have not answered.
    """

    kind = models.CharField(max_length=16)
    incident_id = models.CharField(max_length=36)
    people = models.IntegerField()
    state = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="mass_messages"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ended_mass_messages",
    )
    private = EncryptedJSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.state} {self.kind} to {self.people}"


class SafetyAsk(Owned):
    """One person was asked "are you safe?" about one incident; asked again is another row."""

    incident_id = models.CharField(max_length=36)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safety_asks")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    reachable = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "incident_id"])]

    def __str__(self) -> str:
        return f"ask of {self.person_id} about {self.incident_id}"


class SafetyReply(Owned):
    """One answer; a later one follows it and never replaces it. `private`: the person's note."""

    incident_id = models.CharField(max_length=36)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safety_replies")
    answer = models.CharField(max_length=10)
    by = models.CharField(max_length=5)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()
    private = EncryptedJSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "incident_id"])]

    def __str__(self) -> str:
        return f"{self.answer} of {self.person_id} about {self.incident_id}"
