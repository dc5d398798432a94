"""The countries that a publisher lists by name: "Viet Nam, Cambodia, Philippines"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lookfar.domain.places import Place
from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.names import fold

_INVERTED = re.compile(r"\bof(?: the)?$|^u\.? ?s\.?$", re.IGNORECASE)
"""The rest of an inverted name, "Congo, The Democratic Republic of the", which names nothing without what comes before."""
_BRACKETED = re.compile(r"(.+?)\s*\((.+)\)")
_NAMES = frozenset({NameKind.PRIMARY, NameKind.OFFICIAL})


def with_named_countries(place: Place, gazetteer: Gazetteer) -> Place:
    """A place whose name lists countries, which then touches them too; what is no country's name adds nothing."""
    named = _listed([name.strip() for name in place.name.split(",")], gazetteer)
    return replace(place, countries=tuple(dict.fromkeys((*place.countries, *named))))


def _listed(names: Sequence[str], gazetteer: Gazetteer) -> Iterator[str]:
    """Alpha-3 of each name, of a name and the one after it where the two are one: "Korea, Republic of"."""
    rest = list(names)
    while rest:
        first, after = rest.pop(0), rest[0] if rest else ""
        both = _inverted(first, after, gazetteer) if after else ""
        if both or _INVERTED.search(after):
            rest.pop(0)
        found = both or ("" if _INVERTED.search(after) else _alone(first, gazetteer))
        if found:
            yield found


def _alone(name: str, gazetteer: Gazetteer) -> str:
    bracketed = _BRACKETED.fullmatch(name)
    return _called(name, gazetteer) or (_inverted(bracketed[1], bracketed[2], gazetteer) if bracketed else "")


def _inverted(first: str, after: str, gazetteer: Gazetteer) -> str:
    """The country of "Tanzania, United Republic of", of "Virgin Islands, British", or of one name that holds a comma."""
    turned = f"{after} {first}"
    return _called(turned, gazetteer) or _called(f"{first}, {after}", gazetteer)


def _called(name: str, gazetteer: Gazetteer) -> str:
    """Alpha-3 of the one country of this very name, "" when there is none or several."""
    plain = re.sub(r"^the\s+", "", name.replace("&", " and "), flags=re.IGNORECASE)
    rows = (named.row for named in gazetteer.named(fold(" ".join(plain.split()))) if named.how in _NAMES)
    found = {entry.country for entry in map(gazetteer.entry, rows) if entry.kind is Kind.COUNTRY}
    return found.pop() if len(found) == 1 else ""
