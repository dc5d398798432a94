"""What is made for a question about now is remembered, and only as long as it is what would be made again."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.flow.parts_making import ALMATY, happen, riot
from tests.flow.test_false_calm import DISASTERS, NEWS, QUAKES, heard

from lookfar.domain.rating import Rating
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.flow import answered
from lookfar.flow.asking import issued_as_of, ratings_as_of
from lookfar.flow.rating import Rater
from lookfar.records.models import Contact

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time it is, to be set."""
    time = [datetime.now(UTC)]
    monkeypatch.setattr(answered, "is_now", lambda as_of: as_of == time[0])
    monkeypatch.setattr("lookfar.flow.asking.is_now", lambda as_of: as_of == time[0])
    heard(NEWS, QUAKES, DISASTERS, until=time[0], days=3)
    return time


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each area was rated."""
    counted, compute = Counter[str](), Rater.compute

    def counting(rater: Rater, areas: list[str], *, as_of: datetime) -> object:
        counted.update(areas)
        return compute(rater, areas, as_of=as_of)

    monkeypatch.setattr(Rater, "compute", counting)
    return counted


def test_the_same_question_some_minutes_later_makes_nothing_anew(wall: list[datetime], made: Counter[str]) -> None:
    ratings_as_of(["KAZ", "TCD"], as_of=wall[0])
    wall[0] += 4 * MINUTE
    ratings_as_of(["KAZ"], as_of=wall[0])
    assert made == {"KAZ": 1, "TCD": 1}
    wall[0] += 2 * MINUTE
    ratings_as_of(["KAZ"], as_of=wall[0])
    assert made == {"KAZ": 2, "TCD": 1}


def test_a_question_about_the_past_is_answered_as_of_its_own_time(
    wall: list[datetime], made: Counter[str]
) -> None:
    ratings_as_of(["KAZ"], as_of=wall[0] - 2 * MINUTE)
    ratings_as_of(["KAZ"], as_of=wall[0])
    assert {one.as_of for one in ratings_as_of(["KAZ"], as_of=wall[0] - MINUTE)} == {wall[0] - MINUTE}
    assert made == {"KAZ": 3}


def test_what_is_recorded_of_a_country_counts_at_once_and_leaves_the_others(
    wall: list[datetime], made: Counter[str]
) -> None:
    (before, *_) = ratings_as_of(["KAZ", "TCD"], as_of=wall[0])
    happen(riot("r", ALMATY, start=wall[0], hours=0, deaths=300))
    wall[0] += MINUTE
    (after, *_) = ratings_as_of(["KAZ", "TCD"], as_of=wall[0])
    assert made == {"KAZ": 2, "TCD": 1}
    assert after.as_of > before.as_of


@pytest.mark.parametrize(
    ("source", "hours", "category", "before", "after"),
    [
        (QUAKES, 2, "hazard", Coverage.COVERED, Coverage.DEGRADED),
        (NEWS, 3 * 36, "terrorism", Coverage.DEGRADED, Coverage.BLIND),
    ],
)
def test_who_fell_silent_since_counts_at_once(
    wall: list[datetime], source: str, hours: int, category: str, before: Coverage, after: Coverage
) -> None:
    Contact.objects.filter(source=source).update(at=wall[0] - hours * HOUR, newest=wall[0] - hours * HOUR)

    def now() -> Rating:
        return next(one for one in ratings_as_of(["TCD"], as_of=wall[0]) if one.category == category)

    assert now().coverage is before
    wall[0] += MINUTE
    assert now().coverage is after
    assert (now().level is Level.NOT_ENOUGH_DATA) is (after is Coverage.BLIND)


def test_what_was_issued_since_is_in_force(wall: list[datetime], made: Counter[str]) -> None:
    ratings_as_of(["TCD"], as_of=wall[0])
    wall[0] += MINUTE
    issued_as_of(["TCD"], as_of=wall[0], now=wall[0])
    assert {one.as_of for one in ratings_as_of(["TCD"], as_of=wall[0])} == {wall[0]}
    assert made == {"TCD": 1}
