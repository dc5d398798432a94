"""An owner announces the place that is meant; alone it is the place."""

from __future__ import annotations

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("text", "scene", "country"),
    [
        ("Riots break out in Georgia's capital Tbilisi, leaving four people dead.", "Tbilisi", "GEO"),
        ("Clashes are reported in Kazakhstan's capital Astana.", "Astana", "KAZ"),
        ("A flood hits Pakistan's province of Sindh.", "Sindh", "PAK"),
        ("Protests spread across Georgia's north after the vote in Tbilisi's parliament.", "", "GEO"),
    ],
)
def test_the_finer_place_is_the_scene(text: str, scene: str, country: str) -> None:
    first = locate(text, open_gazetteer())[0]
    assert first.country == country
    assert scene in first.name


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("More than 30 villagers were killed on Flores island, Indonesia.", "IDN"),
        ("Gunmen killed six in the Leones village of Cesar, Colombia.", "COL"),
        ("A blast rocked Camp Simba on Manda island, Kenya.", "KEN"),
        ("Villagers in the Kala/Balge district of Borno State repel an attack.", "NGA"),
    ],
)
def test_a_namesake_abroad_is_not_meant_where_the_area_that_holds_it_is_told(text: str, country: str) -> None:
    assert {place.country for place in locate(text, open_gazetteer())} == {country}
