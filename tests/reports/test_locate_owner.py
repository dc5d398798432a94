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
