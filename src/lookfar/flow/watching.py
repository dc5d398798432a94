"""How every area is watched by the sources as they are heard as of a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from lookfar import sources
from lookfar.domain.areas import country_of
from lookfar.domain.ids import SourceId
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import BLOCKS, Block, Category, Headline
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.flow.listened import Listened
from lookfar.flow.remembered import MEMORY, Known
from lookfar.ratings.coverage import UNINHABITED, Listening, Watch, combine, doubts, listening
from lookfar.ratings.headlines import WORST_LAST, headline_coverage
from lookfar.records import feeds
from lookfar.records.countries_told import kinds_told_of

_UNHEARD = "no source that reports on this is heard"
_CATEGORIES = frozenset(category.value for category in Category)
MEMBERS: dict[str, tuple[Category, ...]] = {
    **{category.value: (category,) for category in Category},
    Headline.SECURITY.value: BLOCKS[Block.VIOLENCE],
    Headline.HEALTH.value: (Category.HEALTH,),
    Headline.HAZARD.value: (Category.HAZARD,),
    Headline.INFRASTRUCTURE_TRANSPORT.value: (Category.INFRASTRUCTURE, Category.TRANSPORT),
}
"""The categories that a rating is heard through, as every method has it."""


def heard_as_of(as_of: datetime, listened: Listened | None = None) -> list[Listening]:
    """Every source as it was heard as of a time; with `listened`, when it was heard before, too."""
    known = sources.known()
    spans = {} if listened is None else listened.at(as_of)
    states = feeds.heard_all(list(known), as_of=as_of)
    return [
        listening(
            module.SOURCE,
            last_contact=states[name].contact,
            newest=states[name].newest,
            oldest=states[name].oldest,
            as_of=as_of,
            spans=spans.get(name, ()),
        )
        for name, module in known.items()
    ]


def states_of(heard: Iterable[Listening]) -> dict[SourceId, Coverage]:
    """Each source's coverage."""
    return {one.source: one.coverage for one in heard}


class Watching:
    """Watches of areas as of a time; computed once for each set of sources that reported a category.

    Of whom nothing is said of who told of an area, that is read from the records, of those alone that fell silent.
    """

    def __init__(self, heard: Sequence[Listening], *, as_of: datetime) -> None:
        self._heard, self._as_of = heard, as_of
        self._silent = {
            one.source
            for one in heard
            if one.coverage is Coverage.BLIND and one.until is not None and not one.historic
        }
        self._others = frozenset(one.source for one in heard) - self._silent
        self._local = UNINHABITED.union(*(one.countries for one in heard))
        self._found: dict[tuple[str, Category, frozenset[SourceId]], Watch] = {}
        self._kinds_told: dict[SourceId, set[tuple[str, Category]]] = {}

    def of(self, area: str, known: Sequence[Known]) -> dict[Category, Watch]:
        """By category; `known`: what was told of the area in the time that counts."""
        by_category: dict[Category, set[SourceId]] = {}
        for one in known:
            by_category.setdefault(one.evidence.category, set()).update(one.sources)
        return {category: self._watch(area, category, by_category.get(category, ())) for category in Category}

    def holds(self, ratings: Iterable[Rating]) -> bool:
        """Whether these still say how their categories are heard, whatever those who are heard have told of them."""
        return all(
            one.coverage in self._possible(country_of(one.area), Category(one.category))
            for one in ratings
            if one.category in _CATEGORIES
        )

    def why(self, rating: Rating) -> tuple[str, ...]:
        """Why silence is no proof of calm, in sentences; empty when the rating says that all was heard."""
        if rating.coverage in (Coverage.COVERED, Coverage.QUIET):
            return ()
        area = country_of(rating.area)
        found = (
            said
            for one in MEMBERS[rating.category]
            for said in doubts(area, one, self._heard, self._told(area, one) | self._others)
        )
        return tuple(dict.fromkeys(found))

    def heard_now(self, rating: Rating) -> Rating:
        """An older rating with the coverage as it is now, or its own when that was worse; no level where nobody is heard."""
        area = country_of(rating.area)
        now = {
            one: self._watch(area, one, self._told(area, one) | self._others).coverage
            for one in MEMBERS[rating.category]
        }
        worst = headline_coverage([*now], now)
        if WORST_LAST[worst] <= WORST_LAST[rating.coverage]:
            return rating
        heard = replace(rating, coverage=worst)
        if worst is not Coverage.BLIND:
            return heard
        return replace(heard, level=Level.NOT_ENOUGH_DATA, reasons=(_UNHEARD,), outlook=None)

    def _possible(self, area: str, category: Category) -> set[Coverage]:
        told = self._told(area, category)
        return {self._watch(area, category, by).coverage for by in (told, told | self._others)}

    def _told(self, area: str, category: Category) -> frozenset[SourceId]:
        """Whoever fell silent and told of this, in the time that counts."""
        return frozenset(one for one in self._silent if (area, category) in self._kinds(one))

    def _kinds(self, source: SourceId) -> set[tuple[str, Category]]:
        if source not in self._kinds_told:
            self._kinds_told[source] = kinds_told_of(source, since=self._as_of - MEMORY, until=self._as_of)
        return self._kinds_told[source]

    def _watch(self, area: str, category: Category, reporting: Iterable[SourceId]) -> Watch:
        key = (area if area in self._local else "", category, frozenset(reporting))
        if key not in self._found:
            self._found[key] = combine(area, category, self._heard, key[2])
        return self._found[key]
