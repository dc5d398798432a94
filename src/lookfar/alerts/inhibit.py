"""A larger incident that somebody was told of holds the smaller ones of its kind and area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.geo import distance_km
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A larger incident as one subject knows it. `until`: when it no longer counts.

    `distance_km`: from the subject, None matched by area; `reach_km`: how far around its place it counts.
    """

    incident: Incident
    distance_km: float | None
    reach_km: float
    until: datetime


def inhibitor(
    incident: Incident,
    distance_km: float | None,
    known: Iterable[Known],
    *,
    now: datetime,
    life_threat: bool,
) -> Known | None:
    """What holds a first alert back, the one that counts longest; never one of less severity or further away.

    A threat to life is never held: it says what the larger one does not, that it is here and now.
    """
    if life_threat:
        return None
    holding = (one for one in known if now < one.until and _covers(one, incident, distance_km))
    return max(holding, key=lambda one: one.until, default=None)


def _covers(known: Known, incident: Incident, distance: float | None) -> bool:
    larger = known.incident
    if larger.id == incident.id or larger.category is not incident.category:
        return False
    if larger.severity.rank < incident.severity.rank or larger.place is None or incident.place is None:
        return False
    if not larger.place.precision.is_local:
        return _area_covers(larger.place, incident.place)
    if distance is None or known.distance_km is None or known.distance_km > distance:
        return False
    graver = larger.severity.rank > incident.severity.rank
    return graver and distance_km(larger.place.point, incident.place.point) <= known.reach_km


def _area_covers(larger: Place, smaller: Place) -> bool:
    """Whether a region or country covers a place that is known finer; two of one precision are not one in the other,
    and a country does not cover what touches others too.
    """
    if smaller.precision is larger.precision or not smaller.touched:
        return False
    if not set(smaller.touched) <= set(larger.touched):
        return False
    if larger.precision is Precision.COUNTRY:
        return True
    same = larger.country == smaller.country and (larger.admin1 or larger.name) == smaller.admin1
    return larger.precision is Precision.REGION and smaller.precision.is_local and same
