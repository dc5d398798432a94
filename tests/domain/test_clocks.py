from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.clocks import Edge, comes_twice, instant, read_local
from lookfar.domain.errors import InvalidValue

BERLIN, ALMATY, APIA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Almaty"), ZoneInfo("Pacific/Apia")
ZONES = st.sampled_from([BERLIN, ALMATY, APIA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/St_Johns")])
WALLS = st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2090-01-01"))


@pytest.mark.parametrize(
    ("text", "zone", "edge", "utc"),
    [
        ("2026-12-31 14:30", ALMATY, Edge.START, "2026-12-31T09:30"),
        ("31.12.2026 14:30", ALMATY, Edge.START, "2026-12-31T09:30"),
        ("2026-12-31T14:30:00", ALMATY, Edge.END, "2026-12-31T09:30"),
        ("2026-12-31T14:30Z", ALMATY, Edge.START, "2026-12-31T14:30"),
        ("2026-12-31T14:30+01:00", ALMATY, Edge.START, "2026-12-31T13:30"),
        ("2026-12-31", ALMATY, Edge.START, "2026-12-30T19:00"),
        ("2026-12-31", ALMATY, Edge.END, "2026-12-31T19:00"),
    ],
)
def test_a_time_is_that_of_the_clock_at_the_place(text, zone, edge, utc):
    assert read_local(text, zone, edge) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_an_hour_that_is_skipped_is_refused_and_named():
    with pytest.raises(InvalidValue, match=r"there is no 02:30 on 2026-03-29 in Europe/Berlin.*03:30"):
        read_local("2026-03-29 02:30", BERLIN, Edge.START)


def test_a_day_that_is_skipped_at_the_date_line_is_refused():
    with pytest.raises(InvalidValue, match="there is no 12:00 on 2011-12-30"):
        read_local("2011-12-30 12:00", APIA, Edge.START)


def test_of_an_hour_that_comes_twice_the_start_is_the_earlier_and_the_end_the_later():
    start = read_local("2026-10-25 02:30", BERLIN, Edge.START)
    end = read_local("2026-10-25 02:30", BERLIN, Edge.END)
    assert end - start == timedelta(hours=1)
    assert comes_twice(datetime.fromisoformat("2026-10-25T02:30"), BERLIN)
    assert not comes_twice(datetime.fromisoformat("2026-03-29T02:30"), BERLIN)


@pytest.mark.parametrize(
    "text", ["", "12/31/2026", "tomorrow", "2026-02-30", "2026-12-31 25:00", "0001-01-01", "9999-12-31 23:59"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(InvalidValue):
        read_local(text, BERLIN, Edge.START)


@given(WALLS, ZONES)
def test_the_end_of_a_wall_time_is_never_before_its_start(wall, zone):
    try:
        start, end = (instant(wall, zone, edge) for edge in (Edge.START, Edge.END))
    except InvalidValue:
        return
    assert start <= end
    assert start.astimezone(zone).replace(tzinfo=None) == wall == end.astimezone(zone).replace(tzinfo=None)
