"""Issued ratings, the snapshots they can be recomputed from, and the change log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Snapshot(models.Model):
    """The canonical JSON of a rating's inputs, zlib-compressed, under its SHA-256."""

    hash = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.hash


class AreaRating(models.Model):
    """All ratings of one area issued by one run; `issued` is their canonical JSON, zlib-compressed.

    Two bodies of one instant give two issues of that instant: the later one is in force.
    """

    area = models.CharField(max_length=16)
    as_of = models.DateTimeField()
    run = models.CharField(max_length=8)
    method = models.CharField(max_length=120)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT)
    issued = models.BinaryField()
    origin = models.CharField(max_length=8)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["as_of", "area"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "as_of", "run", "snapshot"], name="one_area_rating")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.as_of:%Y-%m-%d %H:%M}"


class ChangeRow(models.Model):
    """One change of level with its reason; `chain` hashes this row after the one before it."""

    area = models.CharField(max_length=16)
    category = models.CharField(max_length=40)
    at = models.DateTimeField()
    before = models.IntegerField(null=True)
    after = models.IntegerField()
    reason = models.TextField()
    rating_id = models.CharField(max_length=80)
    contributors = models.JSONField()
    chain = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "category", "at"])]

    def __str__(self) -> str:
        return f"{self.area} {self.category} {self.before} to {self.after}"
