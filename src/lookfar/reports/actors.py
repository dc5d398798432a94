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


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Somebody or something named in a text; `start`/`end` are character offsets."""

    name: str
    start: int
    end: int


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
    return names(parties(text, groups))


def names(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """The names of phrases, at most eight, each once."""
    return tuple(dict.fromkeys(phrase.name for phrase in phrases))[:MOST]


def parties(text: str, groups: Iterable[NamedGroup]) -> list[Phrase]:
    """Every place in a text where a group, a force or a crowd is named, in order."""
    text = text[:LONGEST_TEXT]
    found = [
        Phrase(name=group.name, start=m.start(), end=m.end())
        for group in groups
        for m in group.pattern.finditer(text)
    ]
    found += [Phrase(name=_named(m), start=m.start(), end=m.end()) for m in _OF_A_COUNTRY.finditer(text)]
    return sorted(found, key=lambda phrase: (phrase.start, phrase.name))


def _named(match: re.Match[str]) -> str:
    force = " ".join(match["force"].lower().split())
    whose = (match["whose"] or "").strip()
    return f"{whose} {_SAME.get(force, force)}" if whose and whose not in _NOT_WHOSE else _SAME.get(force, force)
