"""Forces and offices that act at home say which namesake is meant: "Colombian police found a bomb in Florida"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lookfar.formats.sentences import sentence_starts
from lookfar.reports.containment import km_between
from lookfar.reports.entry import Entry, Kind, NameKind, prominence
from lookfar.reports.found import agreed_share
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.place_words import SCENE_WEIGHT
from lookfar.reports.resolve import Sense
from lookfar.reports.scene import is_beside

_POLICE = r"police(?:men|man)?|gendarmes|gendarmerie|firefighters|firemen|rescuers|paramedics|coroners?"
_OFFICES = r"authorities|officials|prosecutors?|courts?|judges?|investigators"
_ARMY = r"army|soldiers?|troops|military|forces|air force"
_WHO = re.compile(
    rf"(?:['’]s)? (?:(?!of\b|and\b|in\b)[a-z][\w-]* ){{0,2}}?(?:(?P<police>{_POLICE})|(?P<office>{_OFFICES})|(?P<army>{_ARMY}))\b"
)
"""What stands behind a nationality or an owner whose forces or offices act."""
_ONCE = re.compile(r"\b(?:former|ex|retired|fugitive|exiled)[ -]$", re.IGNORECASE)
_MISSION = re.compile(r"\b(?:peacekeep\w*|blue helmets|UN|U\.N\.|NATO|AU|coalition|multinational)(?!\w)")
"""Soldiers who serve abroad."""
_ACT_ABROAD = frozenset(
    "USA RUS TUR ISR IRN SAU ARE QAT SDN ETH KEN UGA BDI RWA TCD ZAF MWI ZWE AGO TZA EGY PAK IND CHN PRK KOR JPN AUS NZL CAN CUB".split()  # noqa: SIM905
)
"""Countries whose soldiers and officials are told of abroad, beside Europe's."""
_AT_WAR_AT_HOME = "UKR"
_ELSEWHERE = frozenset({"to", "from", "by", "via", "with", "off"})
"""Words before a place where what is told of did not happen, or happened at sea."""
_REACH, _BEYOND_KM = 2.0, 200.0
"""A country's radii and km around its middle in which it is at home or at its neighbours'."""
_GREAT, _KNOWN = 1_000_000, 100_000
"""People of a city or area that is known everywhere, and of a town known abroad."""
_KNOWN_BESIDE_GREAT = 20_000
"""People of a namesake at home that is believed beside one known everywhere."""
_ALTERNATE = 15_000
"""People of a place that is called by another name."""
_READ, _GUESSED = 0.8, 0.5
"""Shares, by judgement, of the readings at home and of the country that stands for a name it lacks."""
_SURE = 0.9
"""Share from which a nationality is surely meant."""
_DOUBTED = 0.5
"""Share below which even a known place is a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Who acts: the countries that the word may mean, the likeliest first; `sentence` -1 for a title's."""

    countries: tuple[str, ...]
    sentence: int
    own: bool
    """Whether it speaks of its own country only: not the army or the officials of a state that acts abroad."""
    abroad: bool
    """Soldiers or an office, which may fight or tell of its citizens abroad."""


def placed_at_home(
    text: str,
    mentions: Sequence[Mention],
    senses: Sequence[tuple[Sense, ...]],
    gazetteer: Gazetteer,
    *,
    title: str = "",
    headed: Sequence[Mention] = (),
    of_title: Sequence[tuple[Sense, ...]] = (),
) -> list[tuple[Sense, ...]]:
    """The readings of a text's names, a namesake far abroad replaced where a force or office of one country tells of it.

    A reading in that country wins; where there is none, and the one abroad is a place that news does not know, the
    country itself stands for it, less surely. Nothing changes when the text or title names the other country.
    """
    homes = [
        *_homes(text, mentions, senses, gazetteer),
        *_homes(title, headed, of_title, gazetteer, in_title=True),
    ]
    if not homes or any(set(homes[0].countries).isdisjoint(home.countries) for home in homes):
        return list(senses)
    named = [(m.key, s[0]) for m, s in zip((*mentions, *headed), (*senses, *of_title), strict=True) if s]
    read = list(senses)
    for number, (mention, here) in enumerate(zip(mentions, senses, strict=True)):
        if not here or not _may_move(text, mention, here[0]):
            continue
        home = next((h for h in homes if h.sentence in (-1, _sentence(text, mention.start))), None)
        abroad = here[0].entry.country
        if (
            home is None
            or not home.own
            or any(s.entry.country == abroad and key != mention.key for key, s in named)
        ):
            continue
        if _is_far(here[0].entry, home, gazetteer):
            read[number] = _inside(mention, here, home, gazetteer) or _guessed(mention, here, home, gazetteer)
    return read


def _homes(
    text: str,
    mentions: Sequence[Mention],
    senses: Sequence[tuple[Sense, ...]],
    gazetteer: Gazetteer,
    *,
    in_title: bool = False,
) -> Iterator[_Home]:
    for mention, read in zip(mentions, senses, strict=True):
        who = _WHO.match(text, mention.end) if read else None
        if who is None or _ONCE.search(text[max(0, mention.start - 12) : mention.start]):
            continue
        nations = [s for s in read if s.entry.kind is Kind.COUNTRY and s.share >= 0.1]
        adjective = read[0].how in (NameKind.DEMONYM, NameKind.GOVERNMENT)
        if not (adjective or mention.owns) or sum(s.share for s in nations) < _SURE:
            continue
        sentence = _sentence(text, mention.start)
        own = who["police"] is not None or not _acts_abroad(nations[0].entry.country, gazetteer)
        if who["army"] is not None and _MISSION.search(text):
            own = False
        yield _Home(
            countries=tuple(s.entry.country for s in nations),
            sentence=-1 if in_title else sentence,
            own=own,
            abroad=who["police"] is None,
        )


def _acts_abroad(country: str, gazetteer: Gazetteer) -> bool:
    area = gazetteer.area(country)
    european = area is not None and area.region == "Europe" and country != _AT_WAR_AT_HOME
    return european or country in _ACT_ABROAD


def _sentence(text: str, start: int) -> int:
    return sum(at <= start for at in sentence_starts(text))


def _may_move(text: str, mention: Mention, best: Sense) -> bool:
    if mention.parent >= 0 or mention.area or mention.site or best.entry.kind in (Kind.COUNTRY, Kind.REGION):
        return False
    if mention.before in _ELSEWHERE or SCENE_WEIGHT.get(mention.before, 0.0) < 0:
        return False
    return not is_beside(text, mention, best.entry, best.how)


def _is_far(entry: Entry, home: _Home, gazetteer: Gazetteer) -> bool:
    """Whether a place is neither in a country that acts nor about as near as its neighbours are."""
    if entry.country in home.countries or not entry.country:
        return False
    areas = filter(None, map(gazetteer.area, home.countries))
    middles = [gazetteer.entry(area.row) for area in areas]
    return all(km_between(entry, m) > _REACH * m.radius_km + _BEYOND_KM for m in middles)


def _inside(mention: Mention, here: tuple[Sense, ...], home: _Home, gazetteer: Gazetteer) -> tuple[Sense, ...]:
    """The readings with those at home first; () when none there can be believed beside the one abroad."""
    best = here[0].entry
    least = _KNOWN_BESIDE_GREAT if best.population >= _GREAT or best.seat == 2 else 0
    found = [(gazetteer.entry(named.row), named.how) for named in mention.named if named.how <= NameKind.SHORT]
    inside = [
        (entry, how)
        for entry, how in found
        if entry.country in home.countries
        and entry.kind is not Kind.COUNTRY
        and entry.population >= (max(least, _ALTERNATE) if how >= NameKind.ALTERNATE else least)
    ]
    return (*_shared(inside), *(replace(s, share=(1 - _READ) * s.share) for s in here)) if inside else ()


def _guessed(mention: Mention, here: tuple[Sense, ...], home: _Home, gazetteer: Gazetteer) -> tuple[Sense, ...]:
    """The country itself for a name that is read abroad by a guess."""
    area = gazetteer.area(home.countries[0])
    sure = here[0].how == NameKind.PRIMARY and agreed_share(here) >= _SURE
    if area is None or (home.abroad and sure) or not _is_guess(mention, here, gazetteer):
        return here
    country = Sense(entry=gazetteer.entry(area.row), how=NameKind.PRIMARY, share=_GUESSED)
    return (country, *(replace(s, share=(1 - _GUESSED) * s.share) for s in here))


def _shared(inside: Sequence[tuple[Entry, NameKind]]) -> list[Sense]:
    """The readings at home, shared by how prominent they are."""
    powers = [math.exp(prominence(entry) - (2.0 if how >= NameKind.ALTERNATE else 0.0)) for entry, how in inside]
    senses = [
        Sense(entry=entry, how=how, share=_READ * power / sum(powers))
        for (entry, how), power in zip(inside, powers, strict=True)
    ]
    return sorted(senses, key=lambda s: (-s.share, s.entry.row))


def _is_guess(mention: Mention, here: tuple[Sense, ...], gazetteer: Gazetteer) -> bool:
    """Whether a reading abroad is a town that news does not speak of, or read most unsurely."""
    best = here[0].entry
    if agreed_share(here) < _DOUBTED:
        return True
    small = best.kind in (Kind.CITY, Kind.COUNTY) and best.population < _KNOWN and best.seat == 0
    return small and gazetteer.told(mention.key, best) == 0
