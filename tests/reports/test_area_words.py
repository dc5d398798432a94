"""Words that say an area is meant: not the town it is named after, nor the country named alike."""

from __future__ import annotations

import pytest

from lookfar.domain.places import Precision
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


def read(text: str, name: str) -> tuple[str, str, Precision]:
    place = next(p for p in locate(text, open_gazetteer()) if p.text.startswith(name))
    return place.name, place.country, place.precision


@pytest.mark.parametrize(
    ("text", "name", "area"),
    [
        ("Gunmen kill 12 in Kano state", "Kano", ("Kano", "NGA")),
        ("Bandits kill 15 in Niger State", "Niger", ("Niger", "NGA")),
        ("Bandits kill 15 in the central Nigerian state of Niger", "Niger", ("Niger", "NGA")),
        ("Floods in Kharkiv region kill two", "Kharkiv", ("Kharkiv", "UKR")),
        ("Attack in the province of Herat", "Herat", ("Herat", "AFG")),
        ("Shooting in the US state of Georgia", "Georgia", ("Georgia", "USA")),
        ("Fighting in Deraa province and in Homs", "Deraa", ("Daraa", "SYR")),
        ("Clashes in Unity state left nine dead", "Unity", ("Unity", "SSD")),
        ("Landslide in Panama province", "Panama", ("Panama", "PAN")),
        ("Floods in Shandong and Zhejiang provinces", "Zhejiang", ("Zhejiang", "CHN")),
        ("Blast kills three in Nangarhar", "Nangarhar", ("Nangarhar", "AFG")),
        ("Shelling in Kursk region, Russia, killed two", "Kursk", ("Kursk", "RUS")),
    ],
)
def test_an_area_is_read(text: str, name: str, area: tuple[str, str]) -> None:
    assert read(text, name) == (*area, Precision.REGION)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Niger state television says soldiers seized power", "Niger", "NER"),
        ("Attack in the West African state of Niger", "Niger", "NER"),
        ("Attack in Niger region after region", "Niger", "NER"),
        ("War in the former Soviet state of Georgia", "Georgia", "GEO"),
        ("Clashes in the state of Israel", "Israel", "ISR"),
    ],
)
def test_a_country_stays_one(text: str, name: str, country: str) -> None:
    assert read(text, name)[1:] == (country, Precision.COUNTRY)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Clashes in the Sheikh Maksoud district of Aleppo", "Aleppo"),
        ("The Los Angeles district attorney charges two", "Los Angeles"),
        ("Attack in Kano city", "Kano"),
        ("A Kharkiv district court jailed two", "Kharkiv"),
    ],
)
def test_a_city_stays_one(text: str, name: str) -> None:
    assert read(text, name)[2] is Precision.CITY


def test_a_city_and_its_namesake_state_are_two_places_of_a_text() -> None:
    precisions = [p.precision for p in locate("Attacks in Kano city and in Kano state", open_gazetteer())]
    assert sorted(precisions) == [Precision.CITY, Precision.REGION]


def test_who_acts_behind_an_area_is_not_where_it_lies() -> None:
    assert read("Drones hit Kursk region, Ukraine said on Monday", "Kursk")[1] == "RUS"
    assert read("In Belgorod region, Ukraine attacked a depot", "Belgorod")[1] == "RUS"


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Five killed in Isabela province, Philippines", "Isabela", "PHL"),
        ("Fire in Spain's León province", "León", "ESP"),
        ("Cholera kills 20 in Zambia's Central Province", "Central", "ZMB"),
        ("Protest in Bangladesh's Gopalganj district", "Gopalganj", "BGD"),
        ("Bali province bans plastic bottles", "Bali", "IDN"),
    ],
)
def test_an_area_is_looked_for_in_the_country_that_owns_it(text: str, name: str, country: str) -> None:
    assert read(text, name)[1] == country


@pytest.mark.parametrize(
    ("text", "name", "area"),
    [
        ("Belgorod Governor Vyacheslav Gladkov says drone killed two", "Belgorod", ("Belgorod", "RUS")),
        ("Head of Kharkiv regional military administration reports shelling", "Kharkiv", ("Kharkiv", "UKR")),
        ("Georgia Gov. Brian Kemp declared an emergency", "Georgia", ("Georgia", "USA")),
        ("Niger state bandits kill 11 soldiers", "Niger", ("Niger", "NGA")),
        ("Edo state gas explosion kills four", "Edo", ("Edo", "NGA")),
        ("Volgograd region oil refinery hit by drones", "Volgograd", ("Volgograd", "RUS")),
        ("Donetsk People's Republic says two killed", "Donetsk", ("Donetsk", "UKR")),
        ("Wildfire in the Var department", "Var", ("Departement du Var", "FRA")),
    ],
)
def test_who_governs_and_what_follows_leave_the_area_one(text: str, name: str, area: tuple[str, str]) -> None:
    assert read(text, name) == (*area, Precision.REGION)


def test_a_nationality_before_an_area_word_names_no_county() -> None:
    places = locate("Ontario will become the fourth Canadian province to require proofs.", open_gazetteer())
    assert [(p.name, p.country) for p in places] == [("Ontario", "CAN")]


@pytest.mark.parametrize("city", ["Dallas, Texas", "Seattle, Washington", "Bristol, Connecticut"])
def test_the_united_states_make_no_area_of_a_city(city: str) -> None:
    place = locate(f"Six people are killed in {city}, United States.", open_gazetteer())[0]
    assert (place.name, place.precision) == (city.partition(",")[0], Precision.CITY)


def test_a_state_that_is_told_with_its_country_is_the_scene() -> None:
    assert locate("A court orders a payment to the U.S. state of Oklahoma", open_gazetteer())[0].name == "Oklahoma"


@pytest.mark.parametrize("city", ["Hong Kong", "Vinnytsia", "Zaporizhzhia", "Gomel", "Raqqa", "Kharkiv"])
def test_a_bare_name_is_the_city_not_the_area_or_country_named_alike(city: str) -> None:
    assert locate(f"Police arrest four activists in {city}.", open_gazetteer())[0].precision is Precision.CITY


def test_who_attacks_does_not_say_where() -> None:
    for text in ("Russian forces advance near Pokrovsk", "Fighting near Pokrovsk goes on"):
        assert read(text, "Pokrovsk")[1] == "UKR"
    assert (
        locate("Moscow-installed governor of Kherson region said 24 were killed", open_gazetteer())[0].name
        == "Kherson"
    )
    assert locate("US strikes in Nigeria's Sokoto state", open_gazetteer())[0].name == "Sokoto"


def test_the_peoples_republics_are_china_and_north_korea() -> None:
    assert read("The People's Republic of China has warned Japan", "Republic of China")[1] == "CHN"
    assert read("The Democratic People's Republic of Korea fired a missile", "Republic of Korea")[1] == "PRK"


@pytest.mark.parametrize(
    "text", ["Xinhua reported floods in Gansu", "State news agency SANA said two were killed in Homs"]
)
def test_a_news_agency_is_no_town(text: str) -> None:
    assert [p.name for p in locate(text, open_gazetteer())] in (["Gansu"], ["Homs"])


def test_a_dateline_does_not_hide_the_scene_of_a_short_lead() -> None:
    text = "KANO, Nigeria, Nov 3 (Reuters) - Gunmen killed 8 in Katsina state"
    assert locate(text, open_gazetteer())[0].name == "Katsina"


def test_a_longer_name_that_no_table_holds_is_not_its_beginning() -> None:
    text = "Residents of the Venezuelan town of San Juan de Lagunillas, in Mérida state, spent the night outside."
    assert locate(text, open_gazetteer())[0].country == "VEN"
