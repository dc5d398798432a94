"""The area and time an incident reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lookfar.domain.exposure import Footprint
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import IncidentStatus, Severity

_REACH_KM = {
    Severity.EXTREME: 350.0,
    Severity.SEVERE: 100.0,
    Severity.MODERATE: 50.0,
    Severity.MINOR: 10.0,
    Severity.UNKNOWN: 10.0,
}
_LINGER = {
    Category.ARMED_CONFLICT: timedelta(days=7),
    Category.STABILITY: timedelta(days=3),
    Category.UNREST: timedelta(days=3),
    Category.HAZARD: timedelta(days=3),
    Category.HEALTH: timedelta(days=14),
}
_LINGER_FACTOR = {Severity.EXTREME: 2.0, Severity.SEVERE: 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far (km) by CAP severity, and how long after its end an incident still counts.

    `linger` is by category for CAP Severe (two days when a category is absent), doubled for Extreme
    and halved below Severe: unrest comes back the next evening, fighting the next week, a
    building fire does not. `heard_within`: an incident still developing counts on to its latest
    version, at most this long after it was last seen happening.
    """

    reach_km: Mapping[Severity, float] = field(default_factory=lambda: dict(_REACH_KM))
    linger: Mapping[Category, timedelta] = field(default_factory=lambda: dict(_LINGER))
    linger_otherwise: timedelta = timedelta(days=2)
    heard_within: timedelta = timedelta(days=3)


DEFAULT_REACH = Reach()


def footprint(incident: Incident, reach: Reach = DEFAULT_REACH) -> Footprint | None:
    """Where and when the incident counts; None when it is retracted or has no usable place.

    Of city precision or better: 10 / 50 / 100 / 350 km for CAP Minor (and Unknown) / Moderate / Severe /
    Extreme, plus the radius of doubt. Of region or country precision: the area itself, never a circle. A place that
    touches countries as wholes reaches all of each, besides what is around its middle, whosever country that is in.
    """
    place = incident.place
    if place is None or incident.status is IncidentStatus.RETRACTED:
        return None
    local = place.precision.is_local or place.whole
    if not local and (not place.touched or place.precision is Precision.UNKNOWN):
        return None
    return Footprint(
        incident=incident.id,
        version=incident.version,
        point=place.point if local else None,
        reach_km=reach.reach_km[incident.severity] + place.radius_km,
        doubt_km=place.radius_km,
        countries=place.touched if place.whole else () if local else _countries(place),
        admin1=_admin1(place),
        period=period(incident, reach),
        severity=incident.severity,
        centre=place.middle or place.point,
        whole=place.whole,
        beside=_beside(incident.category, place),
    )


def period(incident: Incident, reach: Reach = DEFAULT_REACH) -> Interval:
    """When the incident counts: its own time, to its latest version if still developing, and a linger."""
    happened = incident.happened
    last = happened.end
    if incident.status is IncidentStatus.DEVELOPING:
        last = max(last, min(incident.recorded_at, happened.end + reach.heard_within))
    return Interval(start=happened.start, end=last + linger(incident.category, incident.severity, reach))


def linger(category: Category, severity: Severity, reach: Reach = DEFAULT_REACH) -> timedelta:
    """How long after its end an incident of this kind still counts."""
    return reach.linger.get(category, reach.linger_otherwise) * _LINGER_FACTOR.get(severity, 0.5)


def _countries(place: Place) -> tuple[str, ...]:
    return place.touched if place.precision is Precision.COUNTRY else (place.country,)


def _beside(category: Category, place: Place) -> tuple[str, ...]:
    """The other side of a border that is fought over, where this side is known finer; all of it, as nothing finer is known.

    An earthquake or a volcano that is named of several countries reaches what is near.
    """
    if place.whole or place.precision is Precision.COUNTRY or category is Category.HAZARD:
        return ()
    return tuple(country for country in place.touched if country != place.country)


def _admin1(place: Place) -> str:
    if place.precision is Precision.REGION and not place.whole:
        return place.admin1 or place.name
    return ""
