"""Rockets, shells and bombs from the air are fire of an armed force, whoever is hit: shelling, not an attack with small arms.

ACLED (codebook 2023, "Explosions/Remote violence") and this taxonomy part the two by the weapon, not by the victims.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lookfar.domain.taxonomy import Category, EventType
from lookfar.formats.sentences import sentence_starts
from lookfar.reports.classify import Classification

_BY_HAND = EventType("armed_attack")
_FROM_AFAR = EventType("shelling_airstrike")
_WEAPON = re.compile(
    r"\bMLRS\b|\b(?:multiple[\s-](?:launch|barrel)|(?i:grad|katyusha|rocket|artillery|missile|mortar|cluster[\s-](?:munitions?|bombs?)|air|drone)\s(?:attacks?|strikes?|raids?|fire|barrages?|salvos?))\b|"
    r"\b(?i:(?:is|are|was|were|been|being)\s(?:shelled|bombarded)|airstrikes?|shelling|bombardment)\b"
)
_SMALL_ARMS = re.compile(
    r"\b(?:gunm[ae]n|gunfire|opens?\sfire|opened\sfire|small\sarms|stabb\w+|ramm\w+|shot|clash\w*)\b",
    re.IGNORECASE,
)


def by_weapon(kind: Classification, text: str) -> Classification:
    """An armed attack whose first sentence tells of rockets, shells or bombs from the air, and of no small arms, as shelling."""
    if kind.event_type != _BY_HAND:
        return kind
    starts = sentence_starts(text)
    lead = text[: starts[1]] if len(starts) > 1 else text
    if _WEAPON.search(lead) is None or _SMALL_ARMS.search(lead) is not None:
        return kind
    return replace(kind, category=Category.ARMED_CONFLICT, event_type=_FROM_AFAR)
