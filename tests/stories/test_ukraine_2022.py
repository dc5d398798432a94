"""The story of 24 February 2022: one invasion, told city by city."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from tests import shared_data
from tests.stories.replaying import Store, lookfar

DAY = "2022-02-24"
SCENES = {
    "Kyiv": ("kyiv", "hostomel", "obukhiv", "vasylkiv"),
    "Kyiv Oblast, Chernobyl": ("chernobyl", "chornobyl", "pripyat"),
    "Sumy Oblast": ("sumy",),
    "Odesa Oblast": ("odesa", "odessa", "snake island", "zmiinyi"),
    "Donetsk Oblast": ("mariupol", "donetsk"),
    "Luhansk Oblast": ("luhansk", "shchastia", "starobilsk"),
    "Kharkiv Oblast": ("kharkiv",),
    "Kherson Oblast": ("kherson",),
    "Chernihiv Oblast": ("chernihiv",),
    "Zhytomyr Oblast": ("zhytomyr",),
}
"""Where that day's items say it was fought, by words of the place's name or first administrative level."""


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Store:
    table = shared_data.find("data/scenarios_2022/ukraine_wikipedia_events.csv")
    if table is None:
        pytest.skip("the sibling folder shared with the scenario is absent: the invasion is not replayed")
    home = tmp_path_factory.mktemp("ukraine")
    days = ("--from", "2022-02-21", "--until", "2022-02-26", "--store", str(home))
    lookfar(home, "replay", "wikipedia_current_events", str(table), *days)
    return Store(home)


def _fought(story: Store) -> list[dict[str, Any]]:
    """The last version of every incident of armed conflict in Ukraine that began on the day."""
    last = {one["id"]: one for one in story.incidents("UKR")}
    return [
        one
        for one in last.values()
        if one["category"] == "armed_conflict" and one["happened"]["start"].startswith(DAY)
    ]


def _scene(one: dict[str, Any]) -> str | None:
    where = f"{one['place']['name']} {one['place']['admin1']}".lower()
    return next((scene for scene, words in SCENES.items() if any(word in where for word in words)), None)


def test_the_invasion_is_armed_conflict_in_at_least_five_right_places(story: Store) -> None:
    scenes = {_scene(one) for one in _fought(story) if one["place"]["precision"] in ("city", "point", "region")}
    assert len(scenes - {None}) >= 5


def test_no_fight_is_put_where_nobody_told_of_one(story: Store) -> None:
    local = [one for one in _fought(story) if one["place"]["precision"] in ("city", "point")]
    assert [one["place"]["name"] for one in local if _scene(one) is None] == []


def test_no_two_incidents_are_one_event(story: Store) -> None:
    for a, b in combinations(_fought(story), 2):
        same_place = a["place"]["name"] == b["place"]["name"]
        assert not (same_place and a["event_type"] == b["event_type"]), (a["title"], b["title"])


def test_a_curfew_and_sanctions_are_no_fighting(story: Store) -> None:
    last = {one["id"]: one for one in story.incidents() if one["happened"]["start"].startswith(DAY)}
    assert {"stability", "relations"} <= {one["category"] for one in last.values()}
