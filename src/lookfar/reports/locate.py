"""Places of a text: which, where, how sure, and which of them is the scene."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lookfar.domain.geo import Point
from lookfar.domain.places import Candidate, Place, Precision
from lookfar.reports.bare import Bare
from lookfar.reports.city_parts import placed_in_cities
from lookfar.reports.containment import holds
from lookfar.reports.entry import NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.mentions import find_mentions, spans_as_mentions
from lookfar.reports.resolve import Sense, resolve
from lookfar.reports.scene import scene_weight

RUNNERS_UP = 4
_OUTER = 3
"""Readings of the area that hold a place: "Lac-Megantic, Quebec" is in the province, whatever the city weighs."""
LONGEST_CONTEXT = 2_000
"""Characters of title and context that are read."""
FALLBACK = 0.5
"""A place taken from the title or context instead of the text has this much of its confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    mention: Mention
    senses: tuple[Sense, ...]
    weight: float


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
    around = [m for extra in (title, context) for m in _outside(extra, gazetteer)]
    kept = [m for m in own if m.worth > 0 or spans is not None]
    kept = _relinked(own, kept)
    shift = len(kept)
    everything = kept + [replace(m, parent=-1) for m in around]
    senses = resolve(everything, gazetteer)
    kept, senses[:shift] = placed_in_cities(text, kept, senses[:shift], gazetteer)
    found = [
        _Found(mention=m, senses=s, weight=scene_weight(text, m, s[0].entry, s[0].how))
        for m, s in zip(kept, senses, strict=False)
        if s
    ]
    if spans is None:
        found = _without_adjectives(found)
    if found:
        places = _places(text, found, kept, senses, gazetteer)
        unknown = [m for m, s in zip(kept, senses, strict=False) if not s] if spans is not None else []
        return (*places, *_somewhere(unknown, places, gazetteer))
    return _fallback(title, context, everything[shift:], senses[shift:])


def _relinked(all_mentions: list[Mention], kept: list[Mention]) -> list[Mention]:
    """Parents renumbered after unlikely mentions were dropped."""
    if len(all_mentions) == len(kept):
        return kept
    number = {id(m): n for n, m in enumerate(kept)}
    return [m if m.parent < 0 else replace(m, parent=number.get(id(all_mentions[m.parent]), -1)) for m in kept]


def _outside(text: str, gazetteer: Gazetteer) -> list[Mention]:
    found = find_mentions(text[:LONGEST_CONTEXT], gazetteer) if text else []
    return [replace(m, outside=True) for m in found if m.worth > 0]


def _is_adjective(found: _Found) -> bool:
    return found.senses[0].how in (NameKind.DEMONYM, NameKind.GOVERNMENT)


def _without_adjectives(found: list[_Found]) -> list[_Found]:
    places = [f for f in found if not _is_adjective(f)]
    if places:
        return places
    return sorted(found, key=lambda f: (-f.weight, f.mention.start))[:1]


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


def _levelled(text: str, found: list[_Found]) -> list[_Found]:
    """Members of a list weigh what its first member weighs: "in Odesa, Kherson and Mariupol"."""
    levelled: list[_Found] = []
    for here in sorted(found, key=lambda f: f.mention.start):
        if levelled and text[levelled[-1].mention.end : here.mention.start] in _LISTED:
            before = levelled[-1]
            if before.mention.parent < 0 and before.senses[0].entry.precision is here.senses[0].entry.precision:
                here = replace(here, weight=max(here.weight, before.weight - 0.01))  # noqa: PLW2901
        levelled.append(here)
    return levelled


def _places(
    text: str,
    found: list[_Found],
    kept: list[Mention],
    senses: list[tuple[Sense, ...]],
    gazetteer: Gazetteer,
) -> tuple[Place, ...]:
    parents = {id(kept[f.mention.parent]) for f in found if f.mention.parent >= 0}
    weighed = [replace(f, weight=f.weight - 1.5) if id(f.mention) in parents else f for f in found]
    weighed = _levelled(text, weighed)
    best = max(f.weight for f in weighed)
    bar = min(best, max(0.5, best - 0.8))
    places = []
    for f in weighed:
        outer = senses[f.mention.parent] if f.mention.parent >= 0 else ()
        places.append((f.weight, _place(f, outer, gazetteer, f.weight >= bar)))
    places.sort(key=lambda pair: (-pair[0], pair[1].start))
    return tuple(place for _, place in places)


def _place(found: _Found, outer: tuple[Sense, ...], gazetteer: Gazetteer, scene: bool) -> Place:  # noqa: FBT001
    best = found.senses[0]
    entry, mention = best.entry, found.mention
    sure = agreed_share(found.senses) / (1.0 + math.exp(-mention.worth))
    if best.how in (NameKind.DEMONYM, NameKind.GOVERNMENT):
        sure *= 0.5
    place = Place(
        name=entry.name,
        point=Point(lon=entry.lon, lat=entry.lat),
        radius_km=max(1.0, entry.radius_km),
        country=entry.country,
        precision=entry.precision,
        confidence=round(min(0.99, sure), 3),
        admin1=entry.admin1,
        kind=_kind_word(best),
        geonames_id=entry.geonames_id,
        scene=scene,
        start=mention.start,
        end=mention.end,
        text=mention.text,
        others=tuple(_candidate(s) for s in found.senses[1 : 1 + RUNNERS_UP] if s.share >= 0.001),
    )
    if outer and not any(holds(o.entry, s.entry) for o in outer[:_OUTER] for s in found.senses):
        return _inside_unknown(place, outer[0], gazetteer)
    return place


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


def agreed_share(senses: tuple[Sense, ...]) -> float:
    """The best reading's share, with those of the areas it lies in: a city and its namesake province agree."""
    best = senses[0].entry
    return senses[0].share + sum(s.share for s in senses[1:6] if s.share > 0.01 and holds(s.entry, best))


def _kind_word(sense: Sense) -> str:
    if sense.how in (NameKind.DEMONYM, NameKind.GOVERNMENT):
        return sense.how.name.lower()
    return sense.entry.kind.word


def _candidate(sense: Sense) -> Candidate:
    e = sense.entry
    return Candidate(name=e.name, country=e.country, lon=e.lon, lat=e.lat, confidence=round(sense.share, 3))


def _fallback(
    title: str, context: str, mentions: Sequence[Mention], senses: Sequence[tuple[Sense, ...]]
) -> tuple[Place, ...]:
    """The best place of the title and context, weaker and without offsets; () when there is none."""
    found = [
        _Found(mention=m, senses=s, weight=scene_weight(title or context, m, s[0].entry, s[0].how))
        for m, s in zip(mentions, senses, strict=True)
        if s
    ]
    if not found:
        return ()
    best = max(_without_adjectives(found), key=lambda f: f.weight)
    sense = best.senses[0]
    sure = FALLBACK * sense.share * (0.5 if _is_adjective(best) else 1.0)
    place = Place(
        name=sense.entry.name,
        point=Point(lon=sense.entry.lon, lat=sense.entry.lat),
        radius_km=max(1.0, sense.entry.radius_km),
        country=sense.entry.country,
        precision=sense.entry.precision,
        confidence=round(sure, 3),
        admin1=sense.entry.admin1,
        kind=_kind_word(sense),
        geonames_id=sense.entry.geonames_id,
        text=best.mention.text,
        others=tuple(_candidate(s) for s in best.senses[1 : 1 + RUNNERS_UP] if s.share >= 0.001),
    )
    return (place,)
