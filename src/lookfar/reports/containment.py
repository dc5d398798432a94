"""Which place lies in which, and where a text says so: "Paris, Texas", "Tripoli in northern Lebanon"."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from lookfar.reports.area_words import AREA_WORDS
from lookfar.reports.entry import Entry, Kind, NameKind, prominence
from lookfar.reports.gazetteer import Gazetteer, Named
from lookfar.reports.mention import Mention
from lookfar.reports.place_words import SITES

_LIST_GAP = re.compile(r",? (?:and |or )?(?:the |in )?|, ?")
_CLOSE = re.compile(
    rf"(?: (?:{AREA_WORDS}|[Ii]slands?))?,[ \u00a0]?| \(| (?:{AREA_WORDS}|area|village|town) of (?:the )?"
)
_WITHIN = re.compile(
    rf" (?:{AREA_WORDS}|part) of (?:the )?|(?: (?:{AREA_WORDS}))?,?[ \u00a0](?:in |on )?(?:the )?(?:far |extreme )?(?:(?:north|south|east|west|central|mid)\w*[- ]?(?:eastern|western)?,?"
    r"(?: (?:of|part of|coast of|province of|state of|region of))?[ \u00a0])?(?:the )?(?:(?:[a-z]+-)?(?:occupied|held|controlled|administered) )?",
    re.IGNORECASE,
)
"""What stands between a place and the area it is said to be in, when more than a comma does."""
_SITE_IN = re.compile(
    rf"(?: [\w'-]+){{0,2}} (?:{'|'.join(sorted(SITES))})(?: (?:in|on) |, )(?:the )?(?:\w+ern )?", re.IGNORECASE
)
"""What stands between a town and the area in which a site of the town is said to be: "Abha airport in Saudi Arabia"."""
_OPENING = re.compile(r"(?:^|[.!?][\"”]?\s)(?:In|At|Near|Outside|Off|Over|Around|From)(?: [a-z]+){0,2} $")

SAYS_WHOSE = re.compile(rf"['’]s (?:[\w-]*(?:ern|central) )?| (?:[\w-]*ern )?(?:{AREA_WORDS}) of (?:the )?")
"""What stands between a country and a part of it: "Ukraine's Kherson", "the U.S. state of Oklahoma"."""
_CLOSED = re.compile(r"$|[.,;:)]| (?:on|in|at) ")
"""What follows a country that a comma put behind an area, not one that acts: "Kursk region, Ukraine said"."""
_LIST_GOES_ON = re.compile(r"(?:, (?:the )?[A-Z][^,.;:]{1,40})*,? (?:and|or) (?:the )?[A-Z]")
_GREAT = 1_000_000
"""People of a city that is known without its country."""


def holds(area: Entry, entry: Entry) -> bool:
    """Whether an area contains a place, by country and first-level area, or by distance for a region."""
    if area.row == entry.row:
        return False
    match area.kind:
        case Kind.COUNTRY:
            return entry.country == area.country and entry.kind != Kind.COUNTRY
        case Kind.ADMIN1:
            if entry.kind == Kind.REGION:
                return entry.country == area.country and km_between(area, entry) <= area.radius_km * 1.5
            return entry.admin1_row == area.row
        case Kind.COUNTY:
            near = km_between(area, entry) <= area.radius_km * 1.5 + 10
            return entry.kind == Kind.CITY and entry.admin1_row == area.admin1_row and near
        case Kind.REGION:
            return entry.kind != Kind.COUNTRY and km_between(area, entry) <= area.radius_km * 1.3
        case _:
            return False


def km_between(a: Entry, b: Entry) -> float:
    """Distance on a plane at the middle latitude; good enough to compare."""
    east = ((b.lon - a.lon + 180) % 360 - 180) * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(east, b.lat - a.lat) * 111.2


def contained(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Mentions with `parent` set where the next one is an area that may hold it.

    After a comma, "Paris, Texas", that is believed; in "Tripoli in northern Lebanon" when the area has such a place.
    """
    linked = list(mentions)
    narrowed: dict[str, tuple[Named, ...]] = {}
    for number in range(len(mentions) - 1):
        here, following = mentions[number], mentions[number + 1]
        gap = text[here.end : following.start]
        close = _CLOSE.fullmatch(gap) is not None
        within = _WITHIN.fullmatch(gap) or _SITE_IN.fullmatch(gap)
        if not close and not (within and _fits(here, following, gazetteer)):
            continue
        if not any(_is_area(n, gazetteer) for n in following.named):
            continue
        fits = _fits(here, following, gazetteer)
        if not fits and (_stands_alone(text, here, following, gazetteer) or _ends_opening(text, here, following)):
            continue
        if number + 2 < len(mentions) and _is_list(text, here, following, mentions[number + 2], gazetteer):
            continue
        if not fits and gap[0] == "," and (upper := _upper(following, gazetteer)):
            narrowed[following.key] = upper
        linked[number] = replace(linked[number], parent=number + 1, worth=linked[number].worth + 3.0)
        linked[number + 1] = replace(linked[number + 1], worth=linked[number + 1].worth + 2.0)
    linked = (
        [replace(m, named=narrowed[m.key]) if m.key in narrowed else m for m in linked] if narrowed else linked
    )
    return _owned(text, linked, gazetteer)


def _owned(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Mentions with `parent` set where a country owns them: "Zambia's Eastern Province", "Spain's León province"."""
    owned = list(mentions)
    for number in range(1, len(mentions)):
        owner, here = mentions[number - 1], mentions[number]
        if here.parent >= 0 or not SAYS_WHOSE.fullmatch(text[owner.end : here.start]):
            continue
        countries = [n for n in owner.named if gazetteer.entry(n.row).kind == Kind.COUNTRY]
        if countries and (here.area or _fits(here, owner, gazetteer)):
            owned[number] = replace(here, parent=number - 1)
    return owned


def _upper(area: Mention, gazetteer: Gazetteer) -> tuple[Named, ...]:
    """The countries and first-level areas that "New Hope, Jamaica" may mean when none of its readings has a New Hope.

    () when a city of that name is better known: "Chelsea, Manchester".
    """
    kinds = (Kind.COUNTRY, Kind.ADMIN1)
    upper = tuple(n for n in area.named if _is_area(n, gazetteer) and gazetteer.entry(n.row).kind in kinds)
    best = max(prominence(gazetteer.entry(n.row)) for n in area.named)
    known = max((prominence(gazetteer.entry(n.row)) for n in upper), default=-math.inf) >= best - 1.0
    return upper if known else ()


def _ends_opening(text: str, here: Mention, following: Mention) -> bool:
    """Whether the comma ends an opening, and the country begins the clause: "In Erbil, Turkey bombed"."""
    return (
        text[following.end : following.end + 1] != ","
        and _OPENING.search(text, max(0, here.start - 40), here.start) is not None
    )


def _fits(here: Mention, area: Mention, gazetteer: Gazetteer) -> bool:
    inner = [gazetteer.entry(n.row) for n in here.named]
    outer = [gazetteer.entry(n.row) for n in area.named if _is_area(n, gazetteer)]
    return any(holds(o, i) for o in outer for i in inner)


def _stands_alone(text: str, here: Mention, following: Mention, gazetteer: Gazetteer) -> bool:
    """Whether no comma puts this name in the next: an area or country, one of a list of equals, or before an owner.

    "Osaka, Argentina and Brazil agree" and "in Mogadishu, Turkey's largest base", but "Santo Domingo, Ecuador".
    """
    if here.area and text[here.end : following.start] != ", " and _CLOSED.match(text, following.end):
        return following.owns  # "Isabela province, Philippines," when the gazetteer has no such province there
    if following.owns or here.area or any(_is_wide(n, gazetteer) for n in here.named):
        return True
    entries = [gazetteer.entry(n.row) for n in here.named if n.how <= NameKind.OFFICIAL]
    equal = any(e.kind == Kind.ADMIN1 or (e.kind == Kind.CITY and e.population >= _GREAT) for e in entries)
    return equal and _LIST_GOES_ON.match(text, following.end, following.end + 150) is not None


def _is_wide(named: Named, gazetteer: Gazetteer) -> bool:
    return gazetteer.entry(named.row).kind in (Kind.COUNTRY, Kind.REGION)


def _is_list(text: str, first: Mention, second: Mention, third: Mention, gazetteer: Gazetteer) -> bool:
    """Whether "A, B and C" names three places rather than A inside B; in "Boni, Mopti, Mali" B lies in C."""
    if text[second.end : third.start] == ", " and _is_area_in(second, third, gazetteer):
        return False
    if _LIST_GAP.fullmatch(text[second.end : third.start]) is None:
        return False
    entries = [gazetteer.entry(n.row) for n in second.named if n.how <= NameKind.OFFICIAL]
    best = max((prominence(e) for e in entries), default=0.0)
    has_town = any(e.kind == Kind.CITY and prominence(e) > best - 2.0 for e in entries)
    return has_town or any(gazetteer.entry(n.row).kind == Kind.COUNTRY for n in first.named)


def _is_area_in(second: Mention, third: Mention, gazetteer: Gazetteer) -> bool:
    countries = {e.country for e in (gazetteer.entry(n.row) for n in third.named) if e.kind == Kind.COUNTRY}
    areas = (gazetteer.entry(n.row) for n in second.named if n.how <= NameKind.OFFICIAL)
    return any(e.kind == Kind.ADMIN1 and e.country in countries for e in areas)


def _is_area(named: Named, gazetteer: Gazetteer) -> bool:
    if named.how in (NameKind.DEMONYM, NameKind.GOVERNMENT):
        return False
    return gazetteer.entry(named.row).kind in (Kind.COUNTRY, Kind.ADMIN1, Kind.REGION, Kind.COUNTY)
