"""The story of January 2022: read right, rated right, the right people told once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import shared_data
from tests.stories.replaying import Store, lookfar

HERE = Path(__file__).parent / "kazakhstan_2022"
PACK = Path(__file__).parents[2] / "src/lookfar/facts/cases/winter_2021_22/incidents.csv"
MANGYSTAU = ("mangystau", "mangghystau", "aktau", "zhanaozen", "zhangaozen")


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = tmp_path_factory.mktemp("kazakhstan")
    table = shared_data.find("data/wikipedia_current_events/current_events_2010_2022.parquet")
    source = ("wikipedia_current_events", str(table)) if table else ("case_pack", str(PACK))
    days = ("--from", "2021-12-15", "--until", "2022-01-31", "--store", str(home))
    people = ("--people", str(HERE / "people.json"))
    lookfar(home, "replay", *source, *days, *people)
    lookfar(home, "replay", "wikipedia_current_events", str(HERE / "injected.csv"), "--store", str(home))
    return Store(home)


def _january(story: Store, category: str) -> list[dict[str, Any]]:
    return [
        one
        for one in story.incidents("KAZ")
        if one["category"] == category and "2022-01-03" < one["happened"]["start"] < "2022-01-10"
    ]


def _place(one: dict[str, Any]) -> str:
    return f"{one['place']['name']} {one['place']['admin1']}".lower()


def test_the_protests_are_unrest_in_almaty_and_mangystau(story: Store) -> None:
    places = [_place(one) for one in _january(story, "unrest")]
    assert any("almaty" in place for place in places)
    assert any(name in place for place in places for name in MANGYSTAU)


def test_the_emergency_and_the_resignation_are_stability(story: Store) -> None:
    kinds = {one["event_type"] for one in _january(story, "stability")}
    assert "state_of_emergency" in kinds
    assert kinds & {"government_change", "resignation", "dismissal"}


def test_the_csto_deployment_is_relations(story: Store) -> None:
    """Asked for on the 5th, decided and begun on the 6th: one deployment that holds the 6th."""
    found = [
        one
        for one in _january(story, "relations")
        if one["happened"]["start"] < "2022-01-07" and one["happened"]["end"] > "2022-01-06T00:00:00Z"
    ]
    assert {one["event_type"] for one in found} >= {"military_deployment"}


def test_the_airport_is_seized_in_almaty_on_the_fifth(story: Store) -> None:
    found = [
        one
        for category in ("transport", "unrest")
        for one in _january(story, category)
        if "almaty" in _place(one)
        and one["happened"]["start"] <= "2022-01-05T23:59" < one["happened"]["end"]
        and "airport" in f"{one['title']} {one['words']} {_place(one)}".lower()
    ]
    assert found


def test_deaths_are_versions_of_few_incidents(story: Store) -> None:
    counted = [
        (one["recorded_at"][:10], one["id"], one["fatalities"]["best"])
        for category in ("unrest", "stability", "armed_conflict")
        for one in _january(story, category)
        if one["fatalities"]["best"]
    ]
    on_the_sixth = {best for day, _, best in counted if day == "2022-01-06"}
    assert 26 in on_the_sixth
    assert on_the_sixth & {18, 44}
    by_the_ninth = {ident for day, ident, best in counted if day <= "2022-01-09" and best == 164}
    assert len(by_the_ninth) == 1
    assert len({ident for _, ident, _ in counted}) <= 3


def test_kazakhstan_was_low_and_covered_before_and_is_high_after(story: Store) -> None:
    (before,) = story.rates("--as-of", "2021-12-31", "--area", "KAZ", "--category", "unrest")
    (after,) = story.rates("--as-of", "2022-01-06", "--area", "KAZ", "--category", "unrest")
    assert 1 <= before["level"] <= 3
    assert before["coverage"] == "covered"
    assert after["level"] >= 4
    unrest = {one["id"] for one in _january(story, "unrest")}
    assert after["contributors"][0]["incident_id"] in unrest
    assert after["contributors"][0]["links"]


def test_few_countries_are_high_for_unrest_that_day(story: Store) -> None:
    rated = story.rates("--as-of", "2022-01-06", "--category", "unrest")
    assert len(rated) > 190
    assert sum(1 for one in rated if one["level"] >= 4) <= 15


def _scores(story: Store, *areas: str) -> list[float]:
    return [
        story.rates("--as-of", "2022-01-06", "--area", area, "--category", "unrest")[0]["score"] for area in areas
    ]


def test_almaty_stands_above_the_quiet_parts_of_the_country(story: Store) -> None:
    almaty, mangystau, pavlodar, north = _scores(story, "KAZ.1526384", "KAZ.09", "KAZ.11", "KAZ.16")
    assert min(almaty, mangystau) > max(pavlodar, north)


def test_why_a_part_moved_is_told_with_links(story: Store) -> None:
    said = lookfar(story.home, "rate", "--why", "KAZ.1526384:unrest", "--as-of", "2022-01-06")
    assert "KAZ.1526384 unrest: " in said
    assert "because: " in said
    assert "https://" in said


def _told(story: Store, label: str, kind: str = "alert.raised") -> list[dict[str, Any]]:
    return [
        one["data"] for one in story.outbox() if one["data"]["subject"]["label"] == label and one["type"] == kind
    ]


def test_the_traveller_is_alerted_once_per_incident_with_the_reason(story: Store) -> None:
    told = _told(story, "Traveller to Almaty")
    assert told
    ids = [one["incident_id"] for one in told]
    assert len(ids) == len(set(ids))
    assert all(one["why"] for one in told)
    assert "unrest" in {one["category"] for one in told}


def test_the_site_gets_the_update_when_deaths_rise(story: Store) -> None:
    updates = [
        one
        for one in story.outbox()
        if one["data"]["subject"]["label"] == "Almaty office" and one["type"] == "alert.updated"
    ]
    assert any("164" in " ".join(one["data"]["why"]) + one["data"]["title"] for one in updates)
    assert any(one["timestamp"].startswith("2022-01-09") for one in updates)


@pytest.mark.parametrize("label", ["Resident of Astana in Egypt", "Resident of Atlanta", "Resident of Lima"])
def test_namesakes_and_other_organisations_hear_nothing(story: Store, label: str) -> None:
    assert _told(story, label) == []


@pytest.mark.parametrize(("label", "word"), [("Resident of Astana", "Astana"), ("Resident of Tbilisi", "Tbilisi")])
def test_residents_of_the_real_places_are_told(story: Store, label: str, word: str) -> None:
    places = " ".join(f"{one['place']} {one['title']}" for one in _told(story, label))
    assert word in places or "Nur-Sultan" in places


def test_every_rating_can_be_recomputed(story: Store) -> None:
    said = lookfar(story.home, "rate", "--verify-all")
    assert "issues hold" in said
    assert "the change log holds" in said


def test_a_changed_snapshot_is_refused(story: Store) -> None:
    (rated,) = story.rates("--as-of", "2022-01-06", "--area", "KAZ", "--category", "unrest")
    assert "the bytes agree" in lookfar(story.home, "rate", "--verify", rated["id"])
