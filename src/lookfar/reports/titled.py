"""The place that a title tells, where the text tells none or only who acted, and the stand-in of title or context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lookfar.domain.places import Place, Precision
from lookfar.reports.containment import holds
from lookfar.reports.entry import NameKind
from lookfar.reports.found import Found, agreed_share, as_place, without_adjectives

_OF_ONE, _OF_SEVERAL = 0.7, 0.5
"""What a place taken from the title or context instead of the text keeps of its confidence, where those tell of one country
and of several. Of 14,000 items of Wikipedia whose text surely tells a country it is that of the heading in .72 (a country's
name .73, a nationality .72, a region .74, a city .69; 6,213 items), where the heading names several countries in .47."""
_OF_SITE = 0.5
"""The same of the town that a site is named after: "Boston Marathon"."""
_SURE = 0.5
"""Share from which a title's reading may take the scene from the text."""
_SURELY = 0.9
"""Share below which a name that a place bears beside its own is a guess."""
_LITTLE = 100_000
"""People of a town that is known by no other name."""
_FINE = (Precision.POINT, Precision.CITY, Precision.REGION)


def with_title(places: tuple[Place, ...], own: Sequence[Found], title: Sequence[Found]) -> tuple[Place, ...]:
    """The places of a text, the likeliest scene first, after the title's where that is the scene.

    It is when the text's own are all guesses or told beside the event (who acted, where it was written, where a
    journey goes), or when the text's best is a country and the title names a place within it.
    """
    told = [f for f in title if not f.beside and f.senses[0].share >= _SURE]
    if all(f.beside or _is_guess(f) for f in own):
        best = max(told, key=lambda f: f.weight, default=None)
        if best is None or any(_is_in(f, best) for f in own):
            return places
        return (as_place(best, _kept(title) * best.sure, offsets=False), *_mentioned(places, own))
    if places[0].precision is not Precision.COUNTRY:
        return places
    inside = [f for f in told if f.entry.precision in _FINE and f.entry.country == places[0].country]
    best = max(inside, key=lambda f: f.weight, default=None)
    return places if best is None else (as_place(best, best.sure, offsets=False), *places)


def _is_guess(found: Found) -> bool:
    """Whether a name is only another name of several places, or of a little one called otherwise: "the village of Mika"."""
    best = found.senses[0]
    if best.how != NameKind.ALTERNATE:
        return False
    little = best.entry.population < _LITTLE and not best.entry.is_spelled_like(found.mention.key)
    return little or agreed_share(found.senses) < _SURELY


def _is_in(found: Found, area: Found) -> bool:
    """Whether a place of the text is the title's or lies in it: the text's is as good or finer."""
    return not found.is_adjective and (found.entry.row == area.entry.row or holds(area.entry, found.entry))


def _mentioned(places: Sequence[Place], own: Sequence[Found]) -> list[Place]:
    """The places of a text as merely mentioned; a nationality alone is no place beside one."""
    adjectives = {f.mention.start for f in own if f.is_adjective}
    return [replace(place, scene=False) for place in places if place.start not in adjectives]


def stand_in(title: Sequence[Found], context: Sequence[Found], sited: Sequence[Found] = ()) -> tuple[Place, ...]:
    """The best place of the title, of the sites that are named and of the context, weaker and without offsets; () when there is none."""
    found = [*title, *sited, *context]
    if not found:
        return ()
    best = max(without_adjectives(found), key=lambda f: f.weight)
    kept = _OF_SITE if best in sited else _kept(found)
    return (as_place(best, kept * best.senses[0].share, offsets=False),)


def _kept(found: Sequence[Found]) -> float:
    return _OF_ONE if len({one.entry.country for one in found}) == 1 else _OF_SEVERAL
