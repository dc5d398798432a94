"""Names that mislead: namesakes, regions, capitals that stand for governments, persons, papers and illnesses."""

from __future__ import annotations

import pytest

from lookfar.domain.geo import Point, distance_km
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Protesters gathered outside parliament in Tbilisi, Georgia, on Monday.", "Tbilisi", "GEO"),
        ("A jury in Atlanta, Georgia, convicted a former officer.", "Atlanta", "USA"),
        ("Georgia and Russia traded fire in South Ossetia.", "Georgia", "GEO"),
        ("The governor of Georgia declared an emergency in Savannah and Augusta.", "Georgia", "USA"),
        ("A tanker exploded in Lagos, the Nigerian agency said.", "Lagos", "NGA"),
        ("Wildfires closed in on Lagos and Portimão in southern Portugal.", "Lagos", "PRT"),
        ("Militias fought in Tripoli; Benghazi stayed calm.", "Tripoli", "LBY"),
        ("Clashes in Tripoli spread to Beirut and Sidon.", "Tripoli", "LBN"),
        ("A ferry sank in the Republic of the Congo near Brazzaville.", "Brazzaville", "COG"),
        ("Rebels took Goma in the Democratic Republic of the Congo.", "Goma", "COD"),
        ("A ferry sank in the Democratic Republic of the Congo.", "Democratic Republic", "COD"),
        ("Nurses in Guinea isolated five people.", "Guinea", "GIN"),
        ("Soldiers took power in Guinea-Bissau.", "Guinea-Bissau", "GNB"),
        ("Workers were freed in Equatorial Guinea.", "Equatorial Guinea", "GNQ"),
        ("A landslide buried a village in Papua New Guinea.", "Papua New Guinea", "PNG"),
        ("Firefighters in Washington state contained a blaze near Spokane.", "Washington", "USA"),
        ("A shooting in Sevastopol, Crimea, killed two.", "Sevastopol", "UKR"),
        ("Floods killed 27 people in Dili.", "Dili", "TLS"),
        ("Islamic State fighters were driven out of Palmyra.", "Palmyra", "SYR"),
        ("A port strike in Hodeidah stopped aid.", "Hodeidah", "YEM"),
    ],
)
def test_the_namesake_that_is_meant_is_chosen(text: str, name: str, country: str) -> None:
    found = {place.text: place.country for place in locate(text, open_gazetteer())}
    assert next((found[told] for told in found if told.startswith(name)), "") == country


@pytest.mark.parametrize(
    ("name", "lon", "lat", "country"),
    [
        ("the Donbas", 38.2, 48.3, "UKR"),
        ("the Sahel", 0.0, 14.5, ""),
        ("the Horn of Africa", 46.0, 7.0, ""),
        ("Tigray", 38.8, 13.9, "ETH"),
        ("Kashmir", 75.0, 34.2, ""),
        ("the Gaza Strip", 34.4, 31.4, "PSE"),
        ("the West Bank", 35.2, 31.9, "PSE"),
        ("the Canary Islands", -15.7, 28.3, "ESP"),
        ("La Palma", -17.9, 28.7, "ESP"),
        ("the Bekaa Valley", 36.1, 33.9, "LBN"),
        ("the South China Sea", 113.5, 13.0, ""),
        ("Lake Titicaca", -69.4, -15.8, ""),
        ("the South Island", 170.5, -43.8, "NZL"),
    ],
)
def test_a_region_lies_where_it_is(name: str, lon: float, lat: float, country: str) -> None:
    place = locate(f"Two people were killed in {name} on Tuesday.", open_gazetteer())[0]
    assert distance_km(place.point, Point(lon=lon, lat=lat)) < 250
    assert place.country == country


def test_a_quarter_lies_in_its_city() -> None:
    green = next(
        p for p in locate("Rockets hit Baghdad's Green Zone.", open_gazetteer()) if "Green Zone" in p.text
    )
    assert green.country == "IRQ"


def test_a_state_that_makes_war_says_little_of_where() -> None:
    place = locate("Russia claims Pokrovsk after months of fighting", open_gazetteer())[0]
    assert (place.name, place.country) == ("Pokrovsk", "UKR")


def test_a_missile_named_like_a_town_is_none() -> None:
    places = locate("Pyongyang says it tested the Hwasong-17 on Thursday.", open_gazetteer())
    assert [place.name for place in places] == ["Pyongyang"]


@pytest.mark.parametrize("text", ["Four dead in Georgia school shooting", "Georgia man held over bomb threat"])
def test_an_american_state_is_told_by_what_only_it_has(text: str) -> None:
    assert locate(text, open_gazetteer())[0].country == "USA"


def test_a_capital_that_speaks_for_its_government_is_not_the_scene() -> None:
    places = locate("Moscow said on Monday that rebels had shelled Donetsk.", open_gazetteer())
    assert [p.text for p in places if p.scene] == ["Donetsk"]


@pytest.mark.parametrize(
    "text",
    [
        "Chad Johnson and Jordan Wells won the relay.",
        "Kenya Moore hosted the show.",
        "Doctors treated three cases of Marburg fever and one of Lassa fever.",
        "The Washington Post reported it first.",
        "Paris Hilton arrived late.",
    ],
)
def test_a_person_a_paper_or_an_illness_is_no_place(text: str) -> None:
    assert locate(text, open_gazetteer()) == ()


def test_a_sea_before_a_capital_lies_in_no_country() -> None:
    sea = next(
        p
        for p in locate("It fired missiles into the Sea of Japan, Seoul's army said.", open_gazetteer())
        if p.text == "Sea of Japan"
    )
    assert sea.country == ""
