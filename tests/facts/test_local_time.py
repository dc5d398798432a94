"""What the clock shows at a place: said where it is beyond doubt, and not where it is in any doubt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.geo import Point
from lookfar.facts.local_time import local_clock

NOON = datetime(2022, 1, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lon", "lat", "country", "clock"),
    [
        (76.95, 43.25, "KAZ", "18:00"),
        (85.32, 27.7, "NPL", "17:45"),
        (-73.9, 40.7, "USA", "07:00"),
        (-87.35, 41.59, "USA", "06:00"),
        (178.4, -18.1, "FJI", "7 Jan, 00:00"),
        (-96.8, 32.78, "USA", "06:00"),
        (94.68, 40.17, "CHN", "20:00"),
        (174.76, -36.85, "NZL", "7 Jan, 01:00"),
        (114.94, 4.89, "BRN", "20:00"),
        (0.5, 51.5, "XXX", ""),
    ],
)
def test_the_clock_of_the_place(lon, lat, country, clock):
    assert local_clock(NOON, Point(lon=lon, lat=lat), country, radius_km=10) == clock


def test_between_two_zones_no_clock_is_claimed():
    assert local_clock(NOON, Point(lon=129.0, lat=-31.7), "AUS", radius_km=1) == ""


@pytest.mark.parametrize(
    ("lon", "lat", "country", "radius_km"),
    [
        pytest.param(135.0, -25.0, "AUS", 1572, id="Australia"),
        pytest.param(-98.58, 39.83, "USA", 1840, id="United States"),
        pytest.param(100.0, 62.0, "RUS", 2200, id="Siberia"),
        pytest.param(-55.0, -10.0, "BRA", 1653, id="Brazil"),
        pytest.param(25.0, 0.0, "COD", 863, id="DR Congo"),
        pytest.param(-83.62, 28.12, "USA", 418, id="Florida"),
        pytest.param(-98.85, 30.67, "USA", 502, id="Texas"),
        pytest.param(114.0, -1.0, "IDN", 450, id="Kalimantan"),
    ],
)
def test_a_place_so_wide_that_it_has_several_clocks_is_told_none(lon, lat, country, radius_km):
    assert local_clock(NOON, Point(lon=lon, lat=lat), country, radius_km=radius_km) == ""


def test_a_wide_place_with_one_clock_is_told_it():
    assert local_clock(NOON, Point(lon=10.37, lat=51.09), "DEU", radius_km=337) == "13:00"


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        pytest.param(87.6, 43.8, id="Urumqi"),
        pytest.param(75.99, 39.47, id="Kashgar"),
        pytest.param(79.93, 37.11, id="Hotan"),
        pytest.param(80.28, 41.18, id="Aksu"),
        pytest.param(86.15, 41.76, id="Korla"),
        pytest.param(93.51, 42.83, id="Hami"),
        pytest.param(88.2, 39.02, id="Ruoqiang"),
    ],
)
def test_where_two_clocks_are_in_use_neither_is_claimed(lon, lat):
    assert local_clock(NOON, Point(lon=lon, lat=lat), "CHN", radius_km=1) == ""


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [(60.0, -45.0, "ZAF"), (-30.0, 40.0, "DEU")],
)
def test_far_from_every_town_of_the_country_no_clock_is_claimed(lon, lat, country):
    assert local_clock(NOON, Point(lon=lon, lat=lat), country, radius_km=1) == ""


@given(
    lon=st.floats(-125, -67),
    lat=st.floats(25, 49),
    radius_km=st.floats(0, 500),
    more_km=st.floats(0, 500),
    hours=st.integers(0, 24 * 365),
)
def test_more_doubt_of_the_place_never_makes_its_clock_surer(lon, lat, radius_km, more_km, hours):
    at, point = NOON + timedelta(hours=hours), Point(lon=lon, lat=lat)
    wider = local_clock(at, point, "USA", radius_km=radius_km + more_km)
    assert wider in ("", local_clock(at, point, "USA", radius_km=radius_km))
