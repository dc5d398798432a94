"""What the kinds of a report and of an incident say: one type, kin, an act of state over it, or causes that exclude each other."""

from __future__ import annotations

from lookfar.domain.taxonomy import Category, EventType
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule
from lookfar.incidents.whereabouts import SURE

Features = dict[str, float]

_PEACEFUL = frozenset({EventType("peaceful_protest"), EventType("strike")})
_CRIMES = frozenset({Category.ARMED_CONFLICT, Category.TERRORISM, Category.CRIME, Category.KIDNAP})
_ACTS = frozenset({Category.STABILITY, Category.RELATIONS})
"""Acts of states: two kinds of act, a resignation and an emergency, are not one incident."""
_DEALS = frozenset({EventType("ceasefire"), EventType("diplomacy")})
"""One deal is read as either: what ends a war is both."""
_OWN_WORDS = frozenset(
    map(EventType, ("coup", "government_change", "weapons_test", "military_deployment", "border_closure"))
)
"""Acts that are told without words of state: of these the reading alone decides."""
_NATURE = frozenset(
    map(
        EventType,
        ("earthquake", "tropical_cyclone", "flood", "volcano", "drought", "wildfire", "landslide", "storm"),
    )
)
_NATURAL, _VIOLENT, _ACCIDENTAL, _ILLNESS = "nature", "violence", "accident", "illness"
_CAUSES = {
    Category.ARMED_CONFLICT: _VIOLENT,
    Category.TERRORISM: _VIOLENT,
    Category.UNREST: _VIOLENT,
    Category.CRIME: _VIOLENT,
    Category.KIDNAP: _VIOLENT,
    Category.HAZARD: _ACCIDENTAL,
    Category.TRANSPORT: _ACCIDENTAL,
    Category.INFRASTRUCTURE: _ACCIDENTAL,
    Category.HEALTH: _ILLNESS,
}


def features(new: Profile, old: Profile, rule: Rule) -> Features:
    """What the kinds of both sides say; nothing where one is not known."""
    if new.category is None or old.category is None:
        return {}
    if new.event_type == old.event_type:
        return {"same_type": 1.0}
    if {new.event_type, old.event_type} == _DEALS:
        return {"kin": 0.0}
    kinship = rule.kinship(new.category, old.category)
    if kinship is None or {new.category, old.category} <= _ACTS or _is_crowd_and_crime(new, old):
        if _is_bare_act(new, old, rule) or _is_bare_act(old, new, rule):
            return {"aftermath": 1.0}
        sure = min(new.confidence, old.confidence) >= SURE
        return {"foreign": 1.0} if sure else {"alien": 1.0}
    return {"same_category": float(new.category == old.category), "kin": kinship}


def _is_bare_act(one: Profile, other: Profile, rule: Rule) -> bool:
    """Whether one side is read as an act of state that no word of it speaks of: a condemned strike, men arrested."""
    if one.category not in _ACTS or other.category in _ACTS:
        return False
    return one.event_type not in _OWN_WORDS and not rule.decrees(one.traits.words)


def _is_crowd_and_crime(new: Profile, old: Profile) -> bool:
    """A peaceful crowd and an attack or a crime are two things, even in one town on one day."""
    return any(
        one.event_type in _PEACEFUL and other.category in _CRIMES for one, other in ((new, old), (old, new))
    )


def are_surely_two(new: Profile, old: Profile) -> bool:
    """Whether both kinds are fairly sure and of different categories."""
    if new.category is None or old.category is None or new.category is old.category:
        return False
    return min(new.confidence, old.confidence) >= SURE


def are_of_other_causes(new: Profile, old: Profile) -> bool:
    """Whether both kinds are fairly sure and of causes that exclude each other: a flood and a missile, a crash and a landslide."""
    mine, theirs = _cause(new), _cause(old)
    return "" not in (mine, theirs) and mine != theirs and are_surely_two(new, old)


def _cause(side: Profile) -> str:
    """What brings about the kind of a side; "" where it may be several."""
    if side.event_type in _NATURE:
        return _NATURAL
    return _CAUSES.get(side.category, "") if side.category else ""
