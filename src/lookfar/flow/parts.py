"""The parts of a country beside it: which stands out, which is worst, and where what is behind its level happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.areas import Area
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Level
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.rating import Rater
from lookfar.flow.tools import open_tools
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import known_at

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRating:
    """A part of a country with its security rating."""

    part: Area
    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts that some incident is known to, `known` of them. `shown`, worst first: the worst, those above their
    country's level, and those in which an incident behind the country's level happened or may have happened.
    """

    shown: tuple[PartRating, ...] = ()
    known: int = 0

    @property
    def left_out(self) -> int:
        """How many are known and not shown."""
        return self.known - len(self.shown)

    @property
    def lowest(self) -> int:
        """The lowest level among those shown; 5 when none is."""
        return min((int(one.rating.level) for one in self.shown), default=int(Level.EXTREME))

    @property
    def worst(self) -> PartRating | None:
        """None when no incident is known to any part."""
        return self.shown[0] if self.shown else None


def parts_of(whole: Rating, *, as_of: datetime) -> Parts:
    """The parts of a country, beside its security rating `whole`: never those that no incident is known to."""
    tools = open_tools()
    rater = Rater(tools)
    found = ratings_as_of(rater.active_parts(whole.area, as_of=as_of), as_of=as_of, rater=rater)
    rated = _worst_first([one for one in found if one.category == Headline.SECURITY.value])
    behind = _behind(whole, as_of)
    shown = [one for n, one in enumerate(rated) if n < SHOWN or one.level > whole.level or one.area in behind]
    return Parts(shown=tuple(PartRating(part=tools.part(one.area), rating=one) for one in shown), known=len(rated))


def _behind(whole: Rating, as_of: datetime) -> set[str]:
    """Ids of the parts in which one of the rating's contributors happened or may have happened."""
    parts = open_tools().parts
    rows = known_at(as_of).filter(incident_id__in=[part.incident for part in whole.contributors])
    places = [INCIDENT.read(row.incident).place for row in rows]
    return {area.id for place in places if place is not None for area in parts.may_hold(place)}


def _worst_first(ratings: list[Rating]) -> list[Rating]:
    return sorted(ratings, key=lambda one: (-int(one.level), -one.score, one.area))
