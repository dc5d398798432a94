"""What a part of a country takes from its country: its share of people, and what is known of the country as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from lookfar.domain.areas import AreaKind
from lookfar.domain.taxonomy import Category
from lookfar.ratings.evidence import DIGITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A country by what is not known to lie in any one part of it.

    `logits`: log-odds by category, as the method of countries gives them from yearly figures, months of deaths and
    incidents known to the country only.
    """

    logits: Mapping[Category, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "logits", {c: round(value, DIGITS) for c, value in self.logits.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """The country (alpha-3) that an area is a part of; `share` in 0..1 of its people."""

    country: str
    kind: AreaKind
    share: float
    whole: Whole


def inside_out(inside: Inside) -> list[object]:
    """As it stands in a snapshot."""
    logits = {c.value: logit for c, logit in inside.whole.logits.items()}
    return [inside.country, inside.kind.value, inside.share, logits]


def inside_in(row: list[object] | None) -> Inside | None:
    """From a snapshot."""
    if row is None:
        return None
    country, kind, share, logits = row
    return Inside(
        country=str(country),
        kind=AreaKind(str(kind)),
        share=cast("float", share),
        whole=Whole(logits={Category(c): one for c, one in cast("dict[str, float]", logits).items()}),
    )
