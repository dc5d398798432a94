"""Features of a report against an incident: what speaks for one event and what against."""

from __future__ import annotations

import math
from datetime import timedelta

from lookfar.domain.places import Place, Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import Interval
from lookfar.incidents import echo, kinds, profile, shared, whereabouts
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule
from lookfar.incidents.traits import Traits
from lookfar.incidents.whereabouts import COUNTRIES, WIDE, is_sure

Features = dict[str, float]

_DAY_SECONDS = 86_400.0
_NARROW_SECONDS = 2 * 3_600.0
_COPY = 0.8
_COPIED_WORDS = 7
_MIRRORED = 0.5
_FAINT = 0.2
_NO_COPY = (
    "apart", "other_country", "own_spot", "next_event", "set_apart", "other_clock", "other_tag", "other_names",
    "other_numbers", "no_own_names",
)  # fmt: skip
"""What makes a copy the telling of another event."""
_LONGEST = 3.0
"""An incident lasts at most this many times the reach of its kind: a chain of days does not grow for ever."""
_TELLING_TIME = timedelta(hours=6)


def barred(new: Profile, old: Profile, rule: Rule) -> Features:
    """The bars that can be told without reading words: two sure kinds that share no incident, too long between."""
    found = kinds.features(new, old, rule) if new.category and old.category else {}
    late = _is_too_late(new, old, rule)
    return {name: 1.0 for name, holds in (("foreign", "foreign" in found), ("too_late", late)) if holds}


def features(new: Profile, old: Profile, rule: Rule) -> Features:
    """Named features, mostly in 0..1; a feature of value 0 is left out."""
    found = _of_words(new, old, rule) | echo.features(new, old, rule)
    found |= whereabouts.features(new.place, old.place, _extent(new, old, rule)) | kinds.features(new, old, rule)
    found |= _of_time(new, old, rule, recalls=echo.recalls(found))
    found |= _of_origin(new, old) | shared.features(new, old, rule) | _of_category(new, old)
    found["same_toll"] = float(new.killed is not None and new.killed > 1 and new.killed == old.killed)
    if found.get("near") and _is_spot(new.place) != _is_spot(old.place):
        found["own_spot"] = float(kinds.are_surely_two(new, old))
    found |= _of_elsewhere(new, old, found)
    passing = rule.span(old.category, old.event_type).wave == 0
    if passing and found.get("next_event") and new.killed is not None and old.killed is not None:
        found["fresh_count"] = float(new.killed != old.killed)
    found["front"] = float(_is_front_of_war(new, old) and not (found.get("same_item") or found.get("same_toll")))
    found["twin"] = float(found["mirrored"] >= _MIRRORED and _places_differ(new, old))
    found["bare_place"] = float(bool(found.get("places_only")) and not echo.ties(found))
    tied = echo.ties(found) or found.get("same_item") or found.get("same_topic") or found.get("same_toll")
    found["other_cause"] = float(not tied and kinds.are_of_other_causes(new, old))
    found["copy_here"] = float(bool(found.get("copy")) and not any(map(found.get, _NO_COPY)))
    return {name: value for name, value in found.items() if value}


def _of_elsewhere(new: Profile, old: Profile, found: Features) -> Features:
    """What two places say that are not one, or not surely one."""
    more: Features = {}
    elsewhere = max(found.get("apart", 0.0), found.get("other_country", 0.0))
    more["mirrored"] = found.get("closest", 0.0) * elsewhere
    if elsewhere:
        more["named_there"] = float(_is_named(new.place, old) or _is_named(old.place, new))
    if elsewhere or found.get("own_spot") or found.get("within_country"):
        more["same_topic"] = 0.0  # a heading over two places does not make them one event
    if found.get("other_country") and found["own_names"] < echo.TELLING_NAMES and not more["named_there"]:
        more["abroad"] = float(is_sure(new.place) and is_sure(old.place))
    return more


def _of_words(new: Profile, old: Profile, rule: Rule) -> Features:
    a, b = new.traits, old.traits
    common = a.words & b.words
    if not rule.weigh(common):
        return {"no_words": 1.0}
    placed = new.located | old.located
    alike = rule.likenesses(a.words, [telling.words for telling in old.tellings])
    typical = sum(alike) / len(alike)
    nearest = old.tellings[alike.index(max(alike))]
    copy = is_copy(a, nearest, rule)
    bare = common <= placed and not a.words <= placed and not b.words <= placed
    named = a.names & b.words | b.names & a.words
    counts = a.numbers & b.numbers
    return {
        "places_only": float(bare),
        "typical": typical,
        "faint": max(0.0, 1.0 - typical / _FAINT),
        "no_names": float(bool(a.names) and bool(b.names) and not named),
        "closest": max(alike),
        "beyond": rule.likeness(a.words - placed, nearest.words - placed),
        "names": min(rule.weigh(named) / 20.0, 2.0),
        "copy": float(copy),
        "other_names": float(copy and bool(a.names - b.words) and bool(nearest.names - a.words)),
        "numbers": min(len(_telling(counts)), 3) / 3,
        "other_numbers": float(bool(a.numbers) and bool(b.numbers) and not counts),
        "other_clock": float(bool(a.clocks) and bool(b.clocks) and not a.clocks & b.clocks),
        "set_apart": float(a.sets_apart and not b.sets_apart),
        "was_apart": float(old.tellings[0].sets_apart and not a.sets_apart),
    }


def is_copy(a: Traits, b: Traits, rule: Rule) -> bool:
    """Whether the shorter of two texts says hardly anything the longer does not: one text passed on."""
    shared = a.words & b.words
    return len(shared) >= _COPIED_WORDS and rule.weigh(shared) >= _COPY * min(
        rule.weigh(a.words), rule.weigh(b.words)
    )


def _places_differ(new: Profile, old: Profile) -> bool:
    """Whether either side names a place or person that the other does not, the scene's name first of all."""
    a, b = new.traits, old.traits
    scenes = [
        place is not None and not profile.stems_of(place.name) <= other.words
        for place, other in ((new.place, b), (old.place, a))
    ]
    return all(scenes) or (bool(a.names - b.words) and bool(b.names - a.words))


def _is_named(place: Place | None, other: Profile) -> bool:
    """Whether the other side names this side's scene."""
    if place is None or not place.name or (other.place is not None and other.place.name == place.name):
        return False
    return profile.stems_of(place.name) <= other.traits.words


def _is_spot(place: Place | None) -> bool:
    return place is not None and place.precision is Precision.POINT


def _telling(numbers: frozenset[str]) -> frozenset[str]:
    return frozenset(n for n in numbers if len(n) > 1 and not (len(n) == 4 and n[:2] in {"19", "20"}))


def _extent(new: Profile, old: Profile, rule: Rule) -> float:
    """Kilometres that an event of the type which both sides tell of reaches; 0 when their types differ."""
    return rule.span(new.category, new.event_type).extent if new.event_type == old.event_type else 0.0


def _is_front_of_war(new: Profile, old: Profile) -> bool:
    """Whether one side tells of a town's or a region's fighting and the other of the whole country's war."""
    if {new.category, old.category} != {Category.ARMED_CONFLICT} or new.place is None or old.place is None:
        return False
    precisions = {new.place.precision, old.place.precision}
    return not precisions <= WIDE and not precisions.isdisjoint(COUNTRIES)


def _of_time(new: Profile, old: Profile, rule: Rule, *, recalls: bool) -> Features:
    gap = _gap_days(new.happened, old.happened)
    span = rule.span(old.category, old.event_type)
    found = {"days": min(math.log1p(gap), 4.0), "too_late": float(_is_too_late(new, old, rule))}
    found["moment"] = float(
        _is_narrow(new.happened) and _is_narrow(old.happened) and gap * _DAY_SECONDS <= _NARROW_SECONDS
    )
    later = _parted(new.happened, old.happened)
    if later and not new.traits.follows_up and not new.running and not recalls:
        found["wave" if 0 < span.wave >= gap else "next_event"] = 1.0
    return found


def _is_too_late(new: Profile, old: Profile, rule: Rule) -> bool:
    reach = rule.span(old.category, old.event_type).reach
    lasting = (max(new.happened.end, old.happened.end) - min(new.happened.start, old.happened.start)).days
    if lasting > _LONGEST * reach:
        return True
    late = _gap_days(new.happened, old.happened) > reach
    return late and not (new.traits.follows_up and echo.shares_telling_name(new, old, rule))


def _gap_days(a: Interval, b: Interval) -> float:
    seconds = max((a.start - b.end).total_seconds(), (b.start - a.end).total_seconds(), 0.0)
    return seconds / _DAY_SECONDS


def _parted(a: Interval, b: Interval) -> bool:
    """Whether one begins when the other is over, give or take the hours between event and report."""
    return a.start >= b.end - _TELLING_TIME or b.start >= a.end - _TELLING_TIME


def _is_narrow(interval: Interval) -> bool:
    return (interval.end - interval.start).total_seconds() <= _NARROW_SECONDS


def _of_category(new: Profile, old: Profile) -> Features:
    """A category of its own for what both sides, or the incident, are read as."""
    category = old.category or new.category
    return {f"of_{category}" if category else "of_unread": 1.0}


def _of_origin(new: Profile, old: Profile) -> Features:
    found = {
        "same_item": float(bool(new.items & old.items)),
        "same_topic": float(bool(new.topic) and new.topic == old.topic),
    }
    if new.measured and old.measured:
        found["other_id"] = float(bool(new.measured & old.measured))
    if new.topic and old.topic and new.topic != old.topic:
        found["other_topic"] = 1.0
    return found
