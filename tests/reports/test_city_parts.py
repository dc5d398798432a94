"""Capitals told by their country, and quarters and sites of a city whose names are places elsewhere too."""

from __future__ import annotations

import pytest

from lookfar.domain.places import Precision
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Taliban attacked government employees in the Afghan capital.", "Kabul"),
        ("A bomb went off in Somalia's capital on Friday.", "Mogadishu"),
        ("A bomb went off in the capital of Somalia on Friday.", "Mogadishu"),
        ("A victim of the metro blast in the Belarusian capital died in hospital.", "Minsk"),
    ],
)
def test_a_countrys_capital_is_the_city(text: str, name: str) -> None:
    scene = locate(text, open_gazetteer())[0]
    assert (scene.name, scene.precision) == (name, Precision.CITY)


@pytest.mark.parametrize(
    "text",
    ["French capital gains rose.", "Iran carried out more cases of capital punishment than France."],
)
def test_other_capital_is_no_city(text: str) -> None:
    assert not {p.name for p in locate(text, open_gazetteer())} & {"Paris", "Tehran"}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("A roadside bomb in the Shaab quarter of Baghdad killed five people.", "IRQ"),
        ("A second bomb, in the Medina district of Mogadishu, killed two people.", "SOM"),
        ("More than 700 pilgrims were crushed to death at Mina near Mecca, Saudi Arabia.", "SAU"),
        ("A bomb at St George's church in Tanta, Egypt, killed 27.", "EGY"),
        ("Gunmen attacked the Lido seafood restaurant in Mogadishu.", "SOM"),
        ("Students marched through the Latin Quarter of Paris.", "FRA"),
        ("A fire at Cambridge near Boston killed two.", "USA"),
    ],
)
def test_what_lies_in_a_city_is_not_a_namesake_elsewhere(text: str, country: str) -> None:
    assert {place.country for place in locate(text, open_gazetteer())} == {country}


def test_a_government_that_strikes_a_site_in_a_city_is_not_in_it() -> None:
    places = {
        place.text: place.country for place in locate("Moscow struck a hospital in Idlib.", open_gazetteer())
    }
    assert places["Moscow"] == "RUS"


def test_a_town_in_a_province_named_like_its_chief_town_is_that_town() -> None:
    scene = locate("A runaway train exploded in Lac-Megantic, Quebec.", open_gazetteer())[0]
    assert scene.name == "Lac-Mégantic"
