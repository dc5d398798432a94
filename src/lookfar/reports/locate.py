"""Places of a text: which, where, how sure, and which of them is the scene."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lookfar.domain.geo import Point
from lookfar.domain.places import Place, Precision
from lookfar.reports.at_home import placed_at_home
from lookfar.reports.bare import Bare
from lookfar.reports.city_parts import placed_in_cities
from lookfar.reports.containment import SAYS_WHOSE, holds, km_between
from lookfar.reports.entry import NameKind
from lookfar.reports.found import Found, as_place, found_in, without_adjectives
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.mentions import find_mentions, likely, sites, spans_as_mentions
from lookfar.reports.named_area import is_abroad, is_doubtful, is_tiny, surely_in, told_by_nationality
from lookfar.reports.place_words import SCENE_WEIGHT
from lookfar.reports.resolve import Sense, resolve
from lookfar.reports.titled import stand_in, with_title

_OUTER = 3
"""Readings of the area that hold a place: "Lac-Megantic, Quebec" is in the province, whatever the city weighs."""
_BESIDE_KM = 150.0
"""A town so near the middle of the area it is said to be in is itself, in the area beside."""
_TITLED = 1.0
"""Logit units, by judgement: a place that the title names too is likelier the scene."""
LONGEST_CONTEXT = 2_000
"""Characters of title and context that are read."""


def locate(
    text: str,
    gazetteer: Gazetteer,
    *,
    context: str = "",
    title: str = "",
    spans: Sequence[tuple[int, int]] | None = None,
) -> tuple[Place, ...]:
    """Places named in the text, the likeliest scene first, with offsets into `text`.

    `title` and `context` inform the choice; when the text names no place, the best one of theirs stands
    in with less confidence and without offsets. With `spans` exactly those are resolved, one place each; one
    that the gazetteer does not know is put, unsurely, somewhere in the country of most others.
    Nationality words and governments count only when nothing better is there. Names are read
    as they are seen (`bare`); offsets stay those of the text as given.
    """
    bare = Bare(text)
    title, context = Bare(title).text, Bare(context[:LONGEST_CONTEXT]).text
    inner = None if spans is None else [bare.inside(start, end) for start, end in spans]
    told = None if inner is None else [(start, end) for start, end in inner if start < end]
    found = _locate(bare.text, gazetteer, context, title, told)
    if spans is None or inner is None:
        return tuple(map(bare.place, found))
    at = {(place.start, place.end): place for place in found}
    given = [(span, at[short]) for span, short in zip(spans, inner, strict=True) if short in at]
    return tuple(replace(place, start=s, end=e, text=text[s:e]) for (s, e), place in given)


def _locate(
    text: str, gazetteer: Gazetteer, context: str, title: str, spans: Sequence[tuple[int, int]] | None
) -> tuple[Place, ...]:
    own = find_mentions(text, gazetteer) if spans is None else spans_as_mentions(text, spans, gazetteer)
    kept = own if spans is not None else likely(own)
    headed, around = read_names(title, gazetteer), read_names(context, gazetteer)
    senses = resolve([*kept, *headed, *around], gazetteer)
    shift = len(kept) + len(headed)
    headed, ahead = placed_in_cities(title, headed, senses[len(kept) : shift], gazetteer)
    of_title = found_in(title, headed, placed_at_home(title, headed, ahead, gazetteer))
    kept, read = placed_in_cities(text, kept, senses[: len(kept)], gazetteer)
    read = placed_at_home(text, kept, read, gazetteer, title=title, headed=headed, of_title=ahead)
    told = found_in(text, kept, read)
    found = without_adjectives(told) if spans is None else told
    if not found:
        sited = _in_sites(text, own, gazetteer) or _in_sites(title, find_mentions(title, gazetteer), gazetteer)
        return stand_in(of_title, found_in(context, around, senses[shift:]), sited)
    area = surely_in([*told, *of_title]) if any(map(is_doubtful, found)) else ()
    area = area or (told_by_nationality([*told, *of_title]) if all(map(is_tiny, found)) else ())
    titled = frozenset(f.entry.row for f in of_title if not f.beside)
    found = [replace(f, weight=f.weight + _TITLED) if f.entry.row in titled else f for f in found]
    places = _places(text, found, kept, read, area, gazetteer)
    if spans is None:
        return with_title(places, found, of_title)
    unknown = [m for m, s in zip(kept, read, strict=True) if not s]
    return (*places, *_somewhere(unknown, places, gazetteer))


def read_names(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """The names in a title, heading or neighbouring text, which bear on the places of another text."""
    found = find_mentions(text[:LONGEST_CONTEXT], gazetteer) if text else []
    return [replace(m, outside=True, parent=-1) for m in found if m.worth > 0]


def _in_sites(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Found]:
    """The towns of the sites that a text names: "Manchester Arena"."""
    named = sites(mentions)
    return found_in(text, named, resolve(named, gazetteer))


def _somewhere(unknown: Sequence[Mention], places: Sequence[Place], gazetteer: Gazetteer) -> Iterator[Place]:
    """Names said to be places that the gazetteer lacks: in the country of most others of the text, or none."""
    mass: dict[str, float] = {}
    for place in places:
        mass[place.country] = mass.get(place.country, 0.0) + place.confidence
    country = max(mass, key=lambda code: (mass[code], code), default="")
    area = gazetteer.country_place(country) if country else None
    if area is None:
        return
    there = sorted((p for p in places if p.country == country), key=lambda p: p.start)
    starts = [p.start for p in there]
    for mention in unknown:
        at = bisect_left(starts, mention.start)
        nearest = min(there[max(0, at - 1) : at + 1], key=lambda p: abs(p.start - mention.start))
        fine = nearest.precision in (Precision.CITY, Precision.POINT, Precision.REGION)
        yield Place(
            name=mention.text,
            point=nearest.point if fine else area.point,
            radius_km=max(area.radius_km, nearest.radius_km),
            country=country,
            precision=Precision.COUNTRY,
            confidence=round(0.5 * mass[country] / max(sum(mass.values()), 1e-9), 3),
            kind="unknown",
            start=mention.start,
            end=mention.end,
            text=mention.text,
        )


_LISTED = (", ", " and ", ", and ", " or ", ", in ", " and in ", ", and in ")


def _levelled(text: str, found: list[Found]) -> list[Found]:
    """Members of a list weigh what its first member weighs, and what an area owns no less than the area does.

    "In Odesa, Kherson and Mariupol"; "in Ukraine's Kherson".
    """
    levelled: list[Found] = []
    for here in sorted(found, key=lambda f: f.mention.start):
        before = levelled[-1] if levelled else None
        weight = here.weight
        if before is not None:
            between = text[before.mention.end : here.mention.start]
            if between in _LISTED and before.mention.parent < 0 and before.entry.precision is here.entry.precision:
                weight = max(weight, before.weight - 0.01)
            elif SAYS_WHOSE.fullmatch(between) and holds(before.entry, here.entry):
                led = SCENE_WEIGHT.get(before.mention.before, 0.0)
                weight = max(weight, before.weight + 0.01, weight + led)
        levelled.append(replace(here, weight=weight))
    return levelled


def _inner_first(found: list[Found], kept: list[Mention]) -> list[Found]:
    """A place weighs no less than the area it is said to be in: "Blue Nile state in Sudan"."""
    of = {id(f.mention): f.weight for f in found}
    outer = {id(f): of.get(id(kept[f.mention.parent]), -math.inf) for f in found if f.mention.parent >= 0}
    return [replace(f, weight=max(f.weight, outer.get(id(f), -math.inf) + 0.01)) for f in found]


def _places(
    text: str,
    found: list[Found],
    kept: list[Mention],
    senses: list[tuple[Sense, ...]],
    area: tuple[Sense, ...],
    gazetteer: Gazetteer,
) -> tuple[Place, ...]:
    parents = {id(kept[f.mention.parent]) for f in found if f.mention.parent >= 0}
    weighed = [replace(f, weight=f.weight - 1.5) if id(f.mention) in parents else f for f in found]
    weighed = _levelled(text, _inner_first(weighed, kept))
    best = max(f.weight for f in weighed)
    bar = min(best, max(0.5, best - 0.8))
    places = []
    for f in weighed:
        outer = senses[f.mention.parent] if f.mention.parent >= 0 else ()
        if area and is_doubtful(f) and is_abroad(f, area[0]):
            outer = area
        places.append((f.weight, _place(f, outer, gazetteer, f.weight >= bar)))
    places.sort(key=lambda pair: (-pair[0], pair[1].start))
    return tuple(place for _, place in places)


def _place(found: Found, outer: tuple[Sense, ...], gazetteer: Gazetteer, scene: bool) -> Place:  # noqa: FBT001
    place = replace(as_place(found, found.sure, offsets=True), scene=scene)
    if not outer or any(holds(o.entry, s.entry) for o in outer[:_OUTER] for s in found.senses):
        return place
    if found.entry.country == outer[0].entry.country and km_between(found.entry, outer[0].entry) < _BESIDE_KM:
        return place
    return _inside_unknown(place, outer[0], gazetteer)


def _inside_unknown(place: Place, outer: Sense, gazetteer: Gazetteer) -> Place:
    """ "Astana, Egypt" when Egypt has no Astana in the gazetteer: somewhere in Egypt, not the namesake."""
    country = gazetteer.country_place(outer.entry.country)
    if country is None or outer.how == NameKind.DEMONYM or place.precision is Precision.COUNTRY:
        return place
    return replace(
        place,
        point=Point(lon=outer.entry.lon, lat=outer.entry.lat),
        radius_km=outer.entry.radius_km,
        country=outer.entry.country,
        precision=outer.entry.precision,
        confidence=round(place.confidence * 0.5, 3),
        admin1=outer.entry.admin1,
        geonames_id=None,
        name=place.text,
    )
