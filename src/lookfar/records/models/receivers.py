"""What is known of each receiver: whether it takes what it is sent, and what it believes now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.records.models.alerts import AlertRow, Endpoint
from lookfar.records.models.people import Owned, Person


class Reach(Owned):
    """How one endpoint, or one person by e-mail, has answered.

    `failing_since`: the first failure after the last success. `noticed`: what others were told of that,
    "", "failing" or "dead_letter". `private`: the address of a person that was tested.
    """

    endpoint = models.OneToOneField(Endpoint, on_delete=models.CASCADE, null=True, related_name="reach")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, null=True, related_name="reach")
    tested_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failed_why = models.TextField(blank=True)
    noticed = models.CharField(max_length=12, blank=True)
    private = EncryptedJSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(endpoint=None, person__isnull=False)
                | models.Q(endpoint__isnull=False, person=None),
                name="reach_of_one_receiver",
            )
        ]

    def __str__(self) -> str:
        return f"reach of {self.endpoint_id or self.person_id}"


class Belief(Owned):
    """The newest `version` of the alert `alert_id` that a receiver has taken, and when.

    `channel` and `receiver` as in its delivery.
    """

    channel = models.CharField(max_length=8)
    receiver = models.CharField(max_length=36)
    alert_id = models.CharField(max_length=36)
    version = models.ForeignKey(AlertRow, on_delete=models.CASCADE, related_name="believed_by")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["alert_id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "receiver", "alert_id"], name="one_belief")
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.receiver}: {self.version}"


class EventCounter(models.Model):
    """The number of the newest event; one row."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"event {self.last}"
