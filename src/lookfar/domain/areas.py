"""What is rated: countries, their first-level areas, and large cities; named, not drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lookfar.domain.places import Place, Precision

LOCAL = frozenset({Precision.POINT, Precision.CITY, Precision.REGION})
"""Precisions that say which part of a country is meant."""


class AreaKind(StrEnum):
    """How large a part of the world an area is."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    """First administrative level of a country."""
    CITY = "city"
    """A city of more than 500,000 people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area inside a country. `id`: alpha-3, a dot, and GeoNames' code of the first-level area or of the city.

    `country` alpha-3. `parent`: the first-level area a city lies in, else the country. `population`: people, of
    the places that GeoNames knows. `share` in 0..1 of its country's. `former`: names by which places told of
    before carry it.
    """

    id: str
    kind: AreaKind
    name: str
    country: str
    parent: str
    population: int
    share: float
    geonames_id: int | None = None
    former: tuple[str, ...] = ()


def country_of(area: str) -> str:
    """The alpha-3 code an area id starts with.

    >>> country_of("KAZ.02"), country_of("KAZ")
    ('KAZ', 'KAZ')
    """
    return area.partition(".")[0]


class Areas:
    """Areas inside countries, found by id, by country and by place."""

    def __init__(
        self,
        areas: Iterable[Area],
        regions_of: Callable[[Place], Iterable[str]] = lambda _: (),
        city_at: Callable[[Place], int | None] = lambda _: None,
    ) -> None:
        """For a spot of which only the point is known: `regions_of` names the first-level areas that it may lie in, `city_at` gives
        GeoNames' number of the rated city within whose reach it is.
        """
        self._regions_of = regions_of
        self._city_at = city_at
        self._by_id: Mapping[str, Area] = {area.id: area for area in areas}
        first = [area for area in self._by_id.values() if area.kind is AreaKind.ADMIN1]
        by_people = sorted(first, key=lambda area: (area.population, area.id))
        self._admin1 = {(area.country, name): area for area in by_people for name in area.former}
        self._admin1 |= {(area.country, area.name): area for area in first}
        self._city = {area.geonames_id: area for area in self._by_id.values() if area.geonames_id is not None}
        self._named: dict[tuple[str, str], list[Area]] = {}
        for area in self._city.values():
            self._named.setdefault((area.country, area.name), []).append(area)
        self._of: dict[str, list[Area]] = {}
        for area in self._by_id.values():
            self._of.setdefault(area.country, []).append(area)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, ident: str) -> Area | None:
        """The area of this id; None for a country or an unknown one."""
        return self._by_id.get(ident)

    def holders(self, ident: str) -> tuple[str, ...]:
        """Ids of the areas that hold a part of a country, the nearest first and the country last; () for a country."""
        part = self.get(ident)
        return () if part is None else tuple(dict.fromkeys((part.parent, part.country)))

    def inside(self, country: str) -> tuple[Area, ...]:
        """Every area inside a country (alpha-3), the most populous first."""
        return tuple(sorted(self._of.get(country, ()), key=lambda area: (-area.population, area.id)))

    def of(self, place: Place) -> tuple[Area, ...]:
        """The areas a place lies in, the larger first; () when it is known to countries only, or it may be one or another."""
        found = self.may_hold(place)
        return found if sum(area.kind is AreaKind.ADMIN1 for area in found) <= 1 else ()

    def may_hold(self, place: Place) -> tuple[Area, ...]:
        """The areas a place may lie in, the larger first; near a boundary of which only a point is known both count.

        A spot or a quarter counts for the city whose GeoNames number it carries; a place without a number for the
        city of its name in its first-level area, a point for the city whose reach it is in; a town of no rated city
        for its first-level area alone. Of countries that it touches as wholes, and of those
        besides its own, no part is known.
        """
        if place.precision not in LOCAL or not place.country or place.is_list:
            return ()
        name = place.admin1 or (place.name if place.precision is Precision.REGION else "")
        admin1 = self._admin1.get((place.country, name))
        city = None if place.precision is Precision.REGION else self._city_of(place, admin1)
        if city is not None and city.country == place.country:
            admin1 = admin1 or self._by_id.get(city.parent)
            return (city,) if admin1 is None else (admin1, city)
        if name:
            return () if admin1 is None else (admin1,)
        near = (self._admin1.get((place.country, region)) for region in sorted(self._regions_of(place)))
        return tuple({area.id: area for area in near if area is not None}.values())

    def _city_of(self, place: Place, admin1: Area | None) -> Area | None:
        if place.geonames_id is not None:
            return self._city.get(place.geonames_id)
        of_the_name = self._named.get((place.country, place.name), [])
        found = [city for city in of_the_name if admin1 is None or city.parent == admin1.id]
        if len(found) == 1:
            return found[0]
        number = self._city_at(place) if place.precision is Precision.POINT else None
        return None if number is None else self._city.get(number)
