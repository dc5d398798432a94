"""Ids: stable, made from raw stable fields, free of personal data."""

from __future__ import annotations

import hashlib
import uuid
from typing import NewType

SourceId = NewType("SourceId", str)
ReportId = NewType("ReportId", str)
IncidentId = NewType("IncidentId", str)
RatingId = NewType("RatingId", str)
AlertId = NewType("AlertId", str)

OWN = SourceId("own")
"""The source named in the ids of incidents entered by hand; it is not a feed."""

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://lookfar.example/ids")


def report_id(source: SourceId, publisher_id: str) -> ReportId:
    """`<source>:<publisher's id>`."""
    return ReportId(f"{source}:{publisher_id}")


def hashed_report_id(source: SourceId, *fields: str) -> ReportId:
    """An id for a publisher that gives none: 20 hex digits over the fewest raw stable fields."""
    return report_id(source, content_hash("\x1f".join(fields).encode())[:20])


def part_id(item: ReportId, number: int) -> ReportId:
    """The id of the n-th report (from 1) of one published item, `<id>#n`."""
    return ReportId(f"{item}#{number}")


def incident_id(founding: ReportId) -> IncidentId:
    """UUIDv5 of the founding report's id; given once, kept for ever."""
    return IncidentId(str(uuid.uuid5(NAMESPACE, f"incident:{founding}")))


def alert_id(subject_kind: str, subject_id: str, incident: IncidentId) -> AlertId:
    """One alert per subject and incident, whatever the number of its versions."""
    return AlertId(str(uuid.uuid5(NAMESPACE, f"alert:{subject_kind}:{subject_id}:{incident}")))


def content_hash(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()
