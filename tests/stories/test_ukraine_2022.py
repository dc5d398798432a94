"""Ukraine, November 2021 - April 2022: the news of 24 February becomes its battles, each in its own place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import shared_data
from tests.stories.replaying import Store, lookfar
from tests.stories.test_kazakhstan_2022 import PACK

OBLASTS = {
    "Sumy": "Sumy",
    "Odesa": "Odesa",
    "Mariupol": "Donetsk",
    "Hostomel": "Kyiv Oblast",
    "Chernobyl": "",
    "Kyiv": "Kyiv City",
    "Kharkiv": "Kharkiv",
    "Kherson": "Kherson",
    "Chernihiv": "Chernihiv",
    "Snake Island": "",
    "Obukhiv": "Kyiv Oblast",
}
"""Places the day's items tell of fighting in, with the gazetteer's oblast; "" where the place has none above it."""

REGIONS = {"Luhansk", "Sumy", "Kharkiv", "Kherson", "Chernihiv", "Zhytomyr"}
"""Oblasts that one item of the day says were entered."""
ZONE = "Chernobyl"


LONGEST = timedelta(days=31)
"""A siege may be one incident for weeks; no incident is months of the war."""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The newest versions of all that was known of the whole period."""
    home = tmp_path_factory.mktemp("ukraine")
    table = shared_data.find("data/scenarios_2022/ukraine_wikipedia_events.csv")
    source = ("wikipedia_current_events", str(table)) if table else ("case_pack", str(PACK))
    lookfar(home, "replay", *source, "--from", "2021-11-01", "--until", "2022-04-30", "--store", str(home))
    return list({one["id"]: one for one in Store(home).incidents()}.values())


@pytest.fixture(scope="module")
def invasion(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fighting in Ukraine on the 24th."""
    return [
        one
        for one in known
        if one["category"] == "armed_conflict"
        and one["happened"]["start"].startswith("2022-02-24")
        and (one["place"] or {}).get("country") == "UKR"
    ]


def test_the_invasion_is_fighting_in_five_right_places(invasion: list[dict[str, Any]]) -> None:
    places = [one["place"] for one in invasion if one["place"]["name"] in OBLASTS]
    cities = {place["name"]: place["admin1"] for place in places if place["precision"] in ("city", "point")}
    assert len(cities) >= (5 if shared_data.find("data/scenarios_2022") else 3), cities
    assert cities == {name: OBLASTS[name] for name in cities}


def test_the_oblasts_of_the_invasion_are_right(invasion: list[dict[str, Any]]) -> None:
    regions = {one["place"]["name"] for one in invasion if one["place"]["precision"] == "region"}
    assert regions >= (REGIONS if shared_data.find("data/scenarios_2022") else {ZONE})
    assert regions <= REGIONS | {ZONE}


def test_no_two_of_them_are_one_event(invasion: list[dict[str, Any]]) -> None:
    places = [one["place"]["name"] for one in invasion if one["place"]["precision"] in ("city", "point")]
    assert len(places) == len(set(places)), places


def test_a_list_of_oblasts_is_of_regions(known: list[dict[str, Any]]) -> None:
    day = [one for one in known if one["happened"]["start"].startswith("2022-02-24") and one["place"]]
    luhansk = [one["place"] for one in day if one["place"]["name"] == "Luhansk"]
    assert {place["precision"] for place in luhansk} == {"region"}


def test_no_incident_lasts_for_months(known: list[dict[str, Any]]) -> None:
    def length(one: dict[str, Any]) -> timedelta:
        return datetime.fromisoformat(one["happened"]["end"]) - datetime.fromisoformat(one["happened"]["start"])

    assert not [one["title"] for one in known if one["category"] == "armed_conflict" and length(one) > LONGEST]
