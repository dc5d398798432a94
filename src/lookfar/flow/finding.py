"""Lists of incidents as pages and programs ask for them: areas of every kind, in the order asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lookfar.domain.errors import NotFound
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place
from lookfar.flow.tools import no_such_area, open_tools
from lookfar.records import search as store
from lookfar.records.search import Page, Search


def asked(given: Mapping[str, Sequence[str]], *, now: datetime) -> Search:
    """The search of a query's parameters; raises InvalidValue, and NotFound for an area that is not rated."""
    search = store.read_search(given, now=now)
    for area in search.areas:
        if not open_tools().is_rated(area):
            raise NotFound(no_such_area(area))
    return search


def find(search: Search, *, limit: int, after: str = "") -> Page:
    """A page of at most `limit` incidents; of a part of a country those that are known to lie in it."""
    return store.find(search, limit=limit, after=after, parts_of=_parts_of)


def asks_for(search: Search, one: Incident) -> bool:
    """Whether a search asks for an incident that is not in the public record, such as one entered by hand."""
    return store.asks_for(search, one, _parts_of)


def _parts_of(place: Place) -> set[str]:
    return {part.id for part in open_tools().parts.of(place)}
