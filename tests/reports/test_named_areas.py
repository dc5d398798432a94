"""Towns that their country lacks, doubtful namesakes abroad, lists of equals, and regions that cross borders."""

from __future__ import annotations

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The hurricane makes landfall near New Hope, Jamaica.", "JAM"),
        ("Gunmen attacked Santa Maria, Nigeria.", "NGA"),
        ("A storm hit Springfield, Lebanon.", "LBN"),
        ("A prison riot in Santo Domingo, Ecuador, kills 44.", "ECU"),
        ("An ambush near the village of Boni, Mopti, Mali, killed nine.", "MLI"),
        ("Militants shot 40 farmers in Dumba, near Baga on Lake Chad, Borno state authorities said.", "NGA"),
        ("Assailants raid a village in Papua New Guinea's Hela province.", "PNG"),
        ("Ten were shot at Tangi village in West Darfur, Sudan.", "SDN"),
        ("Houses burned at Cambridge, 5 km west of Boston.", "USA"),
    ],
)
def test_a_town_is_put_in_the_country_the_text_says(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("In Erbil, Turkey bombed a base.", "IRQ"),
        ("In Osaka, Argentina, Brazil and Canada issue a statement.", "JPN"),
        ("Two die in Mogadishu, Turkey's largest base abroad.", "SOM"),
        ("Chelsea, Liverpool, Manchester City and Tottenham agree.", "GBR"),
        ("Oklahoma reports its first case of a variant from Brazil.", "USA"),
        ("Russia condemned the attack on Toretsk.", "UKR"),
        ("In Paris, Texas, police arrested two.", "USA"),
    ],
)
def test_a_comma_or_another_country_moves_no_known_place(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("An avalanche in the Italian Alps kills five.", "ITA"),
        ("Climbers die in the Peruvian Andes.", "PER"),
        ("A storm hit the Spanish Pyrenees.", "ESP"),
        ("Floods hit Malaysian Borneo.", "MYS"),
        ("A bus fell into a gorge in the Pakistani part of the Karakoram.", "PAK"),
        ("A boat sank on the Ugandan side of Lake Albert.", "UGA"),
        ("Clashes broke out in Pakistan-controlled Kashmir.", "PAK"),
        ("Clashes broke out in Indian-administered Kashmir.", "IND"),
        ("Italian tourists died in the Alps.", ""),
        ("A Brazilian climber died in the Pyrenees.", ""),
        ("Mongolian Alps is no name.", ""),
    ],
)
def test_a_region_across_borders_is_the_countrys_named_before_it(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The missile was tested on Novaya Zemlya.", "RUS"),
        ("A landslide buried a village in Sudan's Marra Mountains.", "SDN"),
        ("A landslide hit Jebel Marra.", "SDN"),
        ("India fired a missile from Chandipur.", "IND"),
        ("A ferry sank in the Bali Strait.", "IDN"),
        ("Strikes hit Maarat al-Numan.", "SYR"),
    ],
)
def test_news_names_of_places_are_known(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country
