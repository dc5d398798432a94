"""What is made for a question about now is remembered, and only as long as it is what would be made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import ClassVar

import pytest
from tests.flow.parts_making import ALMATY, happen, riot
from tests.flow.test_false_calm import DISASTERS, NEWS, QUAKES, heard

from lookfar.domain.rating import Rating
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.flow import answered
from lookfar.flow.asking import issued_as_of, ratings_as_of
from lookfar.flow.rating import Rater
from lookfar.flow.tools import open_tools
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


class Beside:
    """A thread that begins when the test says so."""

    begun: ClassVar[list[Callable[[], None]]] = []

    def __init__(self, _: float, target: Callable[[], None]) -> None:
        self._target = target

    def start(self) -> None:
        self.begun.append(self._target)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], None]]]:
    """A process that serves pages; what it reads beside its questions is given."""
    Beside.begun.clear()
    monkeypatch.setattr(answered, "Timer", Beside)
    monkeypatch.setattr(answered, "connections", SimpleNamespace(close_all=lambda: None))
    answered.read_beside()
    yield Beside.begun
    answered._BESIDE.clear()


@pytest.mark.parametrize(("hours", "heard_as"), [(2, Coverage.DEGRADED), (3 * 36, Coverage.BLIND)])
def test_while_all_incidents_are_read_for_the_first_time_the_last_issued_answers_heard_as_now(
    wall: list[datetime], made: Counter[str], beside: list[Callable[[], None]], hours: int, heard_as: Coverage
) -> None:
    wanted = sorted(open_tools().areas)
    issued_as_of(wanted, as_of=wall[0], now=wall[0])
    made.clear()
    Contact.objects.update(at=wall[0] - hours * HOUR, newest=wall[0] - hours * HOUR)
    wall[0] += MINUTE
    category = "hazard" if heard_as is Coverage.DEGRADED else "terrorism"
    for _ in range(2):
        found = [one for one in ratings_as_of(None, as_of=wall[0]) if one.category == category]
        assert {one.coverage for one in found} == {heard_as}
        assert ({one.level for one in found} == {Level.NOT_ENOUGH_DATA}) is (heard_as is Coverage.BLIND)
    assert (len(found), len(beside), made) == (len(wanted), 1, Counter())
    beside[0]()
    assert max(one.as_of for one in ratings_as_of(None, as_of=wall[0])) > wall[0] - MINUTE
    assert made == Counter(wanted)


def test_of_what_was_never_issued_the_question_waits(
    wall: list[datetime], made: Counter[str], beside: list[Callable[[], None]]
) -> None:
    assert len({one.area for one in ratings_as_of(None, as_of=wall[0])}) == len(made) == len(open_tools().areas)
    ratings_as_of(["KAZ"], as_of=wall[0])
    assert len(beside) == 1
