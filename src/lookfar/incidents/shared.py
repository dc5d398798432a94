"""How telling what two sides share is: a rare word, and how their counts of dead agree."""

from __future__ import annotations

import math

from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule

Features = dict[str, float]

_RARE = 10.0
"""Rarity, in natural log, that counts as 1."""
_MOST_APART = 3.0
"""Natural log of the ratio of two counts from which they are as far apart as can be."""


def features(new: Profile, old: Profile, rule: Rule) -> Features:
    """The rarest shared word that names nobody and no place, 0..1 and a little more, and the counts of dead."""
    a, b = new.traits, old.traits
    plain = (a.words & b.words) - a.names - b.names - new.located - old.located
    return {"rarest": max((rule.weigh(frozenset((stem,))) for stem in plain), default=0.0) / _RARE} | _of_tolls(
        new.killed, old.killed
    )


def _of_tolls(new: int | None, old: int | None) -> Features:
    """Two counts of dead, at least one of them above 0: the same, or how far apart (0..1), and whether the later is less."""
    if new is None or old is None or not max(new, old):
        return {}
    if new == old:
        return {"toll_equal": 1.0}
    ratio = abs(math.log((new + 1) / (old + 1)))
    return {"toll_apart": min(ratio / _MOST_APART, 1.0), "toll_falls": float(new < old)}
