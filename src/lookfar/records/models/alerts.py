"""Alerts, and the outbox they leave by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.records.models.people import Owned, Person


class Endpoint(Owned):
    """A receiver of all of an organisation's alerts. `private`: url, secret, state of rotation."""

    kind = models.CharField(max_length=8, choices=[("webhook", "webhook"), ("email", "email")])
    private = EncryptedJSONField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.TextField(blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class AlertRow(Owned):
    """One version of one alert, due or `held` for a reason (kept once per reason).

    `private` is the JSON of the domain noun: it says where people are.
    """

    alert_id = models.CharField(max_length=36)
    sequence = models.IntegerField()
    wire_id = models.CharField(max_length=64)
    msg_type = models.CharField(max_length=8)
    incident_id = models.CharField(max_length=36)
    incident_version = models.IntegerField()
    subject_kind = models.CharField(max_length=8)
    subject_id = models.CharField(max_length=36)
    severity = models.CharField(max_length=10)
    category = models.CharField(max_length=16)
    held = models.CharField(max_length=24, blank=True)
    issued_at = models.DateTimeField()
    origin = models.CharField(max_length=8)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    private = EncryptedJSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "issued_at"]),
            models.Index(fields=["incident_id"]),
            models.Index(fields=["subject_id", "incident_id"]),
            models.Index(fields=["alert_id", "sequence"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert_id", "sequence"], condition=models.Q(held=""), name="one_alert_version"
            ),
            models.UniqueConstraint(fields=["wire_id"], condition=models.Q(held=""), name="one_wire_id"),
            models.UniqueConstraint(
                fields=["alert_id", "held"], condition=~models.Q(held=""), name="one_hold_per_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.msg_type} {self.alert_id} {self.sequence}"


class DeliveryRow(models.Model):
    """One alert version due to one receiver by one channel; waits until delivered or given up.

    `receiver` is the endpoint's or person's id, or "file"; `fence` grows with every lease. `decided_at`: when
    `due_at` was set; one that lies ahead shows that the clock was set back since.
    """

    alert = models.ForeignKey(AlertRow, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8)
    receiver = models.CharField(max_length=36)
    state = models.CharField(max_length=12, default="waiting")
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["state", "channel", "receiver", "due_at"]),
            models.Index(
                fields=["leased_until"], condition=models.Q(leased_until__isnull=False), name="leased_deliveries"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "channel", "receiver"], name="one_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.receiver}: {self.state}"
