"""Incidents as they are answered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lookfar.api.answers.base import Answer, Degrees, Share, Time
from lookfar.domain.places import Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Certainty, IncidentStatus, Origin, Severity, Urgency


class Happened(Answer):
    """When it happened: start <= t < end."""

    start: Time
    end: Time


class TollOut(Answer):
    """People; null is unknown, which is not 0."""

    low: int | None
    best: int | None
    high: int | None


class IncidentPlace(Answer):
    """A place with its circle of doubt: degrees (WGS84), km, alpha-3."""

    name: str
    lon: Degrees
    lat: float = Field(ge=-90, le=90)
    radius_km: float
    country: str | None
    countries: list[str] = Field(description="Every country that it touches (alpha-3), its own first.")
    admin1: str | None
    precision: Precision
    confidence: Share


class IncidentLinks(Answer):
    """Where it is found."""

    self: str
    page: str


class IncidentOut(Answer):
    """One incident; null is unknown. `credibility`: Admiralty 1-6. `confidence`: of the kind of event."""

    id: str
    version: int
    status: IncidentStatus
    category: Category
    event_type: str
    title: str
    happened: Happened
    place: IncidentPlace | None
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    credibility: int = Field(ge=1, le=6)
    fatalities: TollOut
    injured: TollOut
    actors: list[str]
    sources: list[str]
    reports: list[str]
    confidence: Share
    recorded_at: Time
    origin: Origin
    links: IncidentLinks


class IncidentList(Answer):
    """A page of incidents; `next_cursor` null on the last one."""

    as_of: Time
    items: list[IncidentOut]
    next_cursor: str | None


class PointOut(Answer):
    """GeoJSON: longitude, latitude."""

    type: Literal["Point"]
    coordinates: list[float]


class Feature(Answer):
    """An incident as GeoJSON; `geometry` null when its place is unknown."""

    type: Literal["Feature"]
    id: str
    geometry: PointOut | None
    properties: IncidentOut


class FeatureCollection(Answer):
    """A page of incidents as GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[Feature]
    next_cursor: str | None


class LinkOut(Answer):
    """An address and what it is called."""

    url: str
    name: str


class ReportOut(Answer):
    """What one source told, as published."""

    id: str
    source: str
    title: str
    text: str
    published_at: Time
    retracted: bool
    links: list[LinkOut]
    attribution: str | None
    licence: str | None


class VersionOut(Answer):
    """One version of an incident; `change`: what it changed."""

    version: int
    recorded_at: Time
    title: str
    change: str


class RegroupingOut(Answer):
    """What a person took apart or put together."""

    kind: str
    incident_id: str
    other_id: str
    reports: list[str]
    who: str
    why: str
    decided_at: Time


class IncidentDetail(IncidentOut):
    """One incident with its reports and versions; `asked_for`: the id asked for when it goes by another now."""

    asked_for: str | None
    report_details: list[ReportOut]
    regroupings: list[RegroupingOut]
    versions: list[VersionOut]
