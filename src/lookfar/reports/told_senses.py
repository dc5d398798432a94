"""Which place a name means where the other names of a text say so; counted over news, it tells what a bare name means."""

from __future__ import annotations

from collections.abc import Iterator

from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mentions import find_mentions, likely
from lookfar.reports.resolve import Sense, resolve

SURE = 0.8
"""Share from which the readings in one country are taken for it; Bali, the island and the province, share a name."""
_STATE = 0.01
"""Share above which a city may be meant by its country's name."""
TELLING = 0.9
"""Share from which another name tells the country of this one."""


def told_senses(text: str, gazetteer: Gazetteer) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """Folded name and identity of the entry meant, once each, of names with several readings that others of the text tell.

    Another name tells it when it is surely in the same country: "Tripoli" beside "Lebanon" or "Beirut".
    """
    mentions = likely(find_mentions(text, gazetteer))
    found: dict[str, Sense] = {}
    countries: dict[str, set[str]] = {}
    for mention, senses in zip(mentions, resolve(mentions, gazetteer), strict=True):
        if not senses:
            continue
        best = senses[0]
        if best.share >= TELLING and best.entry.country:
            countries.setdefault(best.entry.country, set()).add(mention.key)
        at_home = sum(s.share for s in senses if s.entry.country == best.entry.country)
        if _is_choice(senses) and at_home >= SURE and best.how < NameKind.DEMONYM:
            found.setdefault(mention.key, best)
    for key, sense in found.items():
        if countries.get(sense.entry.country, set()) - {key}:
            yield key, sense.entry.identity


def _is_choice(senses: tuple[Sense, ...]) -> bool:
    """Whether a name may mean several places, and not a country and a city of it that is named alike: Singapore."""
    best = senses[0].entry
    kinds = {sense.entry.kind for sense in senses if sense.entry.country == best.country and sense.share > _STATE}
    return len(senses) > 1 and not {Kind.COUNTRY, Kind.CITY} <= kinds
