"""A store with half a year of daily ratings of five countries, and what followed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.web.seeding import ALMATY, incident

from lookfar.domain.ids import RatingId, content_hash
from lookfar.domain.rating import Outlook, Rating
from lookfar.domain.vocabulary import Coverage, Level, Origin
from lookfar.flow import Tools, open_tools
from lookfar.flow.lake import export
from lookfar.flow.scoring import make_score
from lookfar.lake.store import Lake
from lookfar.ratings.issued import issued_bytes
from lookfar.records import incidents as store
from lookfar.records import ratings as kept
from lookfar.records import scores
from lookfar.records.subjects import PrivatePlace

NOW = datetime(2022, 4, 1, 12, tzinfo=UTC)
FIRST = datetime(2021, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
GRAVE = ("AFG", "KAZ", "MLI", "SOM", "SYR")
CALM = ("CHE", "ISL", "JPN", "NZL", "PRT")
UNREST, SECURITY = "unrest", "security"


def rating(area: str, category: str, at: datetime, level: Level, coverage: Coverage = Coverage.COVERED) -> Rating:
    ahead = Outlook(days=90, mean=3.0 if level >= Level.HIGH else 0.05, low=0, high=5)
    return Rating(
        id=RatingId(f"{area}:{category}"),
        area=area,
        category=category,
        as_of=at,
        level=level,
        score=20.0 * level - 10,
        low=20.0 * level - 15,
        high=20.0 * level - 5,
        coverage=coverage,
        method="pressure_2026_11@test",
        snapshot="s",
        contributors=(),
        outlook=ahead if category == UNREST and level else None,
    )


def issued(
    area: str, at: datetime, level: Level, *, origin: Origin = Origin.LIVE, blind: bool = False
) -> kept.Issue:
    """What the daily run of that instant says of unrest and security in one country."""
    coverage, level = (Coverage.BLIND, Level.NOT_ENOUGH_DATA) if blind else (Coverage.COVERED, level)
    ratings = [rating(area, category, at, level, coverage) for category in (UNREST, SECURITY)]
    snapshot = f"{area} {at}".encode()
    return kept.Issue(
        area=area,
        as_of=at,
        run="daily",
        method=ratings[0].method,
        digest=content_hash(snapshot),
        snapshot=snapshot,
        issued=issued_bytes(ratings),
        origin=origin,
    )


def issue(area: str, at: datetime, level: Level) -> None:
    """Keeps one such run."""
    kept.keep_issues([issued(area, at, level)])


def half_a_year(
    *, origin: Origin = Origin.LIVE, blind: Iterable[int] = (), calm: Level = Level.MINIMAL, riot: bool = True
) -> None:
    """Level 4 in five countries, `calm` in five, on each of 151 days; riots in three of the grave and one calm."""
    silent = set(blind)
    levels = {**dict.fromkeys(GRAVE, Level.HIGH), **dict.fromkeys(CALM, calm)}
    kept.keep_issues(
        [
            issued(area, FIRST + n * DAY, level, origin=origin, blind=n in silent)
            for n in range(151)
            for area, level in levels.items()
        ]
    )
    for area in (*GRAVE[:3], CALM[0]) if riot else ():
        riots(area, every=20)


def riots(area: str, *, every: int) -> None:
    place: PrivatePlace = {**ALMATY, "country": area}
    store.keep_versions(
        [
            incident(f"{area} {n}", place=place, start=FIRST + n * DAY + timedelta(hours=6))
            for n in range(5, 150, every)
        ]
    )


def few() -> Tools:
    """The tools, for the ten countries alone."""
    return replace(open_tools(), areas=tuple(sorted((*GRAVE, *CALM))))


def scored(tmp_path: Path, *, as_of: datetime = NOW) -> scores.Kept:
    """The lake written and a score made of it."""
    lake = Lake(tmp_path / "lake")
    export(lake, now=as_of)
    return make_score(lake, "duckdb", few(), as_of=as_of, now=as_of)
