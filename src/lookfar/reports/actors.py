"""Who acts or suffers in a report: named groups, forces and crowds; light, by lists and grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST = 8
LONGEST_TEXT = 4_000

_FORCES = (
    r"(?:anti-government\s)?protest(?:ers|ors)|demonstrators|rioters|(?:riot\s|military\s)?police|security\sforces|"
    r"(?:government\s|regime\s|armed\s|special\s|coalition\s)forces|troops|soldiers|army|air\sforce|navy|military|"
    r"rebels|separatists|militants|insurgents|gunmen|militia(?:men|s)?|jihadists|terrorists|guerrillas|peacekeepers|"
    r"bandits|pirates|mercenaries|border\sguards|coast\sguard|prison\sguards"
)
_OF_A_COUNTRY = re.compile(
    rf"\b(?P<whose>(?:[A-Z][a-z]+(?:ian|ese|ish|an|i|ch|sh|ek|ak|ot|o|e|s|k|h)|U\.S\.|US|UN|U\.N\.|[A-Z]{{2,5}})\s)?"
    rf"(?P<force>(?i:{_FORCES}))\b"
)
_SAME = {"protestors": "protesters", "anti-government protestors": "anti-government protesters"}
_NOT_WHOSE = frozenset({"These", "Those", "The", "Some", "Three", "Five", "Nine", "Unidentified"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGroup:
    """A known armed group or alliance and the words it goes by."""

    name: str
    pattern: re.Pattern[str]


def named_groups(rows: Iterable[Mapping[str, str]]) -> tuple[NamedGroup, ...]:
    """Groups from rows of name and pattern; patterns match whole words in any case."""
    return tuple(
        NamedGroup(name=row["name"], pattern=re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE))
        for row in rows
    )


def actors(text: str, groups: Iterable[NamedGroup]) -> tuple[str, ...]:
    """Actors in order of appearance, at most eight, each once.

    >>> actors("Russian troops and police face protesters.", ())
    ('Russian troops', 'police', 'protesters')
    """
    text = text[:LONGEST_TEXT]
    found = [(m.start(), group.name) for group in groups if (m := group.pattern.search(text))]
    found += [(m.start(), _named(m)) for m in _OF_A_COUNTRY.finditer(text)]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))[:MOST]


def _named(match: re.Match[str]) -> str:
    force = " ".join(match["force"].lower().split())
    whose = (match["whose"] or "").strip()
    return f"{whose} {_SAME.get(force, force)}" if whose and whose not in _NOT_WHOSE else _SAME.get(force, force)
