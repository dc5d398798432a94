"""Names that another name places in a city: "the Shaab quarter of Baghdad", "the Afghan capital"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lookfar.reports.borderlands import placed_in_countries
from lookfar.reports.containment import km_between
from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.resolve import Sense

Read = tuple[list[Mention], list[tuple[Sense, ...]]]

_QUARTERS = r"district|quarter|suburb|neighbou?rhood|borough|ward|township"
_SITES = (
    r"church|cathedral|mosque|synagogue|temple|shrine|restaurant|caf[eé]|hotel|nightclub|club|bar|theatre|theater|mall|"
    r"market|hospital|clinic|school|college|university|prison|jail|barracks|stadium|arena|station|bridge|square|factory"
)
_PART_OF = re.compile(rf"(?:['’]s)? (?:(?:{_QUARTERS})|(?:[a-z-]+ )?(?:{_SITES})),? (?:of|in|near) (?:the )?")
_BEFORE_PART = frozenset(("the", "a", "at", "in", "of", "on", "near", "outside"))
"""A quarter or site is told after one of these: "at St George's church", but not "Moscow struck a hospital"."""
_NEAR = re.compile(
    r",? (?:near|outside|close to|(?:just |\d{1,3} ?(?:km|kilomet(?:re|er)s|miles) )?(?:(?:north|south)(?:-?(?:east|west))?|east|west) of) "
)
_OWNED = re.compile(r"['’]s (?:[a-z]+ )?")
_PART_AFTER = re.compile(rf" (?:{_QUARTERS})\b")
_QUARTER_NAME = re.compile(rf"(?:{_QUARTERS})$", re.IGNORECASE)
_IN_CITY_KM, _NEAR_KM = 60.0, 200.0
_SURE = 0.9
"""Share from which a name's own reading is kept although it says to be near a city it is far from."""

_CAPITAL = re.compile(
    r"(?:['’]s)? capital(?! (?:gains?|punishment|markets?|controls?|flows?|murder|spending|investment|cases?|crimes?)\b)"
    r"(?!,? (?:city,? )?(?:of )?[A-Z])\b"
)
_AT = frozenset(["at", "in", "outside", "inside", "near", "around", "to", "visit", "visits", "visited"])
_CAPITAL_OF = re.compile(r"\bcapital(?: city)? of (?:the )?$")


def placed_in_cities(
    text: str, mentions: Sequence[Mention], senses: Sequence[tuple[Sense, ...]], gazetteer: Gazetteer
) -> Read:
    """Mentions and readings, a country's capital or government's seat read as that city, parts of cities and countries as lying there."""
    told, read = list(mentions), list(senses)
    for number, mention in enumerate(told):
        if read[number] and (_means_capital(text, mention) or _at_seat(mention, read[number][0])):
            city = _capital(read[number][0], gazetteer)
            if city is not None:
                read[number] = (city,)
                told[number] = replace(mention, owns=False)
    for number in range(len(told) - 1):
        _place_pair(text, told, read, number)
    return told, placed_in_countries(text, told, read, gazetteer)


def _means_capital(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 24) : mention.start]
    return _CAPITAL.match(text, mention.end) is not None or (
        not mention.owns and _CAPITAL_OF.search(before) is not None
    )


def _at_seat(mention: Mention, sense: Sense) -> bool:
    """Whether something happens at a government's seat: "at the White House", but not "the White House said"."""
    where = mention.before2 if mention.before == "the" else mention.before
    return sense.how == NameKind.GOVERNMENT and where in _AT


def _capital(sense: Sense, gazetteer: Gazetteer) -> Sense | None:
    """The capital of the country a reading stands for; None for anything but a country."""
    area = gazetteer.area(sense.entry.country) if sense.entry.kind == Kind.COUNTRY else None
    if area is None or area.capital_row is None:
        return None
    return Sense(entry=gazetteer.entry(area.capital_row), how=NameKind.OFFICIAL, share=sense.share)


def _place_pair(text: str, told: Sequence[Mention], read: list[tuple[Sense, ...]], number: int) -> None:
    """Of two neighbours, the part is read as a place near the city, or as the city when none of its name is near."""
    here, following = told[number], told[number + 1]
    gap = text[here.end : following.start]
    in_city = _PART_OF.fullmatch(gap) or (gap == " of " and _QUARTER_NAME.search(here.text))
    if in_city and here.before in _BEFORE_PART:
        part, city, reach = number, number + 1, _IN_CITY_KM
    elif _NEAR.fullmatch(gap) and here.parent < 0:
        part, city, reach = number, number + 1, _NEAR_KM
    elif _OWNED.fullmatch(gap) and _PART_AFTER.match(text, following.end):
        part, city, reach = number + 1, number, _IN_CITY_KM
    else:
        return
    if not read[part] or not read[city] or read[city][0].entry.kind != Kind.CITY:
        return
    if reach == _NEAR_KM and (read[part][0].entry.kind != Kind.CITY or read[part][0].share >= _SURE):
        return
    centre = read[city][0].entry
    close = tuple(
        s for s in read[part] if km_between(s.entry, centre) <= reach and s.entry.kind in (Kind.CITY, Kind.AIRPORT)
    )
    total = sum(s.share for s in close)
    if close and total > 0:
        read[part] = tuple(replace(s, share=s.share / total) for s in close)
    elif not close:
        read[part] = read[city]
