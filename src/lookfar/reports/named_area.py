"""The one country or area a text is surely about, in which its doubtful towns are put rather than abroad."""

from __future__ import annotations

from collections.abc import Sequence

from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.found import Found, agreed_share
from lookfar.reports.place_words import LOCATIVE
from lookfar.reports.resolve import Sense

_SURE = 0.9
"""Share from which an area is surely meant, and below which a town is doubted."""
_KNOWN = 100_000
"""People of a town that is known abroad."""
_TINY = 5_000
"""People of a town too small to be known by another name."""
_LITTLE = 100_000
"""People of a town below which its other names are believed only in the country that the text is about."""


def surely_in(found: Sequence[Found]) -> tuple[Sense, ...]:
    """The area that the names of a text say it is about, the finest first, then its country; () when none or several.

    Nationality words and countries that act tell none, but another country than the area's forbids it.
    """
    kinds = (Kind.COUNTRY, Kind.ADMIN1, Kind.REGION)
    areas = [f for f in found if f.senses[0].share >= _SURE and f.entry.kind in kinds]
    countries = {f.entry.country for f in areas}
    told = [f for f in areas if _is_where(f)]
    if not told or len(countries - {""}) != 1:
        return ()
    told.sort(key=lambda f: (f.entry.kind == Kind.COUNTRY, f.mention.start))
    finest = {f.entry.row for f in told if f.entry.kind != Kind.COUNTRY}
    if len(finest) > 1:
        told = [f for f in told if f.entry.kind == Kind.COUNTRY] or told
    return told[0].senses[:1]


def _is_where(found: Found) -> bool:
    if found.beside or not found.entry.country:
        return False
    return found.entry.kind != Kind.COUNTRY or found.mention.before in LOCATIVE or found.mention.before == "of"


def is_doubtful(found: Found) -> bool:
    """Whether a town is read unsurely, or by another name of a tiny place."""
    best = found.senses[0]
    if best.entry.kind != Kind.CITY or found.mention.parent >= 0:
        return False
    if best.how == NameKind.ALTERNATE:
        return best.entry.population < _LITTLE or agreed_share(found.senses) < _SURE
    return best.entry.population < _KNOWN and agreed_share(found.senses) < _SURE


def told_by_nationality(found: Sequence[Found]) -> tuple[Sense, ...]:
    """The one country that the nationality words of a text and the countries in it speak of; () when none or several.

    It says where a tiny place lies that is called by another name: "Chadian soldiers killed in Tiné".
    """
    told = [f.senses[0] for f in found if f.is_adjective or f.entry.kind == Kind.COUNTRY]
    if len({sense.entry.country for sense in told}) != 1 or told[0].share < _SURE:
        return ()
    return (Sense(entry=told[0].entry, how=NameKind.PRIMARY, share=told[0].share),)


def is_tiny(found: Found) -> bool:
    """Whether a name is read as another name of a tiny place."""
    best = found.senses[0]
    return best.how == NameKind.ALTERNATE and best.entry.kind == Kind.CITY and best.entry.population < _TINY


def is_abroad(found: Found, area: Sense) -> bool:
    """Whether no reading lies in the country of an area."""
    return all(sense.entry.country != area.entry.country for sense in found.senses)
