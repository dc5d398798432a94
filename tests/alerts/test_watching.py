"""When the watchdog speaks, and what a beat means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.web import seeding

from lookfar.alerts.watching import Answer, News, Watch
from lookfar.domain.vocabulary import Coverage
from lookfar.flow.work_state import beating

WELL, STOPPED, SILENT = (Answer(well=well, detail="") for well in (True, False, None))
NOW = seeding.DAY


def test_it_speaks_once_when_evaluation_stops_and_once_when_it_goes_on() -> None:
    watch = Watch(blind_after_s=300, now=0)
    said = [watch.heard(answer, now=now) for now, answer in enumerate([WELL, STOPPED, STOPPED, WELL, WELL])]
    assert said == [None, News.BLIND, None, News.SEEING, None]


def test_silence_is_blindness_only_when_it_lasts() -> None:
    watch = Watch(blind_after_s=300, now=0)
    assert watch.heard(SILENT, now=200) is None
    assert watch.heard(WELL, now=250) is None
    assert watch.heard(SILENT, now=540) is None
    assert watch.heard(SILENT, now=560) is News.BLIND
    assert watch.heard(SILENT, now=900) is None, "still blind, said already"
    assert watch.heard(WELL, now=910) is News.SEEING


def test_an_installation_that_never_answered_is_blind() -> None:
    watch = Watch(blind_after_s=300, now=0)
    assert watch.heard(SILENT, now=301) is News.BLIND


def test_an_installation_that_starts_is_given_time_to_run_for_the_first_time() -> None:
    watch = Watch(blind_after_s=300, now=0)
    assert watch.heard(STOPPED, now=15) is None
    assert watch.heard(WELL, now=60) is None
    assert watch.heard(STOPPED, now=75) is News.BLIND
    never = Watch(blind_after_s=300, now=0)
    assert never.heard(STOPPED, now=299) is None
    assert never.heard(STOPPED, now=301) is News.BLIND


@pytest.mark.parametrize(
    ("ago", "well"),
    [
        (timedelta(seconds=0), True),
        (timedelta(seconds=299), True),
        (timedelta(seconds=301), False),
        (timedelta(seconds=-30), True),  # two clocks that differ
        (timedelta(days=-400), False),  # a beat of a clock that was set back, and none since
    ],
)
def test_a_beat_that_is_long_ago_or_far_ahead_is_none(ago: timedelta, well: bool) -> None:
    assert beating(NOW - ago, NOW, blind_after_s=300).is_well is well


def test_work_that_never_ran_is_blind() -> None:
    assert beating(None, NOW, blind_after_s=300).coverage is Coverage.BLIND
