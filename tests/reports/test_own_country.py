"""Cities lie in their own countries, by the borders we ship and by what is read of them."""

from __future__ import annotations

import numpy as np
import pytest

from lookfar.domain.geo import Point, distance_km
from lookfar.facts.borders import open_borders
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.geonames import read_towns
from lookfar.facts.shipped import read_table
from lookfar.reports.locate import locate

CITIES = {
    "Bangkok": "THA",
    "Hanoi": "VNM",
    "Helsinki": "FIN",
    "Minsk": "BLR",
    "Brussels": "BEL",
    "Zurich": "CHE",
    "Prague": "CZE",
    "Dublin": "IRL",
    "Toronto": "CAN",
    "La Paz": "BOL",
    "Kathmandu": "NPL",
    "Dhaka": "BGD",
    "Kuwait City": "KWT",
    "Tbilisi": "GEO",
    "Ulaanbaatar": "MNG",
    "Asuncion": "PRY",
    "Guatemala City": "GTM",
    "Kinshasa": "COD",
    "Brazzaville": "COG",
    "Sevastopol": "UKR",
}
SAMPLE, SEED = 2_000, 20261124
NEAR_KM = 10.0


@pytest.mark.parametrize(("city", "country"), CITIES.items())
def test_a_city_is_read_and_lies_in_its_own_country(city: str, country: str) -> None:
    place = locate(f"A fire broke out in {city} on Monday.", open_gazetteer())[0]
    assert place.country == country
    assert open_borders().country_at(place.point) == country


def test_nearly_all_of_the_gazetteers_cities_lie_in_or_near_their_country() -> None:
    towns, borders = read_towns(), open_borders()
    alpha3 = {area.alpha2: area.alpha3 for area in open_gazetteer().areas()}
    chosen = np.random.default_rng(SEED).choice(len(towns), SAMPLE, replace=False)
    away = []
    for number in chosen.tolist():
        town = towns[number]
        point = Point(lon=town.lon, lat=town.lat)
        country = alpha3[town.country]
        if borders.country_at(point) != country and borders.distance_to_country_km(point, country) > NEAR_KM:
            away.append(f"{town.name}, {town.country}")
    assert len(away) <= SAMPLE // 100, away


@pytest.mark.parametrize("table", ["towns_named.csv", "place_names.csv"])
def test_every_town_of_our_own_tables_lies_in_or_near_its_country_and_is_read_there(table: str) -> None:
    borders, away = open_borders(), []
    for row in read_table(table):
        point = Point(lon=float(row["lon"]), lat=float(row["lat"]))
        if (
            borders.country_at(point) != row["alpha3"]
            and borders.distance_to_country_km(point, row["alpha3"]) > NEAR_KM
        ):
            away.append(row)
        name = (
            row.get("name") or row["names"].partition("|")[0]
        ) + f", {open_gazetteer().country_name(row['alpha3'])}"
        place = locate(f"A fire broke out in {name}, on Monday.", open_gazetteer())[0]
        if place.country != row["alpha3"] or distance_km(place.point, point) > 40.0:
            away.append(row | {"read": f"{place.name}, {place.country}"})
    assert not away
