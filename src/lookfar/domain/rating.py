"""The threat level of an area for a category as of a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor

from lookfar.domain.ids import IncidentId, RatingId
from lookfar.domain.taxonomy import BLOCKS, Block, Headline
from lookfar.domain.vocabulary import Coverage, Level

_WITHOUT_DISCOUNT = "pressure_2026"
"""The first method, whose security score took its five categories alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """An incident's part in a rating; `share` in 0..1 of the recent harm told of there: of its category, or of all
    categories of the headline, which says nothing of how far the score moved by it.
    """

    incident: IncidentId
    share: float
    title: str
    happened: datetime
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How many relevant incidents the next `days` days bring: the mean, and the 80 % interval `low`..`high`.

    Relevant: believed to be of this area and this category by at least one half.
    """

    days: int
    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Level 0-5 over a score 0-100 with an 80 % interval `low`..`high`.

    `area`: alpha-3. `category`: a Category or Headline value. `method`: file and its hash.
    `snapshot`: SHA-256 of the canonical JSON of the inputs. `reasons`: floors, hysteresis, abstention.
    At level 0 the numbers are the prior's alone and are not shown. `streak`: daily runs in a row that
    spoke for `streak_level`, which is not in force yet. `outlook`: None for headlines, at level 0 and
    from a method that gives none.
    """

    id: RatingId
    area: str
    category: str
    as_of: datetime
    level: Level
    score: float
    low: float
    high: float
    coverage: Coverage
    method: str
    snapshot: str
    contributors: tuple[Contributor, ...]
    reasons: tuple[str, ...] = ()
    prior_level: Level | None = None
    streak: int = 0
    streak_level: Level | None = None
    outlook: Outlook | None = None


def interval_words(rating: Rating) -> str:
    """The score and its interval in whole points, the ends rounded outwards so that a doubt is never rounded away.

    "62 (54-71)"; "unknown" at level 0, which has no points and no interval.
    """
    if rating.level is Level.NOT_ENOUGH_DATA:
        return "unknown"
    return f"{rating.score:.0f} ({floor(rating.low)}-{ceil(rating.high)})"


def share_words(share: float) -> str:
    """What a contributor's share is a share of.

    >>> share_words(0.374)
    '37 % of the recent harm told of here'
    """
    return f"{share * 100:.0f} % of the recent harm told of here"


def rests_on(rating: Rating) -> str:
    """What the security score rests on beside the shares of its contributors, as a sentence; "" for other ratings."""
    if rating.category != Headline.SECURITY.value or rating.method.partition("@")[0] == _WITHOUT_DISCOUNT:
        return ""
    return (
        "The headline’s score rests on armed conflict; terrorism, unrest, crime, kidnap and the state of the country "
        "move it only where they are extreme or killed many, so an incident can be much of the harm and move it by "
        "nothing."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """One line of the change log: why a level moved; hash-chained by `previous`."""

    area: str
    category: str
    at: datetime
    before: Level | None
    after: Level
    reason: str
    rating: RatingId
    contributors: tuple[Contributor, ...]


def graver_than(headline: Rating, ratings: Iterable[Rating]) -> list[Rating]:
    """Categories of violence and of the state whose level is above the headline's, the gravest first.

    The headline is fitted to deaths: unrest or crime that kills few, or a coup, may stand high above it.
    """
    block = (*BLOCKS[Block.VIOLENCE], *BLOCKS[Block.STATE])
    found = [one for one in ratings if one.category in block and one.level > headline.level]
    return sorted(found, key=lambda one: (-int(one.level), -one.score, one.category))
