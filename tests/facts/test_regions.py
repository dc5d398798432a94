"""Which regions and countries a point may lie in, at boundaries, on islands and at the antimeridian."""

from __future__ import annotations

import pytest

from lookfar.domain.geo import Point
from lookfar.facts.borders import open_borders
from lookfar.facts.regions import regions_near


@pytest.mark.parametrize(
    ("lon", "lat", "country", "region"),
    [
        (76.95, 43.25, "KAZ", "Almaty"),
        (51.2, 43.65, "KAZ", "Mangystau"),
        (178.44, -18.14, "FJI", "Central"),
        (174.76, -36.85, "NZL", "Auckland"),
    ],
)
def test_a_town_lies_in_its_own_region(lon: float, lat: float, country: str, region: str) -> None:
    assert any(region in name for name in regions_near(Point(lon=lon, lat=lat), country, 5.0))


def test_near_a_boundary_both_sides_count_and_far_from_it_one() -> None:
    assert {"Vienna", "Lower Austria"} <= regions_near(Point(lon=16.55, lat=48.2), "AUT", 10.0)
    assert regions_near(Point(lon=51.2, lat=43.65), "KAZ", 1.0) == {"Mangystau"}


def test_where_a_town_around_has_no_known_area_none_is_claimed() -> None:
    """GeoNames' first-level areas of Singapore have no names; the towns of others must not name one."""
    assert regions_near(Point(lon=103.82, lat=1.35), "SGP", 5.0) == frozenset()


def test_the_northern_division_of_fiji_is_known() -> None:
    assert regions_near(Point(lon=179.3, lat=-16.6), "FJI", 5.0) == {"Northern"}


def test_a_country_nobody_knows_has_no_regions() -> None:
    assert regions_near(Point(lon=16.5, lat=48.2), "XXX", 10.0) == frozenset()


@pytest.mark.parametrize(
    ("lon", "lat", "countries"),
    [
        (76.95, 43.25, {"KAZ"}),
        (7.78, 48.57, {"DEU", "FRA"}),
        (179.99, -16.8, {"FJI"}),
        (-179.99, -16.8, {"FJI"}),
        (180.0, 66.0, {"RUS"}),
        (14.4, 35.9, {"MLT"}),
        (-140.0, 0.5, set()),
        (10.0, 89.99, set()),
    ],
)
def test_the_countries_within_ten_kilometres(lon: float, lat: float, countries: set[str]) -> None:
    assert open_borders().countries_within(Point(lon=lon, lat=lat), 10.0) == countries


def test_no_distance_means_the_country_of_the_point_only() -> None:
    assert open_borders().countries_within(Point(lon=76.95, lat=43.25), 0.0) == {"KAZ"}
