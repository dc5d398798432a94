"""On what ground somebody is kept, and whether this installation may send."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lookfar.records.models.people import Owned, Person


class Consent(Owned):
    """One decision on what ground a person's data is held; the newest counts, older ones stay.

    `live`: live positions are allowed too. `withdrawn`: the ground is gone.
    """

    BASES: ClassVar = [
        ("consent", "Consent: they agreed"),
        ("legitimate_interest", "Legitimate interest"),
        ("duty_of_care", "Duty of care of an employer"),
    ]
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    basis = models.CharField(max_length=20, choices=BASES)
    live = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "decided_at"])]

    def __str__(self) -> str:
        return f"{self.basis} for {self.person_id}"


class Sending(models.Model):
    """One row: since when and why nothing is sent; none, or `paused_at` empty, means that alerts leave."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"paused since {self.paused_at}" if self.paused_at else "sending"
