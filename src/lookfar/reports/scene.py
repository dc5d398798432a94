"""Tells where the event happened from what is merely mentioned."""

from __future__ import annotations

import re

from lookfar.domain.places import Precision
from lookfar.reports.entry import Entry, Kind, NameKind
from lookfar.reports.mention import Mention
from lookfar.reports.mentions import is_outlet
from lookfar.reports.place_words import OFFICIALS, SAYING, SCENE_WEIGHT

_DATELINE = re.compile(r"\s*(?:\([A-Z][\w ]+\)\s*)?(?:,[^.–—]{0,25})?\s*(?:\([^)]{2,40}\)\s*)?[-–—]{1,2}\s")
LONGEST_SENTENCE = 1_000
"""Characters beyond which no first sentence goes: what stands there is not told first."""
_FINE = {
    Precision.POINT: 1.2,
    Precision.CITY: 1.0,
    Precision.REGION: 0.5,
    Precision.COUNTRY: 0.0,
    Precision.MULTI_COUNTRY: -1.0,
    Precision.UNKNOWN: -1.0,
}
_ANCHOR = re.compile(r"\b[A-Z][\w'-]+\s(?:near|outside|close\sto|north\sof|south\sof|east\sof|west\sof)\s$")
"""A name before "near": what follows only says where that is ("Hostomel Airport near Kyiv")."""
_CHANGES_SUBJECT = frozenset(
    ["according", "told", "tells", "reporting", "reports", "statement", "interview", "newspaper", "agency"]
)
_PARTS = frozenset(
    ["capital", "city", "town", "village", "port", "province", "region", "district", "state", "suburb"]
)
"""After an owner ("Georgia's capital Tbilisi") these announce the finer place that is meant."""
_ERUPTS = frozenset(["volcano", "erupts", "erupted", "erupting", "eruption", "spews", "spewed"])
"""After a place's name these say that it is the scene, whatever country is named "in" which it stands: a volcano."""


def scene_weight(text: str, mention: Mention, entry: Entry, how: NameKind) -> float:
    """Logit that the mention is where the event happened."""
    weight = _FINE[entry.precision] + _before(text, mention) + _after(text, mention)
    if how == NameKind.DEMONYM:
        weight -= 2.5
    elif how == NameKind.GOVERNMENT:
        weight -= 3.0
    if mention.start < 20 and _DATELINE.match(text, mention.end):
        weight -= 2.0
    if mention.start < LONGEST_SENTENCE and text.find(". ", 0, mention.start) < 0:
        weight += 0.5
    return weight - 0.002 * min(mention.start, 500)


def _before(text: str, mention: Mention) -> float:
    lead = text[max(0, mention.start - 60) : mention.start].casefold()
    if _ANCHOR.search(text, max(0, mention.start - 60), mention.start):
        return -1.5
    words = re.findall(r"[^\W_]+", lead)
    weight = SCENE_WEIGHT.get(mention.before, 0.0)
    if mention.before in ("the", "of", "northern", "southern", "eastern", "western", "central", "city", "town"):
        earlier = next((w for w in reversed(words[:-1]) if w in SCENE_WEIGHT), "")
        if earlier and words[-6:].count(earlier):
            weight = 0.8 * SCENE_WEIGHT[earlier]
    if mention.before == "of" and any(word in OFFICIALS for word in words[-4:-1]):
        weight -= 1.5
    near = words[-6:]
    if any(is_outlet(word) for word in near) or any(word in _CHANGES_SUBJECT for word in near):
        weight -= 2.5
    return weight


def _after(text: str, mention: Mention) -> float:
    tail = text[mention.end : mention.end + 50].casefold()
    words = re.findall(r"[^\W_]+", tail)
    if mention.owns and words[:1] == ["s"]:
        words = words[1:]
    if mention.owns and not _PARTS.isdisjoint(words[:3]):
        return -2.0
    if words[:1] and words[0] in SAYING and not mention.owns:
        return -3.0
    if not mention.owns and not _ERUPTS.isdisjoint(words[:2]):
        return 1.5
    if words and any(word in OFFICIALS for word in words[:2]):
        return -1.5
    if any(word in SAYING for word in words[:2]):
        return -1.0
    return 0.0


def is_capital_acting(mention: Mention, entry: Entry) -> bool:
    """Whether a capital stands for its government: "Moscow said"."""
    return entry.kind == Kind.CITY and entry.seat == 2 and mention.after in SAYING
