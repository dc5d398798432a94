"""Who or what of yours is where and when; how far an incident reaches; where they meet."""

from __future__ import annotations

from dataclasses import dataclass

from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Severity, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A person, site or trip leg at a place in a period.

    `radius_km`: how far around the point the subject may be. `country` alpha-3.
    `organisation` and `subject_id` are row ids as text. `place_name`: words for "where".
    `perimeter_km`: the owner's own reach by CAP severity value, instead of the default footprint.
    """

    id: str
    organisation: str
    kind: SubjectKind
    subject_id: str
    label: str
    place_name: str
    point: Point
    radius_km: float
    country: str
    period: Interval
    perimeter_km: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """The area and time an incident version reaches.

    Around `point` within `reach_km` (footprint and radius of doubt together) when the place is of
    city precision or better, or touches countries as wholes; otherwise `point` is None. The whole of `countries` (or `admin1` of them) and of `beside` counts besides.
    `severity` picks an owner's own perimeter. `centre`: the middle of a coarse area, to narrow a region; of what touches
    `countries` as wholes (`whole`) where it is, or its middle.
    """

    incident: IncidentId
    version: int
    point: Point | None
    reach_km: float
    doubt_km: float
    countries: tuple[str, ...]
    admin1: str
    period: Interval
    severity: Severity = Severity.UNKNOWN
    centre: Point | None = None
    whole: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A footprint meets a presence. `distance_km` None: matched by polygon, not by distance.

    `middle_km`: then, of what touches countries as wholes, how far its middle is; None when that says nothing, as of the
    middle of a country in which all that is known is that it is somewhere.
    """

    exposure: Exposure
    incident: IncidentId
    version: int
    distance_km: float | None
    reach_km: float
    overlap: Interval
    reason: str
    middle_km: float | None = None
