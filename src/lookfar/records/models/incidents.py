"""Incidents, version by version, and why each report belongs where it does."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IncidentVersion(models.Model):
    """One version of an incident; the current one has no `superseded_at`.

    The columns repeat what filters need; `incident` is the JSON of the whole domain noun. `others`: the countries it
    touches besides `country`, alpha-3 with spaces between; null when there are none.
    """

    incident_id = models.CharField(max_length=36)
    version = models.IntegerField()
    category = models.CharField(max_length=16)
    event_type = models.CharField(max_length=64)
    status = models.CharField(max_length=16)
    severity = models.IntegerField()
    country = models.CharField(max_length=3, blank=True)
    others = models.TextField(null=True)
    precision = models.CharField(max_length=16)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    title = models.TextField()
    happened_start = models.DateTimeField()
    happened_end = models.DateTimeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=8)
    incident = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["country", "happened_end"]),
            models.Index(fields=["happened_end"]),
            models.Index(fields=["recorded_at"]),
            models.Index(fields=["category", "happened_end"]),
            models.Index(
                fields=["others"], name="incidents_of_several_countries", condition=models.Q(others__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident_id", "version"], name="one_incident_version"),
            models.UniqueConstraint(
                fields=["incident_id"],
                condition=models.Q(superseded_at=None),
                name="one_current_incident_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class IncidentReport(models.Model):
    """Membership of a report in an incident."""

    incident_id = models.CharField(max_length=36)
    report_id = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report_id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident_id", "report_id"], name="one_incident_report")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} in {self.incident_id}"


class IncidentAlias(models.Model):
    """Another name that answers with the incident: a publisher's id, or the id of a merged incident."""

    alias = models.CharField(max_length=200)
    incident_id = models.CharField(max_length=36)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["alias"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alias", "incident_id"], name="one_incident_alias")
        ]

    def __str__(self) -> str:
        return self.alias


class JudgementRow(models.Model):
    """Why a report was, or was not, taken into an incident."""

    report_id = models.CharField(max_length=200)
    incident_id = models.CharField(max_length=36)
    verdict = models.CharField(max_length=16)
    score = models.FloatField()
    features = models.JSONField()
    rule = models.CharField(max_length=64)
    judged_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident_id"]), models.Index(fields=["report_id"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.verdict} {self.incident_id}"


class Regrouping(models.Model):
    """A split or a merge that a person decided: what moved, who said so and why; never edited.

    `incident_id` keeps its id; `other_id` is the part taken out of it, or the incident put into it.
    """

    kind = models.CharField(max_length=8)
    incident_id = models.CharField(max_length=36)
    other_id = models.CharField(max_length=36)
    reports = models.JSONField()
    who = models.CharField(max_length=200)
    why = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident_id"]), models.Index(fields=["other_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.incident_id} {self.other_id}"
