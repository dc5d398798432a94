"""On what ground somebody is kept, and what holds for the whole installation."""

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


class Installation(models.Model):
    """One row of what holds for all organisations.

    `paused_at`: since when nothing is sent, `paused_why`; empty means that alerts leave. `aged_out_at`: when what is
    too old was last looked for. `clock_doubted_at`: when the clock was last set, by the clock as it was set.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_why = models.CharField(max_length=200, blank=True)
    aged_out_at = models.DateTimeField(null=True, blank=True)
    clock_doubted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"paused since {self.paused_at}" if self.paused_at else "sending"
