"""An incident that touches several countries: its place when more is told of it, and what is compared with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.exposure.making import stay
from tests.incidents.making import ALMATY, NOW, SETTING, Told, incident, told

from lookfar.alerts.decide import decide
from lookfar.alerts.explain import explain
from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.vocabulary import HoldReason, Severity
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index
from lookfar.facts.areas import open_areas
from lookfar.incidents.absorb import absorbed
from lookfar.incidents.candidates import may_join
from lookfar.incidents.whereabouts import features
from lookfar.ratings.evidence import evidence_of

FLOOD = Place(
    name="Kazakhstan, Kyrgyzstan",
    point=Point(lon=80.0, lat=45.0),
    radius_km=100.0,
    country="KAZ",
    precision=Precision.REGION,
    confidence=1.0,
    countries=("KAZ", "KGZ"),
    whole=True,
)
BISHKEK = replace(ALMATY, name="Bishkek", country="KGZ", point=Point(lon=74.6, lat=42.87))
ASTANA = replace(ALMATY, name="Astana", point=Point(lon=71.43, lat=51.13))
QUAKE = replace(ALMATY, name="", precision=Precision.POINT, countries=("KAZ", "KGZ"))


def flood(place: Place = FLOOD) -> Incident:
    return incident("flood", place=place, severity=Severity.EXTREME)


def after(before: Incident, place: Place) -> Place:
    news: Told = told("n", "The flood reaches the town.", place=place)
    found = absorbed(before, news.report, news.understanding, SETTING)
    assert found is not None
    assert found.place is not None
    return found.place


@pytest.mark.parametrize("town", [ALMATY, BISHKEK])
def test_a_town_told_of_later_is_where_it_is_and_the_countries_stay(town: Place) -> None:
    place = after(flood(), town)
    assert place.name == town.name
    assert set(place.touched) == {"KAZ", "KGZ"}
    assert place.whole


def test_a_disaster_told_of_after_a_town_adds_its_countries() -> None:
    place = after(flood(BISHKEK), FLOOD)
    assert place.name == "Bishkek"
    assert place.touched == ("KGZ", "KAZ")


def test_what_no_publisher_names_several_countries_of_keeps_one() -> None:
    assert after(flood(replace(ALMATY, precision=Precision.COUNTRY)), ASTANA).touched == ("KAZ",)


def test_countries_that_are_added_are_said() -> None:
    before = flood(replace(FLOOD, countries=("KAZ",), name="Kazakhstan"))
    news = told("n", "The flood goes on.", place=FLOOD)
    found = absorbed(before, news.report, news.understanding, SETTING)
    assert found is not None
    assert "countries KAZ -> KAZ, KGZ" in found.change


def test_it_counts_alike_for_each_country_and_for_no_part_that_is_not_known() -> None:
    for place, parts in ((FLOOD, 0), (QUAKE, 1), (replace(FLOOD, precision=Precision.POINT), 1)):
        found = evidence_of(flood(place), [], open_areas())
        assert [area for area, _ in found][:2] == ["KAZ", "KGZ"]
        assert len({evidence for _, evidence in found}) == 1
        assert (len(found) > 2) == bool(parts)


def test_news_of_any_of_its_countries_is_compared_as_of_the_same_country() -> None:
    for country in ("KAZ", "KGZ"):
        news = replace(ALMATY, country=country, precision=Precision.COUNTRY)
        assert features(news, FLOOD, 50.0) == {"within_country": 1.0}
    assert features(replace(BISHKEK, country="UZB"), FLOOD, 50.0) == {"other_country": 1.0}


def test_it_reaches_all_of_each_country_and_an_earthquake_only_what_is_near() -> None:
    people = [
        replace(stay(point=place.point), country=place.country, id=place.name)
        for place in (
            ALMATY,
            ASTANA,
            BISHKEK,
            replace(ALMATY, name="Tashkent", country="UZB", point=Point(lon=69.2, lat=41.3)),
        )
    ]
    index = Index(people)
    reached = {
        name: {match.exposure.id for match in index.meet(area)}
        for name, place in (("flood", FLOOD), ("town", after(flood(), BISHKEK)), ("quake", QUAKE))
        if (area := footprint(flood(place)))
    }
    assert reached["flood"] == {"Almaty", "Astana", "Bishkek"}
    assert reached["town"] == {"Almaty", "Astana", "Bishkek"}
    assert reached["quake"] == {"Almaty", "Bishkek"}


def test_somebody_near_a_town_told_of_is_met_by_distance_and_once() -> None:
    index = Index([replace(stay(point=BISHKEK.point), country="KGZ")])
    area = footprint(flood(after(flood(), BISHKEK)))
    assert area is not None
    [match] = index.meet(area)
    assert match.distance_km == 0.0


def test_a_place_at_sea_takes_the_first_country_that_is_named_and_keeps_every_one() -> None:
    at_sea = replace(ALMATY, name="off the coast", country="", precision=Precision.POINT)
    place = after(flood(at_sea), FLOOD)
    assert (place.name, place.country) == ("off the coast", "KAZ")
    assert place.touched == ("KAZ", "KGZ")


def test_whoever_is_near_its_middle_is_met_whatever_country_that_is_in_and_under_the_bar_of_a_country() -> None:
    nobodys = replace(ALMATY, country="UZB", point=Point(lon=78.0, lat=45.0))
    there = replace(stay(point=nobodys.point), country="UZB")
    for severity, held in ((Severity.EXTREME, None), (Severity.SEVERE, HoldReason.BELOW_THRESHOLD)):
        one = incident("flood", place=replace(FLOOD, point=nobodys.point), severity=severity)
        area = footprint(one)
        assert area is not None
        [match] = Index([there]).meet(area)
        assert match.distance_km == 0.0
        assert decide(match, one, None, now=NOW).held is held


def from_gdacs(before: Incident, place: Place, *, listed_by: int = 1) -> Place:
    """The place after the report that founded the incident, beside which news is in it, is told again."""
    again = told("flood", "The flood goes on.", place=place, source="gdacs")
    report = replace(again.report, places=(place,))
    others = tuple(told(f"other{n}", "", source="gdacs").report.id for n in range(1, listed_by))
    held = replace(before, reports=(report.id, *others, told("n", "").report.id))
    found = absorbed(held, report, again.understanding, SETTING)
    assert found is not None
    assert found.place is not None
    return found.place


SHORTER = replace(FLOOD, name="Kazakhstan", countries=("KAZ",), point=Point(lon=77.0, lat=50.0))


def test_a_country_that_its_publisher_takes_off_the_list_is_touched_no_longer() -> None:
    assert from_gdacs(flood(), SHORTER) == SHORTER
    town = from_gdacs(flood(after(flood(), ALMATY)), SHORTER)
    assert (town.name, town.touched) == ("Almaty", ("KAZ",))


def test_the_country_of_a_town_that_news_told_of_stays_and_so_does_all_that_another_report_may_have_named() -> (
    None
):
    assert from_gdacs(flood(after(flood(), BISHKEK)), SHORTER).touched == ("KGZ", "KAZ")
    assert set(from_gdacs(flood(), SHORTER, listed_by=2).touched) == {"KAZ", "KGZ"}
    said_nothing = replace(ALMATY, precision=Precision.COUNTRY)
    assert set(from_gdacs(flood(), said_nothing).touched) == {"KAZ", "KGZ"}


def test_how_far_it_is_counts_from_its_middle_as_told_last_not_from_the_town_that_is_known() -> None:
    town = after(flood(), BISHKEK)
    assert town.middle == FLOOD.point
    moved = from_gdacs(flood(town), replace(FLOOD, point=ASTANA.point))
    assert (moved.name, moved.middle) == ("Bishkek", ASTANA.point)
    area = footprint(flood(moved))
    assert area is not None
    [match] = Index([replace(stay(point=ASTANA.point), country="KAZ")]).meet(area)
    assert match.middle_km == 0.0
    assert "; its middle is less than 0.1 km away" in explain(match, flood(moved))[1]


def test_a_coded_report_of_any_of_its_countries_may_join_it() -> None:
    for place, joins in ((ALMATY, True), (BISHKEK, True), (replace(BISHKEK, country="UZB"), False)):
        coded = told("c", "", place=place, source="gdelt")
        report = replace(coded.report, native={"cameo": "145"})
        assert may_join(report, coded.understanding, "", FLOOD) is joins
