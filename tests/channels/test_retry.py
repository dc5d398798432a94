"""The schedule of the Standard Webhooks specification, on a clock that is handed in."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from tests.exposure.making import NOW

from lookfar.channels.retry import SCHEDULE, next_attempt

SECONDS = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]


class Middle(Random):
    """Chance that never moves a wait."""

    def random(self) -> float:
        return 0.5


@pytest.mark.parametrize(("attempt", "seconds"), list(enumerate(SECONDS)))
def test_each_wait_is_that_of_the_schedule(attempt: int, seconds: int) -> None:
    assert next_attempt(attempt, NOW, Middle()) == NOW + timedelta(seconds=seconds)


def test_after_ten_failures_there_is_no_other_attempt() -> None:
    assert next_attempt(len(SCHEDULE), NOW, Middle()) is None


def test_the_whole_chain_takes_three_days_within_the_jitter() -> None:
    chance, now = Random(1), NOW
    for attempt in range(len(SCHEDULE)):
        due = next_attempt(attempt, now, chance)
        assert due is not None
        assert 0.8 * SECONDS[attempt] <= (due - now).total_seconds() <= 1.2 * SECONDS[attempt]
        now = due
    assert timedelta(hours=60) < now - NOW < timedelta(hours=91)


def test_receivers_that_failed_together_do_not_come_back_together() -> None:
    chance = Random(1)
    assert len({next_attempt(3, NOW, chance) for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        (timedelta(seconds=1), timedelta(minutes=5)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=900), timedelta(days=1)),
    ],
)
def test_a_receivers_own_wait_is_honoured_up_to_a_day(asked: timedelta, waits: timedelta) -> None:
    assert next_attempt(2, NOW, Middle(), asked) == NOW + waits
