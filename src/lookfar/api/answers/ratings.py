"""Areas and ratings as they are answered."""

from __future__ import annotations

from pydantic import Field

from lookfar.api.answers.base import Answer, LevelNumber, Share, Time
from lookfar.domain.areas import AreaKind
from lookfar.domain.vocabulary import Coverage

_SCORE = "0-100; null at level 0."


class RatingBrief(Answer):
    """A rating with its 80 % interval. `category`: a threat category, or a headline such as security."""

    id: str
    category: str
    as_of: Time
    level: LevelNumber
    score: float | None = Field(description=_SCORE)
    low: float | None = Field(description=_SCORE)
    high: float | None = Field(description=_SCORE)
    coverage: Coverage
    coverage_reasons: list[str] = Field(
        description="Why silence is no proof of calm, in sentences; empty when all is heard."
    )


class Outlook(Answer):
    """What is expected of the coming days."""

    days: int
    mean: float
    low: float
    high: float


class FigureOut(Answer):
    """A yearly figure the rating rests on."""

    name: str
    what: str
    value: float
    year: int
    years_old: int
    source: str


class ContributorOut(Answer):
    """An incident behind a rating; `share` of the recent harm told of there."""

    incident_id: str
    share: Share
    title: str
    happened: Time
    links: list[str]


class RatingOut(RatingBrief):
    """A rating with what it rests on; `snapshot`: hash of its inputs."""

    area: str
    method: str
    snapshot: str
    reasons: list[str]
    outlook: Outlook | None
    figures: list[FigureOut]
    contributors: list[ContributorOut]


class RatingList(Answer):
    """Ratings as of a time."""

    as_of: Time
    items: list[RatingOut]


class AreaBase(Answer):
    """An area. `country`, `parent` and `share` of the country's people are given of parts of countries only."""

    id: str
    name: str
    kind: AreaKind
    country: str = Field("", description="Alpha-3; absent of a country.")
    parent: str = Field("", description="Area it lies in; absent of a country.")
    share: float = Field(0.0, description="Of the country's people; absent of a country.")


class AreaItem(AreaBase):
    """An area with its security level."""

    rating: RatingBrief


class AreaList(Answer):
    """Areas with their security level."""

    as_of: Time
    items: list[AreaItem]


class AdviceOut(Answer):
    """A government's advice; `statuses` null: nothing readable was published."""

    issuer: str
    statuses: list[str] | None
    summary: str
    updated_at: Time
    link: str


class HolderOut(Answer):
    """An area that holds the one asked for, with its security level."""

    id: str
    name: str
    kind: AreaKind
    rating: RatingBrief


class AreaDetail(AreaBase):
    """An area with all its ratings; the advice is that for its country."""

    as_of: Time
    holders: list[HolderOut] = Field(
        description="Of a part of a country: the areas that hold it, the nearest first and the country last; what is told of "
        "them, and of no place in them, may reach it too. Empty of a country."
    )
    ratings: list[RatingOut]
    advice: list[AdviceOut]
