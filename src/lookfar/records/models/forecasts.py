"""Issued forecasts and how they did; only added to, and never updated but for when it counts from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ForecastIssue(models.Model):
    """What the forecasts of one cutoff (YYYYMM) share; there is one issue of a cutoff, for ever.

    `chain` hashes it with its forecasts after `previous`, the chain of the issue before it ("" for the first).
    `counts_from`: known from then on; `recorded_at`, but for what was issued under a clock that was ahead.
    `chained_late`: issued before there was a chain, and hashed as it stood when the tables were brought up to date.
    """

    cutoff = models.IntegerField(unique=True)
    model = models.CharField(max_length=120)
    history = models.CharField(max_length=64)
    vintage = models.TextField()
    recorded_at = models.DateTimeField()
    counts_from = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField()
    origin = models.CharField(max_length=8)
    areas = models.JSONField()
    previous = models.CharField(max_length=64, default="")
    chain = models.CharField(max_length=64, default="")
    chained_late = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.cutoff} {self.model}"


class ForecastRow(models.Model):
    """One area's forecast: its JSON, zlib-compressed."""

    issue = models.ForeignKey(ForecastIssue, on_delete=models.PROTECT, related_name="rows")
    area = models.CharField(max_length=3)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["issue", "area"], name="one_forecast")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.area}"


class ResolutionRow(models.Model):
    """All areas of one issue beside one month (YYYYMM), as known then; a later vintage is a new version.

    `counts_from` as of an issue. `made_at`: None for what is older than this column. `figures`: hash of the deaths it rests on. `content`: JSON, zlib-compressed.
    """

    issue = models.ForeignKey(ForecastIssue, on_delete=models.PROTECT, related_name="resolutions")
    month = models.IntegerField()
    version = models.IntegerField()
    figures = models.CharField(max_length=64)
    vintage = models.TextField()
    recorded_at = models.DateTimeField()
    counts_from = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField(null=True)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "month", "version"], name="one_resolution")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.month} version {self.version}"
