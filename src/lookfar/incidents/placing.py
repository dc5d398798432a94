"""Where an incident is when more is told of it: the finer place, and every country that a publisher names."""

from __future__ import annotations

from dataclasses import replace

from lookfar.domain.geo import distance_km
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Report

_FINENESS = (
    Precision.UNKNOWN,
    Precision.MULTI_COUNTRY,
    Precision.COUNTRY,
    Precision.REGION,
    Precision.CITY,
    Precision.POINT,
)


def placed(
    old: Place | None, new: Place | None, *, corrected: Place | None, of_a_part: bool = False
) -> Place | None:
    """The finer one, when it lies where the incident is; but one site does not stand for a whole town's incident, nor the
    place `of_a_part` of it for all.

    A later report of the same place, or of one inside it, bears it out: the surer of the two counts.
    """
    if corrected is not None or old is None or new is None:
        return corrected or new or old
    town = old.precision is Precision.CITY and new.precision is Precision.POINT
    if (
        not (town or of_a_part)
        and _FINENESS.index(new.precision) > _FINENESS.index(old.precision)
        and _lies_in(new, old)
    ):
        return _with_middle(_touching(new, old), new, old)
    if _bears_out(new, old):
        old = replace(old, confidence=max(old.confidence, new.confidence))
    return _with_middle(_touching(old, new), new, old)


def _touching(chosen: Place, other: Place) -> Place:
    """The place chosen of two, which touches every country that a publisher named for either."""
    if not chosen.countries and not other.countries:
        return chosen
    named = tuple(dict.fromkeys((*chosen.touched, *(other.touched if other.countries else ()))))
    own = chosen.country or next(iter(named), "")
    return replace(chosen, country=own, countries=named, whole=chosen.whole or other.whole)


def _with_middle(place: Place, new: Place, old: Place) -> Place:
    """Of whole countries, with the middle of the disaster as it was told last."""
    if not place.whole:
        return place
    told = new if new.whole else old
    middle = told.middle or told.point
    return replace(place, middle=None if middle == place.point else middle)


def told_again(before: Incident, report: Report, new: Place | None) -> Place | None:
    """The incident's place, less the countries that the one publisher who listed them has taken off its list.

    Where the list was all that was known it is what the list is now, which may have moved. When another report of the
    same publisher is in the incident too, nothing tells which of the two named a country, and all stay.
    """
    old = before.place
    alike = [one for one in before.reports if one.startswith(f"{report.source}:")]
    if old is None or new is None or not (report.places and new.countries) or alike != [report.id]:
        return old
    if old.is_list and new.is_list:
        return new
    left = dict.fromkeys(filter(None, (old.country, *new.touched)))
    return replace(old, countries=tuple(left)) if old.countries else old


def _lies_in(new: Place, old: Place) -> bool:
    if distance_km(new.point, old.point) <= old.radius_km + new.radius_km:
        return True
    return new.country != "" and set(new.touched) <= set(old.touched) and not old.precision.is_local


def _bears_out(new: Place, old: Place) -> bool:
    if new.country != old.country and not new.meets(old):
        return False
    if new.name == old.name:
        return True
    return old.precision.is_local and new.precision.is_local and distance_km(new.point, old.point) <= old.radius_km
