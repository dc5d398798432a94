"""Alerts, and the outbox they leave by."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.records.models.people import Owned, Person


class Endpoint(Owned):
    """A receiver of all of an organisation's alerts, or a device that is told what its `user` may see.

    `private`: `records.receivers` says what is in it for each kind.
    """

    kind = models.CharField(max_length=8, choices=[("webhook", "webhook"), ("email", "email"), ("push", "push")])
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    private = EncryptedJSONField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Real(models.Manager["AlertRow"]):
    """Alerts that tell of incidents; tests and notices about channels are in `AlertRow.every` only."""

    def get_queryset(self) -> models.QuerySet[AlertRow]:
        return super().get_queryset().filter(status="Actual")


class AlertRow(Owned):
    """One version of one alert, due or `held` for a reason (kept once per reason).

    `private` is the JSON of the domain noun: it says where people are. `event_no`: its place in the stream of
    events, given after it was committed, None before.
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
    status = models.CharField(max_length=8, default="Actual")
    event_no = models.BigIntegerField(null=True, unique=True)

    objects = Real()
    every: ClassVar[models.Manager[AlertRow]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "issued_at"]),
            models.Index(fields=["incident_id"]),
            models.Index(fields=["subject_id", "incident_id"]),
            models.Index(
                fields=["created_at"],
                condition=models.Q(event_no=None, held="", status="Actual", origin="live"),
                name="no_event_yet",
            ),
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

    `receiver` is the endpoint's or person's id, or "file"; `fence` grows with every lease.
    """

    alert = models.ForeignKey(AlertRow, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8)
    receiver = models.CharField(max_length=36)
    state = models.CharField(max_length=12, default="waiting")
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "channel", "receiver"], name="one_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.receiver}: {self.state}"
