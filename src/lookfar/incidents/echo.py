"""Whether a text speaks of the same deed at the same kind of site, and as of something already known."""

from __future__ import annotations

from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule
from lookfar.incidents.traits import Traits

Features = dict[str, float]

_OWN_NAME = 20.0
_REVISED = 0.45
TELLING_NAMES = 0.6
"""Weight of shared names, of persons or ships, from which news from elsewhere, or late, may be of one event."""


def features(new: Profile, old: Profile, rule: Rule) -> Features:
    """What concepts, names that are not places, and actors say; a feature is in 0..2."""
    a, b = new.traits, old.traits
    deeds, sites = rule.deeds(a.words), rule.scenes(a.words)
    theirs, there = rule.spoken(tuple([telling.words for telling in old.tellings]))
    return {
        "same_deed": _overlap(deeds, theirs),
        "other_deed": float(bool(deeds) and bool(theirs) and not deeds & theirs),
        "same_site": _overlap(sites, there),
        "other_site": float(bool(sites) and bool(there) and not sites & there),
        "act_over": float(a.decrees and not old.tellings[0].decrees),
        "same_actor": float(bool(new.actors & old.actors)),
        "other_actor": float(bool(new.actors) and bool(old.actors) and not new.actors & old.actors),
        "echo": float(bool(rule.deeds(a.definite) & theirs)),
        "behind": float(bool(rule.deeds(a.behind) & theirs)),
        "other_tag": float(_tags_differ(a, b)),
        "other_particular": float(_particulars_differ(new, old, rule)),
    } | _of_names(new, old, rule)


def recalls(found: Features) -> bool:
    """Whether the features say that a text speaks of the other side as of something known."""
    return bool(found.get("echo") or found.get("behind"))


def ties(found: Features) -> bool:
    """Whether anything but a place is shared: the deed, the site, or a name."""
    return any(map(found.get, ("same_deed", "same_site", "echo", "behind", "own_names")))


def shares_telling_name(new: Profile, old: Profile, rule: Rule) -> bool:
    """Whether both name somebody, or something that is no place, whose name is rare."""
    return _of_names(new, old, rule)["own_names"] >= TELLING_NAMES


def _of_names(new: Profile, old: Profile, rule: Rule) -> Features:
    """Names that are not places': the weight of those shared, and whether both have some and share none."""
    a, b = new.traits, old.traits
    located = new.located | old.located
    shared = ((a.names & b.words) | (b.names & a.words)) - located
    apart = bool(a.names - located) and bool(b.names - located) and not shared
    return {"own_names": min(rule.weigh(shared) / _OWN_NAME, 2.0), "no_own_names": float(apart)}


def _particulars_differ(new: Profile, old: Profile, rule: Rule) -> bool:
    """Whether two outbreaks name other diseases; what any telling of the other side names counts."""
    if new.category is None or new.category is not old.category:
        return False
    mine, theirs = (rule.particular(new.category, side.traits.words) for side in (new, old))
    return bool(mine) and bool(theirs) and not mine & theirs


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
