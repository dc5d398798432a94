"""The countries that a publisher lists by name: "Viet Nam, Cambodia, Philippines"."""

from __future__ import annotations

import re
from dataclasses import replace

from lookfar.domain.places import Place
from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.names import fold

_BETWEEN = re.compile(r",(?!\s*U\.?S\.?\s*(?:,|$)|[^,]*\bof(?: the)?\s*(?:,|$))")
"""A comma between two names; "Congo, The Democratic Republic of the" is one, and so is "Virgin Islands, U.S."."""
_NAMES = frozenset({NameKind.PRIMARY, NameKind.OFFICIAL})


def with_named_countries(place: Place, gazetteer: Gazetteer) -> Place:
    """A place whose name lists countries, which then touches them too; what is no country's name adds nothing."""
    named = (_called(name, gazetteer) for name in _BETWEEN.split(place.name))
    return replace(place, countries=tuple(filter(None, dict.fromkeys((*place.countries, *named)))))


def _called(name: str, gazetteer: Gazetteer) -> str:
    """Alpha-3 of the one country of this very name, "" when there is none or several."""
    rows = (named.row for named in gazetteer.named(fold(name.strip())) if named.how in _NAMES)
    found = {entry.country for entry in map(gazetteer.entry, rows) if entry.kind is Kind.COUNTRY}
    return found.pop() if len(found) == 1 else ""
