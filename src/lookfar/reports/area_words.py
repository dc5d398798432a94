"""Words beside a name that say an area is meant, not its namesake town or country: "Kano state", "the province of Herat"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lookfar.reports.entry import NO_ROW, Entry, Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer, Named
from lookfar.reports.mention import Mention
from lookfar.reports.place_words import DIRECTIONS

FIRST_LEVEL = frozenset(
    [
        "state",
        "states",
        "province",
        "provinces",
        "region",
        "regions",
        "oblast",
        "oblasts",
        "governorate",
        "governorates",
        "prefecture",
        "prefectures",
        "department",
        "departments",
        "emirate",
        "emirates",
        "voivodeship",
        "voivodeships",
        "canton",
        "cantons",
        "krai",
        "krais",
    ]
)
SECOND_LEVEL = frozenset(
    [
        "county",
        "counties",
        "district",
        "districts",
        "raion",
        "raions",
        "regency",
        "regencies",
        "parish",
        "parishes",
    ]
)
AREA_WORDS = "|".join(sorted(FIRST_LEVEL | SECOND_LEVEL, key=len, reverse=True))
_FOLLOWING = re.compile(
    rf"[ \u00a0](?P<word>{AREA_WORDS}|people['’]s republic)\b(?!-| of\b| stores?\b)", re.IGNORECASE
)
_NO_DISTRICT = re.compile(r" (?:courts?|attorneys?|judges?|schools?|hospital)\b", re.IGNORECASE)
"""Behind "district": a court of a city."""
_GOVERNED = re.compile(
    r"[ \u00a0](?:(?:state |provincial |regional )?(?:governor|gov\.)|regional (?:military |state )?(?:administration|"
    r"authorities|officials?|prosecutors?|police|head|chief|council|health)\b)",
    re.IGNORECASE,
)
"""Who governs an area, not its town; a country has none: "Kharkiv Governor", "Georgia Gov."."""
_OF_A_STATE = re.compile(
    r"[ \u00a0](?:(?:sen|rep)\. |(?:state )?(?:troopers?|sheriff)\b|bureau of investigation\b|(?:(?:high|middle|elementary) )?schools?\b|"
    r"statehouse\b|(?:state )?(?:senate|house)\b|deput(?:y|ies)\b|count(?:y|ies)\b|republicans?\b|democrats?\b|interstate\b|grand jury\b|death row\b|"
    r"(?:man|woman|teen|teenager|couple|mother|father)\b)",
    re.IGNORECASE,
)
"""Of a state that is named like a country, whose own would be told by its nationality word: "Georgian schools"."""
_GOVERNOR_OF = re.compile(r"\b(?:governor|gov\.) of (?:the )?$", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:^|[^\w])(?P<said>[\w'’.]+)[ \u00a0](?P<word>state|province|region|oblast|governorate|emirate|canton|krai|county) "
    r"of (?:the )?$",
    re.IGNORECASE,
)
"""Not "district of", which is a part of a city."""
_OF_OTHERS = frozenset(("state", "province"))
"""What an area is called that is named like a foreign country: "Niger state"; "the Chad region" is about the country."""
_LARGE = 50_000
"""People of a town that may stand for an area of its name."""
_SAID = 6.0
"""Logit by which the word makes a name likelier to be a place."""
_REACH = 60
"""Characters before a name in which "the northern state of" stands."""
_OF_THE_STATE = re.compile(
    r" (?:media|television|tv|radio|news|broadcaster|run|owned|oil company|energy company|bank|company|companies|airlines?|visit|"
    r"funeral|secretary|department|prosecutors?|security|intelligence|aid|assets|budget|institutions|control|sponsor\w*|duma|actors?|"
    r"terror\w*|secrets?|property|pensions?|subsid\w+|debt)\b",
    re.IGNORECASE,
)
"""Behind "state" it is the state of a country: "Niger state television"."""


def said_to_be_areas(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of a text in order, each that a word beside it calls an area without its towns and countries."""
    return [_called(text, mentions, number, gazetteer) for number in range(len(mentions))]


def only_areas(mention: Mention, word: str, gazetteer: Gazetteer) -> Mention:
    """The areas alone that the name may mean, since `word` says so: in each country those of the likelier kind.

    Where a country has none of the name, a large town of it stands for its own surroundings. It is no name of the next of a
    list, nor what the town of that name is called. The mention itself when the gazetteer knows no area.
    """
    second = word.lower() in SECOND_LEVEL
    kinds = (Kind.COUNTY, Kind.ADMIN1, Kind.REGION) if second else (Kind.ADMIN1, Kind.REGION, Kind.COUNTY)
    key = mention.key if mention.area else f"{mention.key} {word.lower()}"
    own = [(n, gazetteer.entry(n.row)) for n in mention.named if _is_own_name(n)]
    best: dict[str, Kind] = {}
    for kind in kinds:
        for _, entry in own:
            if entry.kind == kind:
                best.setdefault(entry.country, kind)
    if best:
        known = tuple(
            n for n, entry in own if best.get(entry.country) == entry.kind or _stands_for(entry, n, best)
        )
        return replace(mention, key=key, area=True, around=True, named=known, worth=_worth(mention))
    if second:
        return replace(mention, around=True)
    areas = _areas_of_chief_towns(mention, gazetteer)
    if not areas:
        return replace(mention, around=True)
    return replace(mention, key=key, area=True, named=areas, worth=_worth(mention))


def _stands_for(town: Entry, named: Named, best: dict[str, Kind]) -> bool:
    """Whether a town is large enough to give its name to an area that the gazetteer lacks."""
    large = town.kind == Kind.CITY and town.population >= _LARGE and named.how == NameKind.PRIMARY
    return large and town.country not in best


def _worth(mention: Mention) -> float:
    """A common word that is said to be an area is one, "Unity state", but not a part of the sky: "the north region"."""
    return mention.worth if mention.area or mention.key in DIRECTIONS else mention.worth + _SAID


def _areas_of_chief_towns(mention: Mention, gazetteer: Gazetteer) -> tuple[Named, ...]:
    """The areas that go by the name of their chief town, "Deraa province", when the largest so called is one."""
    towns = [e for e in (gazetteer.entry(n.row) for n in mention.named if _is_own_name(n)) if e.kind == Kind.CITY]
    towns.sort(key=lambda town: -town.population)
    if not towns or not towns[0].seat:
        return ()
    rows = dict.fromkeys(town.admin1_row for town in towns if town.seat and town.admin1_row != NO_ROW)
    return tuple(Named(row=row, how=NameKind.OFFICIAL) for row in rows)


def _called(text: str, mentions: Sequence[Mention], number: int, gazetteer: Gazetteer) -> Mention:
    mention = mentions[number]
    if mention.area:
        word = mention.key.rpartition(" ")[2]
        return only_areas(mention, word, gazetteer) if word in FIRST_LEVEL | SECOND_LEVEL else mention
    if any(not _is_own_name(n) for n in mention.named):  # "the fourth Canadian province"
        return mention
    behind = _FOLLOWING.match(text, mention.end)
    if behind is not None and _names_area(text, mention, behind, gazetteer):
        return only_areas(mention, behind["word"], gazetteer)
    if _is_governed(text, mention, gazetteer):
        return only_areas(mention, "state", gazetteer)
    ahead = _BEFORE.search(text, max(0, mention.start - _REACH), mention.start)
    if ahead is None:
        return mention
    if is_country(mention, gazetteer) and not _is_within_another(ahead["said"], mentions, number, gazetteer):
        return mention
    return only_areas(mention, ahead["word"], gazetteer)


def _names_area(text: str, mention: Mention, behind: re.Match[str], gazetteer: Gazetteer) -> bool:
    """Whether the area word behind a name is about it, not about the state of a country or a court of a city."""
    word = behind["word"].lower()
    if word in SECOND_LEVEL and _NO_DISTRICT.match(text, behind.end()):
        return False
    if not is_country(mention, gazetteer):
        return True
    own = word in _OF_OTHERS or _has_own_area(mention, gazetteer)
    return own and _OF_THE_STATE.match(text, behind.end()) is None


def _is_governed(text: str, mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a governor or a regional office is told beside the name of a first-level area: not of the town it is named after."""
    if not any(_is_own_name(n) and gazetteer.entry(n.row).kind == Kind.ADMIN1 for n in mention.named):
        return False
    if _GOVERNED.match(text, mention.end) or _GOVERNOR_OF.search(text, max(0, mention.start - 20), mention.start):
        return True
    return is_country(mention, gazetteer) and _OF_A_STATE.match(text, mention.end) is not None


def _is_within_another(said: str, mentions: Sequence[Mention], number: int, gazetteer: Gazetteer) -> bool:
    """Whether "state of Niger" is a part of a country: "the Nigerian state of", "the northern state of", not "the African state of"."""
    if said.lower() in DIRECTIONS:
        return True
    before = mentions[number - 1] if number else None
    if before is None or not before.text.endswith(said):
        return False
    owners = {gazetteer.entry(n.row).country for n in before.named}
    return any(
        entry.kind in (Kind.ADMIN1, Kind.COUNTY) and entry.country in owners
        for entry in (gazetteer.entry(n.row) for n in mentions[number].named)
    )


def is_country(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a country goes by this name."""
    return any(_is_own_name(n) and gazetteer.entry(n.row).kind == Kind.COUNTRY for n in mention.named)


def _has_own_area(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether the country has an area of its own name: "Panama province", "Djibouti region"."""
    entries = [gazetteer.entry(n.row) for n in mention.named if _is_own_name(n)]
    countries = {entry.country for entry in entries if entry.kind == Kind.COUNTRY}
    return any(entry.kind == Kind.ADMIN1 and entry.country in countries for entry in entries)


def _is_own_name(named: Named) -> bool:
    return named.how < NameKind.DEMONYM
