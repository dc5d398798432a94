"""The tables and models that thinking rooms are handed; opened once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from lookfar.domain.areas import Area, Areas, country_of
from lookfar.domain.errors import NotFound
from lookfar.domain.geo import Point
from lookfar.domain.taxonomy import EventKind, EventType
from lookfar.facts.areas import open_areas
from lookfar.facts.borders import Borders, open_borders
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.grouping import grouping_rule
from lookfar.facts.indicators import open_indicators
from lookfar.facts.rating_methods import open_methods
from lookfar.facts.reading import open_reading
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.incidents.rule import Rule
from lookfar.ratings.inputs import Indicator
from lookfar.ratings.method import Methods
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.understand import Tools as ReadingTools

OFFSHORE_KM = 100.0
"""A point at sea this near a coast counts for that country; an earthquake is felt on land."""


def no_such_area(area: str) -> str:
    """What to say of an id that names no rated area."""
    return (
        f"no rated area {area[:40]!r}; areas are ISO 3166-1 alpha-3 codes such as KAZ, and parts of countries such "
        "as KAZ.02, which /api/v1/areas?inside=KAZ lists"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Everything shipped that the flow needs. `areas`: rated countries, alpha-3; `parts`: rated areas inside them.

    `silent`: nobody is told, history is only loaded.
    """

    reading: ReadingTools
    gazetteer: Gazetteer
    borders: Borders
    taxonomy: Mapping[EventType, EventKind]
    rule: Rule
    areas: tuple[str, ...]
    parts: Areas
    subregions: Mapping[str, str]
    indicators: Callable[[str, datetime], tuple[Indicator, ...]]
    methods: Methods
    silent: bool = False

    def country_name(self, alpha3: str) -> str:
        """The country's name in English."""
        return self.gazetteer.country_name(alpha3)

    def is_rated(self, area: str) -> bool:
        """Whether the id names a rated country or a part of one."""
        return area in self.areas or (self.parts.get(area) is not None and country_of(area) in self.areas)

    def part(self, area: str) -> Area:
        """The part of a country with this id; raises NotFound."""
        found = self.parts.get(area)
        if found is None:
            raise NotFound(no_such_area(area))
        return found

    def area_name(self, area: str) -> str:
        """The name of a country or of a part of one."""
        part = self.parts.get(area)
        return self.country_name(area) if part is None else part.name

    def country_at(self, point: Point) -> str:
        """Alpha-3 of the country at a point, or of the nearest within OFFSHORE_KM; "" in the open sea."""
        return self.borders.country_at(point) or self.borders.nearest_country(point, OFFSHORE_KM)


@cache
def open_tools() -> Tools:
    """The shipped tables; raises Misconfigured when `make setup` has not built them."""
    gazetteer, borders, taxonomy = open_gazetteer(), open_borders(), open_taxonomy()
    areas = gazetteer.areas()
    return Tools(
        reading=open_reading(),
        gazetteer=gazetteer,
        borders=borders,
        taxonomy=taxonomy.kinds,
        rule=grouping_rule(),
        areas=tuple(sorted(area.alpha3 for area in areas)),
        parts=open_areas(),
        subregions={area.alpha3: area.subregion for area in areas},
        indicators=open_indicators(),
        methods=open_methods(),
    )
