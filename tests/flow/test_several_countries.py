"""A disaster of several countries counts for each: rated, found, exported, and told to whoever is in one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import orjson
import pytest
from django.test import Client
from tests.flow.holding_making import NOON, World
from tests.sources.recorded import PAYLOADS

from lookfar.domain.incident import Incident
from lookfar.domain.places import Precision
from lookfar.domain.source import Body
from lookfar.domain.vocabulary import HoldReason, Origin
from lookfar.flow import open_tools, take
from lookfar.flow.asking import rating_as_of, verify
from lookfar.flow.briefing import brief_of
from lookfar.flow.finding import find
from lookfar.flow.lake_rows import incident_rows
from lookfar.flow.rating import Rater, rate_touched, touched_at
from lookfar.flow.remembered import Remembered
from lookfar.records import incidents as store
from lookfar.records.countries_told import told_of
from lookfar.records.history import incidents_of
from lookfar.records.models import AlertRow, IncidentVersion
from lookfar.records.outbox import read_alert
from lookfar.records.search import Search
from lookfar.records.subjects import PrivatePlace
from lookfar.sources.gdacs import SOURCE

pytestmark = pytest.mark.django_db
SUVA = PrivatePlace(name="Suva", lon=178.44, lat=-18.14, country="FJI", radius_km=5.0)
NUKUALOFA = PrivatePlace(name="Nukualofa", lon=-175.2, lat=-21.13, country="TON", radius_km=5.0)
APIA = PrivatePlace(name="Apia", lon=-171.76, lat=-13.83, country="WSM", radius_km=5.0)
FAR_AT_SEA = (-160.0, -30.0)
SOUTH_OF_BOTH = (-179.0, -26.0)
"""913 km from Suva, 660 km from Nukualofa: near neither, far from neither."""


def cyclone(*, at: datetime = NOON, where: tuple[float, float] = FAR_AT_SEA, **properties: object) -> Incident:
    """The shipped cyclone of "Fiji, Tonga", its centre and properties changed, as the incident it is."""
    listed = orjson.loads((PAYLOADS / "gdacs.json").read_bytes())
    [found] = [one for one in listed["features"] if one["properties"]["episodeid"] == 3]
    found |= {"bbox": [*where, *where], "geometry": {"type": "Point", "coordinates": list(where)}}
    found["properties"] |= properties
    content = orjson.dumps(listed | {"features": [found]})
    taken = take(
        Body(source=SOURCE.id, content=content, url="x", fetched_at=at), open_tools(), now=at, origin=Origin.LIVE
    )
    [incident] = taken.incidents
    return incident


def countries(incident: Incident) -> set[str]:
    return set(incident.place.touched if incident.place else ())


def test_each_country_is_rated_from_it_and_the_rating_can_be_made_again() -> None:
    one = cyclone()
    assert touched_at(one.recorded_at, open_tools()) == ["FJI", "TON"]
    later = NOON + timedelta(hours=1)
    assert rate_touched(Rater(open_tools()), ["FJI", "TON", "WSM"], as_of=later, origin=Origin.LIVE) == 3
    ratings = [rating_as_of(area, "hazard", as_of=later) for area in ("FJI", "TON", "WSM")]
    assert [{part.incident for part in rating.contributors} for rating in ratings] == [{one.id}, {one.id}, set()]
    assert [verify(rating.id) for rating in ratings] == ["", "", ""]


def test_each_country_finds_it() -> None:
    one = cyclone()
    for area, number in (("FJI", 1), ("TON", 1), ("WSM", 0)):
        assert len(find(Search(as_of=NOON, areas=(area,)), limit=9).incidents) == number
        answer = Client().get(f"/api/v1/incidents?area={area}&as_of=2022-01-07T00:00:00Z").json()
        assert [found["id"] for found in answer["items"]] == [one.id] * number
    [found] = Client().get("/api/v1/incidents?area=TON&as_of=2022-01-07").json()["items"]
    assert sorted(found["place"]["countries"]) == ["FJI", "TON"]


def test_the_pages_name_each_country() -> None:
    one = cyclone()
    page = Client().get(f"/incidents/{one.id}?as_of=2022-01-07").content.decode()
    assert 'href="/areas/FJI' in page
    assert 'href="/areas/TON' in page
    assert "Fiji, Tonga" in one.title
    assert "Fiji, Tonga, Fiji" not in one.title
    assert one.title in Client().get("/areas/TON?as_of=2022-01-07").content.decode()


def test_the_lake_has_a_row_for_each_country() -> None:
    cyclone()
    [kept] = incidents_of({"2022-01"})
    rows = [row.values for row in incident_rows(kept)]
    assert {row["country"] for row in rows} == {"FJI", "TON"}
    assert {row["weight"] for row in rows} == {1.0}


def test_a_place_at_sea_counts_for_each_country_that_is_named_of_it() -> None:
    one = cyclone()
    assert one.place is not None
    at_sea = replace(one, version=2, place=replace(one.place, country="", precision=Precision.POINT))
    store.keep_versions([at_sea])
    assert touched_at(at_sea.recorded_at, open_tools()) == ["FJI", "TON"]
    for area in ("FJI", "TON"):
        assert store.known_at(NOON).filter(store.touching([area])).count() == 1
        assert at_sea.id in {
            part.evidence.incident for part in Remembered(open_tools().parts).at(NOON, [area])[area]
        }
    [kept] = [kept for kept in incidents_of({"2022-01"}) if kept.incident.version == 2]
    assert [row.values["country"] for row in incident_rows(kept)] == ["FJI", "TON"]


def test_a_country_given_by_name_only_counts_and_one_not_named_does_not() -> None:
    """GDACS has no code for Viet Nam: "China, Viet Nam" comes with CHN alone."""
    one = cyclone(
        country="China, Viet Nam",
        iso3="CHN",
        affectedcountries=[{"iso2": "CN", "iso3": "CHN", "countryname": "China"}],
        where=(109.8, 21.2),
    )
    assert countries(one) == {"CHN", "VNM"}


@pytest.mark.parametrize(
    ("name", "code", "where", "touched"),
    [
        ("China", "CHN", (121.0, 23.7), {"CHN", "TWN"}),
        ("China", "CHN", (114.15, 22.4), {"CHN", "HKG"}),
        ("Viet Nam", "VNM", (105.5, 17.5), {"VNM", "LAO"}),
        ("Korea, Democratic People's Republic of, Japan", "", (127.0, 39.5), {"PRK", "JPN"}),
        ("A country nobody knows of, Japan", "", (127.0, 39.5), {"PRK", "JPN"}),
    ],
)
def test_the_country_in_which_its_middle_lies_counts_whether_it_is_named_or_not(
    name: str, code: str, where: tuple[float, float], touched: set[str]
) -> None:
    assert countries(cyclone(country=name, iso3=code, affectedcountries=[], where=where)) == touched


def test_where_no_country_is_named_the_one_at_its_point_counts() -> None:
    nobody: dict[str, object] = {"country": "", "iso3": "", "affectedcountries": []}
    assert countries(cyclone(where=(178.0, -17.8), **nobody)) == {"FJI"}


def test_at_sea_and_with_no_country_named_it_reaches_whoever_is_near_its_centre(tmp_path) -> None:
    world = World(tmp_path)
    world.person("Ann", home=SUVA)
    world.person("Bob", home=APIA)
    one = cyclone(where=(176.5, -20.5), country="", iso3="", affectedcountries=[])
    assert countries(one) == set()
    assert [row.person.private["name"] for row in AlertRow.objects.all()] == ["Ann"]
    assert len(world.run(NOON)) == 1


def test_everybody_in_one_of_the_countries_is_told_up_to_1000_km_from_the_centre(tmp_path) -> None:
    world = World(tmp_path)
    for name, home in (("Ann", SUVA), ("Bob", NUKUALOFA), ("Cyd", APIA)):
        world.person(name, home=home)
    cyclone(where=SOUTH_OF_BOTH)
    assert sorted(row.person.private["name"] for row in AlertRow.objects.all()) == ["Ann", "Bob"]
    assert len(world.run(NOON)) == 2
    why = " ".join(line for row in AlertRow.objects.all() for line in read_alert(row).why)
    assert "it touches Fiji, Tonga, and Suva is there; its middle is 913 km away" in why


def test_beyond_it_they_are_told_by_the_digest_and_why(tmp_path) -> None:
    world = World(tmp_path)
    world.person("Bob", home=NUKUALOFA)
    cyclone()
    assert world.run(NOON) == []
    row = AlertRow.objects.get()
    assert row.held == HoldReason.BELOW_THRESHOLD
    assert read_alert(row).why[-1] == (
        "Held: its middle is 1,813 km away, and beyond 1,000 km nobody is woken for it; it goes to the digest."
    )
    [digest] = world.run(NOON + timedelta(days=1))
    assert "digest" in digest
    assert "Nukualofa" in world.mails[-1].as_string()


def test_one_held_for_its_distance_is_told_at_once_when_it_has_come_nearer(tmp_path) -> None:
    world = World(tmp_path)
    world.person("Bob", home=NUKUALOFA)
    cyclone()
    later = NOON + timedelta(hours=6)
    cyclone(at=later, where=SOUTH_OF_BOTH, datemodified="2022-01-06T13:00:00")
    assert len(world.run(later)) == 1


def test_so_it_is_for_a_disaster_of_one_country_whose_middle_alone_is_published(tmp_path) -> None:
    world = World(tmp_path)
    world.person("Ann", home=SUVA)
    cyclone(
        country="Fiji",
        affectedcountries=[{"iso2": "FJ", "iso3": "FJI", "countryname": "Fiji"}],
        where=SOUTH_OF_BOTH,
    )
    assert len(world.run(NOON)) == 1
    assert (
        "Fiji is affected, and Suva is there; its middle is 913 km away"
        in read_alert(AlertRow.objects.get()).why[1]
    )


def test_one_less_than_extreme_goes_to_the_digest(tmp_path) -> None:
    world = World(tmp_path)
    world.person("Bob", home=NUKUALOFA)
    cyclone(alertlevel="Orange")
    assert world.run(NOON) == []
    assert AlertRow.objects.get().held == HoldReason.BELOW_THRESHOLD


def test_a_country_named_later_is_told_and_counts_from_then_on(tmp_path) -> None:
    world = World(tmp_path)
    world.person("Bob", home=NUKUALOFA)
    first = cyclone(country="Fiji", affectedcountries=[])
    assert AlertRow.objects.count() == 0
    later = NOON + timedelta(hours=6)
    second = cyclone(at=later, where=SOUTH_OF_BOTH, episodeid=3, datemodified="2022-01-06T13:00:00")
    assert (second.id, second.version) == (first.id, first.version + 1)
    assert "TON" in second.change
    assert len(world.run(later)) == 1
    assert find(Search(as_of=NOON, areas=("TON",)), limit=9).incidents == ()
    assert find(Search(as_of=later, areas=("TON",)), limit=9).incidents == (second,)


def test_a_version_stored_before_countries_were_kept_reads_as_it_did() -> None:
    one = cyclone()
    row = IncidentVersion.objects.get()
    stored = orjson.loads(row.incident)
    for name in ("countries", "whole"):
        del stored["place"][name]
    stored["place"]["country"] = "FJI"
    row.incident, row.country, row.others = orjson.dumps(stored), "FJI", None
    row.save()
    old = store.current(one.id)
    assert old is not None
    assert countries(old) == {"FJI"}
    assert [len(find(Search(as_of=NOON, areas=(area,)), limit=9).incidents) for area in ("FJI", "TON")] == [1, 0]


def test_news_of_it_and_briefs_count_it_for_each_country() -> None:
    one = cyclone()
    told = told_of([SOURCE.id], since=NOON - timedelta(days=30), until=NOON + timedelta(days=30))
    assert told == {"FJI": 1, "TON": 1}
    for area in ("FJI", "TON"):
        assert one.title in [found.title for found in brief_of(area, as_of=NOON).incidents]
