from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.collect.schedule import LONGEST_WAIT, next_due, parse_retry_after, wait_after

NOW = datetime(2022, 1, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_source_never_asked_is_due_at_once() -> None:
    assert next_due(None, HOUR, failures=0, jitter=0.9, now=NOW) == NOW


@pytest.mark.parametrize(("jitter", "minutes"), [(0.0, 54), (0.5, 60), (1.0, 66)])
def test_the_rhythm_is_spread_by_a_tenth_to_either_side(jitter: float, minutes: int) -> None:
    assert wait_after(HOUR, failures=0, jitter=jitter) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 2), (2, 4), (3, 6), (10, 6), (10_000, 6)])
def test_failures_double_the_wait_up_to_six_hours(failures: int, hours: int) -> None:
    assert wait_after(HOUR, failures=failures, jitter=0.5) == timedelta(hours=hours)


def test_a_slow_rhythm_is_not_hurried_by_the_cap() -> None:
    assert wait_after(timedelta(days=1), failures=5, jitter=0.5) == timedelta(days=1)


@pytest.mark.parametrize(("asked", "hours"), [(timedelta(hours=3), 3), (timedelta(days=9), 6), (timedelta(0), 1)])
def test_retry_after_is_obeyed_within_the_cap(asked: timedelta, hours: int) -> None:
    assert wait_after(HOUR, failures=0, jitter=0.5, retry_after=asked) == timedelta(hours=hours)


def test_a_clock_set_back_does_not_silence_a_source() -> None:
    due = next_due(NOW + timedelta(days=400), HOUR, failures=0, jitter=0.5, now=NOW)
    assert due == NOW + HOUR


@settings(max_examples=100)
@given(
    st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=2)),
    st.integers(0, 100),
    st.floats(0, 1),
    st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000)),
)
def test_no_wait_is_shorter_than_nine_tenths_of_the_rhythm_or_far_beyond_the_cap(
    rhythm: timedelta, failures: int, jitter: float, asked: timedelta | None
) -> None:
    wait = wait_after(rhythm, failures=failures, jitter=jitter, retry_after=asked)
    slack = timedelta(milliseconds=1)
    assert 0.9 * rhythm - slack <= wait <= 1.1 * max(rhythm, LONGEST_WAIT) + slack


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("Thu, 06 Jan 2022 13:00:00 GMT", HOUR),
        ("Thu, 06 Jan 2022 11:00:00 GMT", timedelta(0)),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("１２", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, wait: timedelta | None) -> None:
    assert parse_retry_after(text, now=NOW) == wait


def test_an_endless_retry_after_is_still_a_wait() -> None:
    assert parse_retry_after("9" * 30, now=NOW) == timedelta(seconds=10**8)
