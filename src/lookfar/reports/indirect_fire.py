"""Rockets, shells and bombs from the air are fire of an armed force, whoever is hit: shelling, not an attack with small arms.

ACLED (codebook 2023, "Explosions/Remote violence") and this taxonomy part the two by the weapon, not by the victims.
"""

from __future__ import annotations

import re

from lookfar.formats.sentences import sentence_starts

_WEAPON = re.compile(
    r"\bMLRS\b|\b(?:multiple[\s-](?:launch|barrel)|(?i:grad|katyusha|rocket|artillery|missile|mortar|cluster[\s-](?:munitions?|bombs?)|air|drone)\s(?:attacks?|strikes?|raids?|fire|barrages?|salvos?))\b|"
    r"\b(?i:(?:is|are|was|were|been|being)\s(?:shelled|bombarded)|airstrikes?|shelling|bombardment)\b"
)
_SMALL_ARMS = re.compile(
    r"\b(?:gunm[ae]n|gunfire|opens?\sfire|opened\sfire|small\sarms|stabb\w+|ramm\w+|shot|clash\w*)\b",
    re.IGNORECASE,
)


def is_indirect_fire(text: str) -> bool:
    """Whether the first sentence tells of rockets, shells or bombs from the air, and of no small arms.

    >>> is_indirect_fire("Dozens are killed in an MLRS attack on Kharkiv.")
    True
    """
    starts = sentence_starts(text)
    lead = text[: starts[1]] if len(starts) > 1 else text
    return _WEAPON.search(lead) is not None and _SMALL_ARMS.search(lead) is None
