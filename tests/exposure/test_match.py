"""Where footprints meet presence: distance, date line, poles, times, areas and own perimeters."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exposure.making import ALMATY, HOTEL, days, plant, reach, stay

from lookfar.domain.errors import InvalidValue
from lookfar.domain.exposure import Exposure, Footprint
from lookfar.domain.geo import EARTH_RADIUS_KM, Point, distance_km
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Severity
from lookfar.exposure.match import Index
from lookfar.exposure.presence import site

ONE_DEGREE_KM = math.radians(1) * EARTH_RADIUS_KM

# Thousandths of a degree: fine enough to matter, coarse enough to fall on the poles and the date line.
lons = st.one_of(
    st.sampled_from([-180.0, 180.0, 179.999, -179.999]), st.integers(-180_000, 180_000).map(lambda n: n / 1000)
)
lats = st.one_of(
    st.sampled_from([-90.0, 90.0, 89.999, -89.95]), st.integers(-90_000, 90_000).map(lambda n: n / 1000)
)
points = st.builds(lambda lon, lat: Point(lon=lon, lat=lat if (lon, lat) != (0, 0) else 1.0), lons, lats)
hours = st.integers(0, 96)


@st.composite
def periods(draw: st.DrawFn) -> Interval:
    start = days(5, 6).start + timedelta(hours=draw(hours))
    return Interval(start=start, end=start + timedelta(hours=1 + draw(hours)))


@st.composite
def presences(draw: st.DrawFn) -> Exposure:
    period = draw(periods())
    return site(
        organisation="1",
        subject_id=str(draw(st.integers(0, 10**6))),
        label="x",
        place_name="x",
        point=draw(points),
        country="KAZ",
        radius_km=draw(st.sampled_from([0.0, 5.0, 2000.0])),
        since=period.start,
        until=period.end,
    )


footprints = st.builds(
    lambda point, km, period: reach(point, km=km, period=period),
    points,
    st.sampled_from([0.0, 50.0, 350.0, 9000.0]),
    periods(),
)


def slow_matcher(exposures: list[Exposure], area: Footprint) -> set[str]:
    """Every pair tried, in the domain's own words."""
    assert area.point is not None
    return {
        e.id
        for e in exposures
        if distance_km(e.point, area.point) <= e.radius_km + area.reach_km + 1e-9 and e.period.meets(area.period)
    }


@settings(max_examples=150)
@given(st.lists(presences(), max_size=12, unique_by=lambda e: e.id), footprints)
def test_the_index_finds_what_trying_every_pair_finds(exposures: list[Exposure], area: Footprint) -> None:
    assert {m.exposure.id for m in Index(exposures).meet(area)} == slow_matcher(exposures, area)


@settings(max_examples=60)
@given(st.integers(-180, 180), st.sampled_from([90.0, -90.0]), st.integers(-180, 180))
def test_every_longitude_of_a_pole_is_one_place(here: int, pole: float, there: int) -> None:
    found = Index([plant(Point(lon=here, lat=pole))]).meet(reach(Point(lon=there, lat=pole), km=0.0))
    assert len(found) == 1


@settings(max_examples=60)
@given(st.floats(-89, 89), st.floats(0, 0.4))
def test_the_date_line_does_not_part_what_is_near(lat: float, off: float) -> None:
    east, west = Point(lon=180.0 - off, lat=lat), Point(lon=-180.0 + off, lat=lat)
    [match] = Index([plant(east)]).meet(reach(west, km=2 * off * ONE_DEGREE_KM + 0.001))
    assert match.distance_km == pytest.approx(distance_km(east, west), abs=1e-6)


@settings(max_examples=60)
@given(presences(), footprints, st.integers(1, 200))
def test_a_longer_presence_is_never_less_exposed(exposure: Exposure, area: Footprint, more: int) -> None:
    longer = site(
        organisation="1",
        subject_id=exposure.subject_id,
        label="x",
        place_name="x",
        point=exposure.point,
        country="KAZ",
        radius_km=exposure.radius_km,
        since=exposure.period.start - timedelta(hours=more),
        until=exposure.period.end + timedelta(hours=more),
    )
    assert len(Index([longer]).meet(area)) >= len(Index([exposure]).meet(area))


@pytest.mark.parametrize(
    ("start", "end", "hit"),
    [
        (days(4, 5).start, days(4, 5).end, False),  # leaves as it starts
        (days(7, 8).start, days(7, 8).end, False),  # comes as it ends
        (days(4, 5).start, days(4, 5).end + timedelta(microseconds=1), True),
        (days(6, 7).end - timedelta(microseconds=1), days(8, 9).end, True),
    ],
)
def test_windows_that_only_touch_do_not_meet(start: datetime, end: datetime, hit: bool) -> None:
    assert bool(Index([stay(start=start, end=end)]).meet(reach())) is hit


def test_the_limit_itself_is_inside() -> None:
    point = Point(lon=76.95, lat=44.25)
    away = distance_km(point, ALMATY)
    exposure = plant(point)
    assert Index([exposure]).meet(reach(km=away - exposure.radius_km))
    assert not Index([exposure]).meet(reach(km=away - exposure.radius_km - 0.001))


def test_a_match_says_how_far_and_when_both_are_there() -> None:
    [match] = Index([stay()]).meet(reach(km=115))
    assert match.distance_km == pytest.approx(0.794, abs=0.001)
    assert match.overlap == days(5, 7)
    assert match.reason == "0.8 km from Hotel X, and it reaches 115 km"


def test_an_own_perimeter_takes_the_place_of_the_default_reach() -> None:
    far = Point(lon=76.95, lat=44.0)  # 83 km
    tight, wide = plant(far, perimeter=(("Severe", 20.0),)), plant(far, perimeter=(("Minor", 200.0),))
    assert not Index([tight]).meet(reach())
    assert Index([wide]).meet(reach(km=10, severity=Severity.MINOR))
    assert Index([wide]).meet(reach()), "a perimeter for one severity says nothing of another"


def test_an_incident_known_to_a_country_meets_the_country_wherever_its_middle_is() -> None:
    index = Index([plant(Point(lon=51.2, lat=43.6)), stay()])
    assert {m.exposure.label for m in index.meet(reach(None))} == {"Plant", "Ann Lee"}
    assert index.meet(reach(None, country="GEO")) == ()
    assert all(m.distance_km is None for m in index.meet(reach(None)))


def test_an_incident_known_to_a_region_meets_that_region_only() -> None:
    regions = {51.2: "Mangystau", HOTEL.lon: "Almaty"}
    index = Index(
        [plant(Point(lon=51.2, lat=43.6)), stay()], regions_of=lambda one, _: frozenset({regions[one.point.lon]})
    )
    [match] = index.meet(reach(None, admin1="Mangystau"))
    assert match.exposure.label == "Plant"
    assert "somewhere in Mangystau, KAZ" in match.reason


def test_who_may_be_in_either_of_two_regions_or_countries_counts_for_both() -> None:
    index = Index(
        [stay()],
        regions_of=lambda _, country: frozenset({"Almaty", "Zhetysu"}) if country == "KAZ" else frozenset(),
        countries_of=lambda _: frozenset({"KAZ", "KGZ"}),
    )
    for admin1 in ("Almaty", "zhetysu"):
        assert len(index.meet(reach(None, admin1=admin1))) == 1
    assert index.meet(reach(None, admin1="Mangystau")) == ()
    assert len(index.meet(reach(None, country="KGZ"))) == 1
    assert index.meet(reach(None, country="UZB")) == ()


def test_nobody_is_met_when_there_is_nobody() -> None:
    assert Index([]).meet(reach()) == ()
    assert Index([]).meet(reach(None)) == ()


def test_a_leg_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidValue, match="must end after it starts"):
        stay(start=days(4, 8).end, end=days(4, 8).start)
