"""Whether a text speaks of the same deed at the same kind of site, and as of something already known."""

from __future__ import annotations

from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule
from lookfar.incidents.traits import Traits

Features = dict[str, float]

_OWN_NAME = 20.0
_REVISED = 0.45


def features(new: Profile, old: Profile, rule: Rule) -> Features:
    """What concepts, names that are not places, and actors say; a feature is in 0..2."""
    a, b = new.traits, old.traits
    deeds, theirs = rule.deeds(a.words), rule.deeds(b.words)
    sites, there = rule.scenes(a.words), rule.scenes(b.words)
    own = ((a.names & b.words) | (b.names & a.words)) - new.located - old.located
    return {
        "same_deed": _overlap(deeds, theirs),
        "other_deed": float(bool(deeds) and bool(theirs) and not deeds & theirs),
        "same_site": _overlap(sites, there),
        "other_site": float(bool(sites) and bool(there) and not sites & there),
        "own_names": min(rule.weigh(own) / _OWN_NAME, 2.0),
        "same_actor": float(bool(new.actors & old.actors)),
        "other_actor": float(bool(new.actors) and bool(old.actors) and not new.actors & old.actors),
        "echo": float(bool(rule.deeds(a.definite) & theirs)),
        "behind": float(bool(rule.deeds(a.behind) & theirs)),
        "other_tag": float(_tags_differ(a, b)),
    }


def recalls(found: Features) -> bool:
    """Whether the features say that a text speaks of the other side as of something known."""
    return bool(found.get("echo") or found.get("behind"))


def _tags_differ(a: Traits, b: Traits) -> bool:
    """Whether two magnitudes, or two storms, cannot be one; a magnitude may be revised by 0.4."""
    numbers = [[float(t) for t in side.tags if t[0].isdigit()] for side in (a, b)]
    if all(numbers):
        return min(abs(x - y) for x in numbers[0] for y in numbers[1]) > _REVISED
    storms, theirs = ({t for t in side.tags if t[0].isalpha()} for side in (a, b))
    return bool(storms) and bool(theirs) and not (storms & b.words or theirs & a.words)


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared part of the smaller set, 0..1."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
