"""What is heard otherwise than when it was rated is rated anew, in slices, once it has stayed so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.flow.parts_making import ALMATY, happen, riot
from tests.flow.test_false_calm import DISASTERS, NEWS, QUAKES, contact, coverage, heard
from tests.web.seeding import DAY

from lookfar.collect.archive import Archive
from lookfar.domain.vocabulary import Coverage
from lookfar.flow.collecting import Collector
from lookfar.flow.rehearing import SLICE
from lookfar.flow.tools import open_tools
from lookfar.ratings.coverage import UNINHABITED
from lookfar.records import heartbeats
from lookfar.records import ratings as kept

pytestmark = pytest.mark.django_db
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
INHABITED = 250 - len(UNINHABITED)
ROUNDS = -(-250 // SLICE)


class Worker:
    """A collector and its clock."""

    def __init__(self, home: Path) -> None:
        self.now, self.said = DAY, list[str]()
        self.collector = Collector(
            open_tools(),
            None,  # type: ignore[arg-type]
            Archive(home),
            clock=lambda: self.now,
            said=self.said.append,
            running=self.ran,
        )

    def ran(self) -> float:
        """Seconds since DAY."""
        return (self.now - DAY).total_seconds()

    def rounds(self, number: int = ROUNDS) -> list[int]:
        """How many countries were rated anew in each of so many rounds, a second apart."""
        found = []
        for _ in range(number):
            self.now += SECOND
            found.append(self.collector.rate_reheard())
            self.collector.beat()
        return found


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(tmp_path)


def stored(category: str, *, at: datetime, area: str = "TCD") -> Coverage:
    row, issued = kept.latest([area], as_of=at)[area]
    return next(one.coverage for one in kept.ratings_in(row, issued) if one.category == category)


def test_it_is_rated_some_countries_a_round_and_said_once(worker: Worker) -> None:
    heard(NEWS, QUAKES, DISASTERS)
    happen(riot("r", ALMATY, start=DAY - 10 * HOUR))
    assert worker.collector.rate_daily()
    assert sum(worker.rounds()) == 0
    worker.now = DAY + 3 * HOUR
    made = worker.rounds()
    assert sum(made) == INHABITED, "countries alone"
    assert max(made) <= SLICE
    assert abs(heartbeats.last_beats()["evaluation"] - worker.now) < 10 * SECOND
    assert stored("hazard", at=worker.now) is Coverage.DEGRADED
    assert [line for line in worker.said if "heard otherwise" in line] == [
        f"rated {INHABITED} countries that are heard otherwise than before"
    ]
    assert sum(worker.rounds()) == 0


def test_a_feed_that_comes_and_goes_rates_nothing_before_it_has_stayed(worker: Worker) -> None:
    heard(NEWS, QUAKES, DISASTERS)
    assert worker.collector.rate_daily()
    worker.now = DAY + 2 * HOUR + 5 * MINUTE
    assert sum(worker.rounds()) == 0, "silent for five minutes"
    contact(QUAKES, worker.now, worker.now)
    worker.now += 2 * MINUTE
    assert sum(worker.rounds()) == 0, "it is back"
    worker.now += 2 * HOUR + 15 * MINUTE
    assert sum(worker.rounds()) == INHABITED
    contact(QUAKES, worker.now, worker.now)
    worker.now += 5 * MINUTE
    assert sum(worker.rounds()) == 0
    assert coverage("hazard", at=worker.now) is Coverage.COVERED, "whoever asks is told at once"
    worker.now += 6 * MINUTE
    assert sum(worker.rounds()) == INHABITED


@pytest.fixture
def night(worker: Worker) -> Callable[[], list[int]]:
    """The worker was off from the evening before; it comes back in the morning."""
    heard(NEWS, QUAKES, DISASTERS, until=DAY - 5 * HOUR)
    worker.now = DAY + 8 * HOUR
    for name in (NEWS, QUAKES, DISASTERS):
        contact(name, worker.now, worker.now)

    def morning() -> list[int]:
        assert worker.rounds(1) == [0]
        assert worker.collector.rate_daily()
        return worker.rounds()

    return morning


def test_after_a_night_off_the_day_is_not_said_to_be_heard_as_at_midnight(
    worker: Worker, night: Callable[[], list[int]]
) -> None:
    assert sum(night()) == INHABITED
    assert stored("hazard", at=DAY) is Coverage.DEGRADED
    assert stored("hazard", at=worker.now) is Coverage.COVERED
    worker.now += 20 * MINUTE
    assert sum(worker.rounds()) == 0


def test_the_daily_run_beats_after_each_of_its_steps_and_at_no_other_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lookfar.flow.rating.STEP", 50)
    monkeypatch.setattr("lookfar.flow.remembered._STEP", 1)
    heard(NEWS, QUAKES, DISASTERS)
    happen(*(riot(f"r{n}", ALMATY, start=DAY - 10 * HOUR) for n in range(3)))
    beats: list[datetime] = []
    beat = Collector.beat

    def slowly(collector: Collector) -> None:
        worker.now += timedelta(seconds=6)
        beat(collector)
        beats.append(heartbeats.last_beats()[heartbeats.EVALUATION])

    monkeypatch.setattr(Collector, "beat", slowly)
    worker = Worker(tmp_path)
    assert worker.collector.rate_daily()
    assert len(set(beats)) == len(beats) == 3 + 250 // 50 + 1 + 1
