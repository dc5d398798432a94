"""Fighting that a text tells of as between two neighbours on their common border: it is in both countries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lookfar.domain.places import Place, Precision
from lookfar.domain.taxonomy import EventType
from lookfar.formats.sentences import sentences
from lookfar.reports.entry import Kind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.names import fold

BATTLE = EventType("battle")
_NAME = r"(?:(?:North|South|Saudi) )?[A-Z][a-z]+"
_PAIR = rf"(?:the )?(?P<one>{_NAME}) and (?:the )?(?P<other>{_NAME})"
_FORCES = r"(?:border |security |government )?(?:troops|forces|soldiers|guards|armies)"
_LINE = r"(?:the |their )?(?:common |shared |disputed )?(?:border|frontier)"
_FIGHT = r"(?:clash(?:es)?|fighting|skirmish(?:es)?|battles?|firefights?|exchanges? of fire)"
_DEED = r"(?:have |had )?(?:clash(?:ed)?|(?:exchang|trad)ed? (?:gun|artillery )?fire)"
_TOLD = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_PAIR} {_FORCES} {_DEED}(?: with each other)? (?:on|along|at|across|over) {_LINE}\b",
        rf"\b(?i:border|frontier) {_FIGHT} between {_PAIR}(?: {_FORCES})?\b(?! and )",
        rf"\b(?i:{_FIGHT}) between {_PAIR} {_FORCES} (?:on|along|at|across) {_LINE}\b",
    )
)
_THIRD = re.compile(
    r"\b(?:against|rebels?|insurgents?|militants?|militias?|terrorists?|jihadists?|fighters|gunmen|smugglers|traffickers|Islamic State|ISIS|Taliban)\b"
)
"""Somebody else who fights there: the two may be on one side."""


def on_both_sides(
    text: str, scene: Place, gazetteer: Gazetteer, neighbours: Callable[[str], frozenset[str]]
) -> Place:
    """The scene of a battle, which touches both countries where the first sentence has their forces fight on their border.

    Nothing else is read so: a scene finer than a country is where it was, and "the border" of one of them, of a
    third, or of countries that do not meet, says nothing of the other side.
    """
    if scene.precision is not Precision.COUNTRY:
        return scene
    first = next(iter(sentences(text[:1_000])), "")
    told = next(filter(None, (pattern.search(first) for pattern in _TOLD)), None)
    if told is None or _THIRD.search(first):
        return scene
    one, other = (_country(told[name], gazetteer) for name in ("one", "other"))
    if scene.country not in (one, other) or other not in neighbours(one):
        return scene
    return replace(scene, countries=(one, other))


def _country(name: str, gazetteer: Gazetteer) -> str:
    """Alpha-3 of the one country that a name or a nationality word stands for, "" when there is none or several."""
    entries = (gazetteer.entry(named.row) for named in gazetteer.named(fold(name)))
    found = {entry.country for entry in entries if entry.kind is Kind.COUNTRY}
    return found.pop() if len(found) == 1 else ""
