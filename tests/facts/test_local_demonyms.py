"""Nationality words of regions, states and cities lead to their place."""

from __future__ import annotations

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.shipped import read_table
from lookfar.reports.locate import locate
from lookfar.reports.names import fold


def test_every_local_demonym_leads_to_a_place_of_its_country_in_the_gazetteer() -> None:
    gazetteer = open_gazetteer()
    missing = []
    for given in read_table("local_demonyms.csv"):
        for word in given["demonyms"].split("|"):
            found = [gazetteer.entry(n.row) for n in gazetteer.named(fold(word))]
            if not any(given["alpha3"] in (e.country, *e.countries) for e in found):
                missing.append((word, given["place"], given["alpha3"]))
    assert missing == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gazans killed in air strike", "Gaza Strip"),
        ("Crimean Tatars detained", "Crimea"),
        ("Welsh floods kill three", "Wales"),
        ("Texan John Smith arrested in Manila", "Manila"),
        ("Chechen fighters surrounded", "Chechnya"),
        ("A Scottish tourist was killed in Nairobi", "Nairobi"),
        ("British tourists were hurt", "United Kingdom"),
    ],
)
def test_a_local_demonym_is_the_scene_where_no_place_is_named(text: str, name: str) -> None:
    assert locate(text, open_gazetteer())[0].name == name
