"""How the places of a report and of an incident agree: near, in one region, apart, in other countries."""

from __future__ import annotations

from lookfar.domain.geo import distance_km
from lookfar.domain.places import Place, Precision

Features = dict[str, float]

COUNTRIES = frozenset({Precision.COUNTRY, Precision.MULTI_COUNTRY})
WIDE = COUNTRIES | {Precision.UNKNOWN}
SURE = 0.6
"""Confidence from which a place, or a kind, is held against another; below it they only speak against."""


def is_sure(place: Place | None) -> bool:
    """Whether a place is known and believed enough to be held against another."""
    return place is not None and place.confidence >= SURE


def features(new: Place | None, old: Place | None, extent: float) -> Features:
    """`extent`: km that such an event reaches."""
    if new is None or old is None:
        return {"somewhere": 1.0}
    if new.country and old.country and not new.meets(old):
        gap = distance_km(new.point, old.point)
        return {"border": 1.0} if gap <= new.radius_km + old.radius_km and gap < 150 else {"other_country": 1.0}
    if not (new.precision.is_local and old.precision.is_local):
        return _of_coarse(new, old)
    doubt = max(new.radius_km + old.radius_km, 10.0, extent)
    ratio = distance_km(new.point, old.point) / doubt
    if ratio <= 1:
        return {"near": 1.0}
    if new.admin1 == old.admin1 != "" and not (is_sure(new) or is_sure(old)):
        return {"within_region": 1.0}  # neither town is sure, as machines code them; their region agrees
    return {"apart": min(ratio / 4, 1.0)}


def _of_coarse(new: Place, old: Place) -> Features:
    """At least one of the two is known to region or country only."""
    if new.precision == old.precision:
        if new.name == old.name:
            return {"same_region" if new.precision is Precision.REGION else "same_country": 1.0}
        return {"within_region": 1.0} if _are_nested(new, old) else {"apart": 1.0}
    if Precision.REGION in (new.precision, old.precision) and not {new.precision, old.precision} & WIDE:
        return _of_region(new, old)
    return {"within_country": 1.0}


def _are_nested(new: Place, old: Place) -> bool:
    """Whether one of two regions lies in the other: an island or a valley in a province, a county in its state."""
    if {new.precision, old.precision} != {Precision.REGION}:
        return False
    if new.admin1 and old.admin1:
        return new.admin1 == old.admin1
    return distance_km(new.point, old.point) <= max(new.radius_km, old.radius_km)


def _of_region(new: Place, old: Place) -> Features:
    """A region and a place: inside it, or elsewhere in the country."""
    ratio = distance_km(new.point, old.point) / max(new.radius_km + old.radius_km, 10.0)
    if new.admin1 and old.admin1:
        return {"within_region": 1.0} if new.admin1 == old.admin1 else {"apart": min(max(ratio / 4, 0.5), 1.0)}
    return {"within_region": 1.0} if ratio <= 1 else {"apart": min(ratio / 2, 1.0)}
