"""24 February 2022: one day's news of an invasion becomes its battles, each in its own place."""

from __future__ import annotations

from typing import Any

import pytest
from tests import shared_data
from tests.stories.replaying import Store, lookfar
from tests.stories.test_kazakhstan_2022 import PACK

OBLASTS = {
    "Sumy": "Sumy",
    "Odesa": "Odessa",
    "Mariupol": "Donetsk",
    "Hostomel": "Kiev",
    "Chernobyl": "",
    "Kyiv": "",
    "Kharkiv": "Kharkiv",
    "Kherson": "",
    "Chernihiv": "Chernihiv",
    "Luhansk": "Luhansk",
}
"""Places the day's items tell of fighting in, with the gazetteer's oblast; "" where the place has none above it."""


@pytest.fixture(scope="module")
def invasion(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The newest versions of what was known of fighting in Ukraine on the 24th."""
    home = tmp_path_factory.mktemp("ukraine")
    table = shared_data.find("data/scenarios_2022/ukraine_wikipedia_events.csv")
    source = ("wikipedia_current_events", str(table)) if table else ("case_pack", str(PACK))
    lookfar(home, "replay", *source, "--from", "2022-02-20", "--until", "2022-02-24", "--store", str(home))
    newest = {one["id"]: one for one in Store(home).incidents("UKR")}
    return [
        one
        for one in newest.values()
        if one["category"] == "armed_conflict" and one["happened"]["start"].startswith("2022-02-24")
    ]


def test_the_invasion_is_fighting_in_five_right_places(invasion: list[dict[str, Any]]) -> None:
    found = {one["place"]["name"]: one["place"]["admin1"] for one in invasion if one["place"]["name"] in OBLASTS}
    assert len(found) >= 5, found
    assert found == {name: OBLASTS[name] for name in found}


def test_no_two_of_them_are_one_event(invasion: list[dict[str, Any]]) -> None:
    places = [one["place"]["name"] for one in invasion if one["place"]["precision"] in ("city", "point")]
    assert len(places) == len(set(places)), places
