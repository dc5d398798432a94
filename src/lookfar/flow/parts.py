"""The parts of a country beside it: which stands out, and which is worst."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.areas import Area
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.rating import Rater
from lookfar.flow.tools import open_tools

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRating:
    """A part of a country with its security rating."""

    part: Area
    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts that some incident is known to. `shown`: those above their country's level and the worst, worst first."""

    shown: tuple[PartRating, ...] = ()
    known: int = 0

    @property
    def worst(self) -> PartRating | None:
        """None when no incident is known to any part."""
        return self.shown[0] if self.shown else None


def parts_of(country: str, level: int, *, as_of: datetime) -> Parts:
    """The parts of a country whose level is `level`: never those that no incident is known to."""
    tools = open_tools()
    rater = Rater(tools)
    found = ratings_as_of(rater.active_parts(country, as_of=as_of), as_of=as_of, rater=rater)
    rated = _worst_first([one for one in found if one.category == Headline.SECURITY.value])
    shown = [one for n, one in enumerate(rated) if n < SHOWN or int(one.level) > level]
    return Parts(shown=tuple(PartRating(part=tools.part(one.area), rating=one) for one in shown), known=len(rated))


def _worst_first(ratings: list[Rating]) -> list[Rating]:
    return sorted(ratings, key=lambda one: (-int(one.level), -one.score, one.area))
