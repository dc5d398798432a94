from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from lookfar.domain.areas import AreaKind, country_of
from lookfar.domain.geo import Point
from lookfar.domain.places import Place, Precision
from lookfar.facts import geonames
from lookfar.facts.areas import open_areas, regions_ever_near
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.shipped import read_table

AREAS = open_areas()
COUNTRIES = {row["alpha3"] for row in read_table("regions.csv")}


@pytest.mark.parametrize(
    ("town", "country", "names"),
    [
        ("Almaty", "KAZ", ["Almaty City", "Almaty"]),
        ("Mariupol", "UKR", ["Donetsk"]),
        ("Lagos", "NGA", ["Lagos", "Lagos"]),
        ("Springfield", "USA", None),
    ],
)
def test_a_town_lies_in_its_first_level_area_and_a_large_one_is_an_area_itself(
    town: str, country: str, names: list[str] | None
) -> None:
    place = next(p for p in open_gazetteer().find(town, country) if p.kind == "city")
    found = [area.name for area in AREAS.of(place)]
    assert found == names if names is not None else len(found) == 1


@pytest.mark.parametrize(
    ("town", "country", "admin1", "number"),
    [
        ("Almaty", "KAZ", "Almaty Qalasy", "KAZ.1526384"),
        ("Almaty", "KAZ", "", "KAZ.1526384"),
        ("Almaty", "KAZ", "Mangghystau", ""),
        ("Gorakhpur", "IND", "", ""),
        ("Gorakhpur", "IND", "Uttar Pradesh", "IND.1270927"),
    ],
)
def test_a_place_without_a_number_is_the_city_of_its_name_in_its_area_and_no_guess(
    town: str, country: str, admin1: str, number: str
) -> None:
    plain = replace(open_gazetteer().find(town, country)[0], admin1=admin1, geonames_id=None)
    found = [area.id for area in AREAS.of(plain) if area.kind is AreaKind.CITY]
    assert found == ([number] if number else [])


def spot(lon: float, lat: float, country: str) -> Place:
    """A point as instruments report it: no name of a town, no first-level area."""
    return Place(
        name="10 km SSE of somewhere",
        point=Point(lon=lon, lat=lat),
        radius_km=10.0,
        country=country,
        precision=Precision.POINT,
        confidence=1.0,
    )


def test_a_point_counts_for_the_area_around_it_and_near_a_boundary_for_both_or_none() -> None:
    near_aktau, near_almaty = spot(51.4, 43.7, "KAZ"), replace(spot(76.95, 43.25, "KAZ"), radius_km=40.0)
    assert [area.id for area in AREAS.of(near_aktau)] == ["KAZ.09"]
    assert {area.id for area in AREAS.may_hold(near_almaty)} == {"KAZ.01", "KAZ.02"}
    assert AREAS.of(near_almaty) == ()
    assert AREAS.may_hold(spot(51.4, 43.7, "")) == AREAS.may_hold(spot(10.0, 10.0, "XYZ")) == ()


def test_a_point_counts_for_the_city_whose_reach_it_is_in_with_all_its_doubt() -> None:
    quake = replace(spot(76.93, 43.20, "KAZ"), radius_km=5.0)
    assert [area.id for area in AREAS.may_hold(quake)] == ["KAZ.02", "KAZ.1526384"]
    assert "KAZ.1526384" not in {area.id for area in AREAS.may_hold(replace(quake, radius_km=15.0))}
    assert "KAZ.1526384" not in {area.id for area in AREAS.may_hold(replace(quake, precision=Precision.CITY))}


def test_an_airport_counts_for_the_city_that_it_bears_the_name_of_and_serves() -> None:
    airport = replace(spot(77.0405, 43.3521, "KAZ"), name="Almaty International Airport", kind="airport")
    assert [area.id for area in AREAS.of(airport)] == ["KAZ.02", "KAZ.1526384"]
    for other in (
        replace(airport, kind="city"),
        replace(airport, name="Almatygrad Airport"),
        replace(airport, name="Airport of Almaty"),
        replace(airport, point=Point(lon=77.9, lat=43.3521)),
    ):
        assert "KAZ.1526384" not in {area.id for area in AREAS.may_hold(other)}


def test_a_place_known_to_its_country_only_lies_in_no_part_of_it() -> None:
    country = open_gazetteer().country_place("KAZ")
    assert country is not None
    assert AREAS.of(country) == ()
    town = open_gazetteer().find("Almaty", "KAZ")[0]
    assert AREAS.of(replace(town, precision=Precision.MULTI_COUNTRY)) == ()


def test_a_first_level_area_is_found_by_its_own_place() -> None:
    for area in (a for a in AREAS.inside("UKR") if a.kind is AreaKind.ADMIN1):
        places = [p for p in open_gazetteer().find(area.name, "UKR", limit=20) if p.kind == "admin1"]
        assert any(AREAS.of(place) == (area,) for place in places), area


def test_areas_lie_in_countries_that_are_rated_and_cities_in_areas_that_are_there() -> None:
    for row in read_table("areas.csv"):
        area = AREAS.get(row["id"])
        assert area is not None
        assert country_of(area.id) == area.country
        assert area.country in COUNTRIES
        assert area.parent == area.country or AREAS.get(area.parent) is not None
        assert 0 <= area.share <= 1


def test_the_parts_of_a_country_hold_no_more_people_than_it_has() -> None:
    for country in COUNTRIES:
        parts = [area for area in AREAS.inside(country) if area.kind is AreaKind.ADMIN1]
        assert sum(area.share for area in parts) <= 1.001, country


def test_a_place_told_of_under_a_former_name_lies_in_its_area_still() -> None:
    town = open_gazetteer().find("Kalemie", "COD")[0]
    old = replace(
        town, precision=Precision.REGION, name="Brjansk", admin1="Brjansk", country="RUS", geonames_id=None
    )
    assert [area.name for area in AREAS.of(old)] == ["Bryansk"]
    assert [area.name for area in AREAS.of(replace(old, name="Katanga", admin1="Katanga", country="COD"))] == [
        "Haut-Katanga"
    ]
    assert [area.name for area in AREAS.of(town)] == ["Tanganyika"]


def test_somebody_is_told_of_what_the_former_name_of_their_area_carries() -> None:
    menaka = open_gazetteer().find("Ménaka", "MLI")[0].point
    assert regions_ever_near(menaka, "MLI", 1.0) == {"Menaka", "Gao"}


def test_every_first_level_area_that_a_million_people_live_in_is_named() -> None:
    """Nangarhar, Giza, Dubai and three hundred others were not, since one table writes names with accents and one without."""
    people: Counter[tuple[str, str]] = Counter()
    for town in geonames.read_towns():
        people[town.country, town.admin1] += town.population
    named = geonames.first_level_names(geonames.read_towns(), geonames.AreaNames())
    nameless = {key for key, count in people.items() if key[1] not in ("", "00") and count > 1_000_000} - set(
        named
    )
    assert nameless <= {("SG", "03")}, nameless
