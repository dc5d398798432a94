"""Titles of our own making, composed from facts; no sentence of a source is copied."""

from __future__ import annotations

import re
from collections.abc import Callable

from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventKind

_FACILITIES = {
    "airport": r"airports?",
    "embassy": r"embass(?:y|ies)|consulates?",
    "parliament": r"parliament(?: building)?",
    "presidential residence": r"presidential (?:residence|palace)",
    "city hall": r"city hall|mayor'?s office",
    "police station": r"police (?:station|headquarters|post)",
    "military base": r"(?:military|army|air|naval) (?:base|camp|post)|barracks",
    "prison": r"prisons?|jail",
    "hospital": r"hospitals?|clinic",
    "school": r"schools?|universit(?:y|ies)|college",
    "mosque": r"mosques?",
    "church": r"church(?:es)?|cathedral",
    "market": r"markets?|bazaar",
    "railway station": r"(?:train|railway|metro|subway) station",
    "hotel": r"hotels?",
    "bridge": r"bridges?",
    "mine": r"(?:coal|gold|copper|iron) mine",
    "refinery": r"refiner(?:y|ies)",
}
_AT_SITES = frozenset(
    {
        Category.ARMED_CONFLICT,
        Category.TERRORISM,
        Category.UNREST,
        Category.CRIME,
        Category.KIDNAP,
        Category.TRANSPORT,
    }
)
_ARTICLE = re.compile(
    r"^(?:United (?:States|Kingdom|Arab Emirates)|Netherlands|Philippines|Bahamas|Maldives|Gambia|Comoros"
    r"|(?:Central African|Dominican|Czech) Republic|West Bank)\b|\b(?:Islands|Strip|Region|Peninsula|Territory)$"
)
_FACILITY = [(name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _FACILITIES.items()]


def compose(
    kind: EventKind,
    place: Place | None,
    country_name: Callable[[str], str],
    *,
    fatalities: Toll,
    injured: Toll,
    target: str = "",
) -> str:
    """A title such as "Violent protest at an airport in Almaty, Kazakhstan: 26 killed".

    `target` is a facility of `facility`, or "".
    """
    named = place is not None and place.precision is Precision.POINT
    what = f"{kind.phrase}{_at(kind, '' if named else target)}"
    where = _where(place, country_name)
    counts = [words for words in (_count(fatalities, "killed"), _count(injured, "injured")) if words]
    return f"{what}{where}" + (f": {', '.join(counts)}" if counts else "")


def facility(text: str) -> str:
    """The first kind of building or site of a closed list that a text names, else "".

    >>> facility("Protesters took the international airport and a hotel.")
    'airport'
    """
    found = [(match.start(), name) for name, pattern in _FACILITY if (match := pattern.search(text))]
    return min(found)[1] if found else ""


def _at(kind: EventKind, target: str) -> str:
    """ " at an airport", where that is telling; nothing for hazards and acts of state."""
    if not target or kind.category not in _AT_SITES or target in kind.phrase.lower():
        return ""
    if kind.category is Category.TRANSPORT and target == "hospital":  # where the injured went, not where it was
        return ""
    return f" at {'an' if target[0] in 'aeiou' else 'a'} {target}"


def _where(place: Place | None, country_name: Callable[[str], str]) -> str:
    if place is None:
        return ""
    country = country_name(place.country) if place.country else ""
    if place.precision is Precision.COUNTRY and country:
        return f" in {_with_article(country)}"
    named = place.precision is Precision.POINT and facility(place.name)
    there = f" at {place.name}" if named else f" in {_with_article(place.name)}"
    if place.whole and not place.precision.is_local:  # its name lists the countries
        return there if place.name else f" in {_with_article(country)}" if country else ""
    return f"{there}, {country}" if country and country != place.name else there


def _with_article(name: str) -> str:
    """ "the United States", "the Solomon Islands"; other names as they are."""
    return f"the {name}" if _ARTICLE.search(name) else name


def _count(toll: Toll, verb: str) -> str:
    if toll.best is not None:
        return f"{toll.best:,} {verb}" if toll.best else ""
    if toll.low:
        return f"at least {toll.low:,} {verb}"
    return ""
