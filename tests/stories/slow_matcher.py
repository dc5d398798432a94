"""What should have been told, found by trying every pair: written apart from Lookfar's own matcher and rules."""

from __future__ import annotations

import math
from dataclasses import dataclass

REACH_KM = {"Extreme": 350.0, "Severe": 100.0, "Moderate": 50.0}
AT_ONCE = {"Extreme", "Severe", "Moderate"}


@dataclass(frozen=True)
class Spot:
    """A subject at a place (degrees, km); `there`: it is there while the story lasts."""

    subject: str
    owner: str
    lon: float
    lat: float
    radius_km: float
    there: bool


@dataclass(frozen=True)
class Version:
    """One version of an incident as the store has it."""

    incident: str
    severity: str
    retracted: bool
    lon: float
    lat: float
    doubt_km: float
    place: str


def kilometres(spot: Spot, version: Version) -> float:
    """By the angle between two vectors from the middle of the Earth, not by the haversine formula."""
    first, second = _vector(spot.lon, spot.lat), _vector(version.lon, version.lat)
    across = math.dist(first, second)
    return 6371.0088 * 2 * math.asin(min(1.0, across / 2))


def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    turn, rise = math.radians(lon), math.radians(lat)
    return math.cos(rise) * math.cos(turn), math.cos(rise) * math.sin(turn), math.sin(rise)


def due(spot: Spot, versions: list[Version]) -> list[str]:
    """The messages one subject is to get of one incident, in order."""
    told: tuple[str, str, float] | None = None
    messages = []
    for version in versions:
        away = kilometres(spot, version)
        near = away <= REACH_KM.get(version.severity, 10.0) + version.doubt_km + spot.radius_km
        near = near and spot.there and not version.retracted
        if told is None:
            if near and version.severity in AT_ONCE:
                messages.append("alert.raised")
                told = (version.severity, version.place, away)
        elif not near:
            messages.append("alert.cancelled")
            told = None
        elif version.severity != told[0] or (version.place != told[1] and abs(away - told[2]) >= 10):
            messages.append("alert.updated")
            told = (version.severity, version.place, away)
    return messages


def graver_and_nearer(spot: Spot, story: list[Version], others: list[list[Version]]) -> bool:
    """Whether any version of another incident is graver than one of these, no further away, and reaches its place."""
    ranks = {"Extreme": 4, "Severe": 3, "Moderate": 2, "Minor": 1}
    return any(
        ranks.get(larger.severity, 0) > ranks.get(one.severity, 0)
        and kilometres(spot, larger) <= kilometres(spot, one) + 0.001
        and _apart(larger, one) <= REACH_KM.get(larger.severity, 10.0) + larger.doubt_km + 0.001
        for one in story
        for other in others
        for larger in other
        if not larger.retracted
    )


def _apart(first: Version, second: Version) -> float:
    return kilometres(Spot("", "", first.lon, first.lat, 0.0, there=True), second)
