"""A name of several words is read whole, with the small words inside it, and only when the gazetteer has it."""

from __future__ import annotations

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("Trinidad and Tobago declares a state of emergency.", "TTO", "Trinidad and Tobago"),
        ("Police in Trinidad & Tobago arrest seven.", "TTO", "Trinidad & Tobago"),
        ("The storm moved past Antigua and Barbuda at dawn.", "ATG", "Antigua and Barbuda"),
        ("Sao Tome and Principe says a coup was foiled.", "STP", "Sao Tome and Principe"),
        ("Turks and Caicos police find a migrant boat.", "TCA", "Turks and Caicos"),
        ("Floods in Dar es Salaam kill ten.", "TZA", "Dar es Salaam"),
        ("Fire guts a market in Santiago de los Caballeros.", "DOM", "Santiago de los Caballeros"),
        ("Gunmen kill five in San Nicolás de los Garza on Friday.", "MEX", "San Nicolás de los Garza"),
        ("Unrest spreads in Côte d'Ivoire.", "CIV", "Côte d'Ivoire"),
        ("Unrest spreads in Côte d’Ivoire.", "CIV", "Côte d’Ivoire"),
        ("A drone hit a depot in Rostov-on-Don.", "RUS", "Rostov-on-Don"),
        ("Shelling was heard in Deir ez-Zor.", "SYR", "Deir ez-Zor"),
        ("A blast hit a mosque in Mazar-i-Sharif.", "AFG", "Mazar-i-Sharif"),
        ("An attack in Sar-e Pol Province killed ten.", "AFG", "Sar-e Pol Province"),
        ("Soldiers were killed in Jammu and Kashmir.", "IND", "Jammu and Kashmir"),
    ],
)
def test_a_name_is_read_whole(text: str, country: str, words: str) -> None:
    first = locate(text, open_gazetteer())[0]
    assert (first.country, first.text) == (country, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Shelling was heard in Kyiv on Monday.", ["Kyiv"]),
        ("Protests were held in London and Paris.", ["London", "Paris"]),
        ("Floods hit Mombasa as Kenya votes.", ["Mombasa", "Kenya"]),
        ("Strikes hit Kharkiv and Odesa on Friday and Saturday.", ["Kharkiv", "Odesa"]),
        ("Riots broke out in Lagos by Tuesday.", ["Lagos"]),
        ("The coup d'État failed in Libreville.", ["Libreville"]),
    ],
)
def test_small_words_join_no_two_names(text: str, words: list[str]) -> None:
    found = locate(text, open_gazetteer())
    assert sorted(place.text for place in found) == sorted(words)


def test_every_country_written_without_commas_and_brackets_is_read_by_its_own_name() -> None:
    gazetteer = open_gazetteer()
    wrong = {
        area.name: found
        for area in gazetteer.areas()
        if not set(area.name) & set(",(")
        and (found := [p.country for p in locate(f"An emergency was declared in {area.name}.", gazetteer)][:1])
        != [area.alpha3]
    }
    assert wrong == {}
