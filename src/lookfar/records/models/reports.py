"""Reports as published, version by version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lookfar.records.models.feeds import Contact


class ReportRow(models.Model):
    """One version of one report, with what was understood of it then (JSON of the domain nouns)."""

    report_id = models.CharField(max_length=200)
    version = models.IntegerField()
    source = models.CharField(max_length=64)
    item = models.CharField(max_length=200)
    page = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64)
    report = models.BinaryField()
    understandings = models.BinaryField()
    published_at = models.DateTimeField()
    fetched_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=8)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["source", "recorded_at"]),
            models.Index(fields=["item"]),
            models.Index(fields=["source", "page"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report_id", "version"], name="one_report_version")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.version}"
