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
    """One version of one alert, due or `held` for a reason.

    `private` is the JSON of the domain noun: it says where people are. An alert has one hold that is open; it ends with
    a `resolution`; `in_digest`: the digest it was put into. `held_by`: the silence or incident that holds it;
    `release_at`: when it is looked at again; `digest_at`: the digest it goes into if it is still held then, None not
    yet. `escalate_at`: when a told one goes to the next duty contact unless it is acknowledged; `waits_since`: since
    when it could be, None since it was issued: later after everything stood. `late_since`, `late_because`: when that
    duty contact was due, had nothing stood, and what stood; None and "": they are not late. `event_no`: its place in
    the stream of events, given after it was committed, None before. `places_removed_at`, `forgotten_at`: when the
    places, and then the name and the link to the person, were taken out; what is left counts who was told when.
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
    life_threat = models.BooleanField(default=False)
    held_by = models.CharField(max_length=36, blank=True)
    release_at = models.DateTimeField(null=True, blank=True)
    digest_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    waits_since = models.DateTimeField(null=True, blank=True)
    late_since = models.DateTimeField(null=True, blank=True)
    late_because = models.TextField(blank=True)
    resolution = models.CharField(max_length=12, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    in_digest = models.ForeignKey(
        "records.DigestRow", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    places_removed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    private = EncryptedJSONField()
    status = models.CharField(max_length=8, default="Actual")
    event_no = models.BigIntegerField(null=True, unique=True)

    objects = Real()
    every: ClassVar[models.Manager[AlertRow]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["release_at"], condition=models.Q(release_at__isnull=False), name="holds_to_look_at"
            ),
            models.Index(
                fields=["digest_at"], condition=models.Q(digest_at__isnull=False), name="holds_to_digest"
            ),
            models.Index(fields=["escalate_at"], condition=models.Q(escalate_at__isnull=False), name="unanswered"),
            models.Index(fields=["organisation", "issued_at"]),
            models.Index(fields=["incident_id"]),
            models.Index(fields=["subject_id", "incident_id"]),
            models.Index(
                fields=["created_at"],
                condition=models.Q(event_no=None, held="", status="Actual", origin="live"),
                name="no_event_yet",
            ),
            models.Index(fields=["alert_id", "sequence"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert_id", "sequence"], condition=models.Q(held=""), name="one_alert_version"
            ),
            models.UniqueConstraint(fields=["wire_id"], condition=models.Q(held=""), name="one_wire_id"),
            models.UniqueConstraint(
                fields=["alert_id"],
                condition=~models.Q(held="") & models.Q(resolved_at=None),
                name="one_open_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.msg_type} {self.alert_id} {self.sequence}"


class DigestRow(Owned):
    """What was held of a receiver's alerts until `due_at`; `receiver` is a person's or the organisation's id."""

    receiver = models.CharField(max_length=36)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True)
    due_at = models.DateTimeField()
    wire_id = models.CharField(max_length=64, unique=True)
    private = EncryptedJSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["receiver", "due_at"], name="one_digest")]

    def __str__(self) -> str:
        return f"digest {self.id}"


class DeliveryRow(models.Model):
    """One alert version, or one digest, due to one receiver by one channel; waits until delivered or given up.

    `receiver` is the endpoint's or person's id, or "file"; `fence` grows with every lease. `held`: why it goes later
    than it was issued; `led_by`: it goes inside another one's message; `escalated`: to a duty contact, since nobody
    answered. `in_digest`: the digest that tells it instead, with `delivered_at` when that was made. `decided_at`: when
    `due_at` was set; one that lies ahead shows that the clock was set back since.
    """

    alert = models.ForeignKey(AlertRow, on_delete=models.CASCADE, related_name="deliveries", null=True)
    digest = models.ForeignKey(DigestRow, on_delete=models.CASCADE, related_name="deliveries", null=True)
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
    held = models.CharField(max_length=24, blank=True)
    led_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="led")
    escalated = models.BooleanField(default=False)
    in_digest = models.ForeignKey(DigestRow, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["receiver", "channel", "due_at"]),
            models.Index(fields=["state", "channel", "receiver", "due_at"]),
            models.Index(
                fields=["leased_until"], condition=models.Q(leased_until__isnull=False), name="leased_deliveries"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "channel", "receiver"], name="one_delivery"),
            models.UniqueConstraint(fields=["digest", "channel", "receiver"], name="one_digest_delivery"),
            models.CheckConstraint(
                condition=models.Q(alert=None) ^ models.Q(digest=None), name="an_alert_or_a_digest"
            ),
        ]

    @property
    def version(self) -> AlertRow:
        """The alert version it hands over; raises ValueError for a digest."""
        if self.alert is None:
            raise ValueError("a digest is no alert")
        return self.alert

    def __str__(self) -> str:
        return f"{self.channel} to {self.receiver}: {self.state}"
