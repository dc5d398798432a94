"""The areas that hold a part of a country, each with its level: what is told of them may reach the part too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lookfar.domain.areas import country_of
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.flow.tools import open_tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A country, or the first-level area a city lies in, with its security rating; None: not known at present."""

    id: str
    name: str
    rating: Rating | None

    @property
    def is_country(self) -> bool:
        return self.id == country_of(self.id)

    def is_graver_than(self, rating: Rating) -> bool:
        """Whether its level is known to stand above that of a part."""
        return self.rating is not None and self.rating.level > rating.level


def holders_of(area: str, found: Iterable[Rating]) -> tuple[Holder, ...]:
    """The areas that hold this one, the nearest first, with what is found of them; () for a country."""
    tools = open_tools()
    security = {one.area: one for one in found if one.category == Headline.SECURITY.value}
    return tuple(
        Holder(id=one, name=tools.area_name(one), rating=security.get(one)) for one in tools.parts.holders(area)
    )
