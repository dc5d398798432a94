"""What running workers write of themselves: beats, counts, and how often presence has changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """When a part of the work last came to its end; written by that work itself, never by a timer."""

    part = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} at {self.at:%Y-%m-%d %H:%M:%S}"


class Counter(models.Model):
    """A count that only grows; `label` is "" or the value it is counted by."""

    name = models.CharField(max_length=40)
    label = models.CharField(max_length=40, blank=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "label"], name="one_counter")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}: {self.value}"


class PresenceRevision(models.Model):
    """One row; the database itself gives it a new random token with every change to people, sites, trips and legs."""

    token = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"revision {self.token}"
