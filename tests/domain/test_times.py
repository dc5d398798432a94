"""Times asked about: today is now wherever it has begun, what has not come is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.domain.times import end_of_day, read_as_of

NOW = datetime(2022, 1, 6, 9, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "  ", "2022-01-06", " 2022-01-06 ", "2022-01-06T09:59:00Z"])
def test_now_is_asked_about(text: str | None) -> None:
    assert read_as_of(text, now=NOW) == NOW


@pytest.mark.parametrize(
    ("hour", "minute", "refused"), [(9, 59, True), (10, 0, False), (12, 30, False), (23, 59, False)]
)
def test_tomorrow_is_refused_until_it_has_begun_on_the_line_islands(hour: int, minute: int, refused: bool) -> None:
    now = NOW.replace(hour=hour, minute=minute)
    if refused:
        with pytest.raises(InvalidValue, match="has not come yet"):
            read_as_of("2022-01-07", now=now)
    else:
        assert read_as_of("2022-01-07", now=now) == now


def test_a_past_day_is_its_end() -> None:
    assert read_as_of("2022-01-05", now=NOW) == end_of_day(NOW.date().replace(day=5))


@pytest.mark.parametrize("text", ["2022-01-06T10:00:00Z", "2022-01-06T23:59:00+13:00", "2022-01-08", "2030-01-01"])
def test_a_time_that_has_not_come_is_refused_whatever_its_zone(text: str) -> None:
    with pytest.raises(InvalidValue, match="has not come yet: it is 2022-01-06T09:59:00Z"):
        read_as_of(text, now=NOW)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2022-02-30", "yesterday", "2022-01-06T10:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"not a|without a zone"):
        read_as_of(text, now=NOW)
