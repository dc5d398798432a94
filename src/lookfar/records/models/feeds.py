"""What happened at each contact with a publisher, what was set aside, and the advice read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Contact(models.Model):
    """One attempt to hear a source: what came, how new it was, what was counted in it.

    `records` = items offered = `reported` + `advice` + `quarantined` + `skipped`. `oldest`: how far back its reports go.
    """

    source = models.CharField(max_length=64)
    url = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=8)
    outcome = models.CharField(max_length=16)
    detail = models.TextField(blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    changed_at = models.DateTimeField(null=True)
    newest = models.DateTimeField(null=True)
    oldest = models.DateTimeField(null=True)
    records = models.IntegerField(default=0)
    reported = models.IntegerField(default=0)
    advice = models.IntegerField(default=0)
    quarantined = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["source", "recorded_at"]),
            models.Index(fields=["source", "body_hash"]),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M} {self.outcome}"


class QuarantineRow(models.Model):
    """One bad record with its bytes and its reason; the same one seen again is counted, not repeated."""

    source = models.CharField(max_length=64)
    reason = models.CharField(max_length=32)
    detail = models.TextField()
    content = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    url = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    times_seen = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "content_hash", "reason"], name="one_bad_record")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.reason}"


class AdviceRow(models.Model):
    """A version of one government's advice for one country. `statuses` null: unknown; []: no warning."""

    advice_id = models.CharField(max_length=200)
    version = models.IntegerField()
    source = models.CharField(max_length=64)
    issuer = models.CharField(max_length=200)
    country = models.CharField(max_length=3)
    statuses = models.JSONField(null=True)
    summary = models.TextField()
    change = models.TextField()
    updated_at = models.DateTimeField()
    link = models.URLField(max_length=1000)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=8)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["country", "superseded_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["advice_id", "version"], name="one_advice_version")
        ]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.country}"
