"""Places are found in their own scripts, in cases and with joined prepositions; where nothing is named, nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate

TABLE = Path(__file__).parent / "native_names.csv"
KNOWN_MISSES = {"Mykolayiv", "Zaporizhzhya", "Mandalay"}
"""Vowels that alternate in Ukrainian cases, and a Burmese name run into its particle; see docs/methods/locate.md."""


def sentences() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", [row for row in sentences() if row["name"] not in KNOWN_MISSES])
def test_the_place_is_found_in_its_script(row: dict[str, str]) -> None:
    places = locate(row["text"], open_gazetteer())
    if not row["name"]:
        assert places == ()
        return
    assert (places[0].name, places[0].country) == (row["name"], row["country"])
    assert row["text"][places[0].start : places[0].end] == places[0].text


@pytest.mark.parametrize("row", [row for row in sentences() if row["name"] in KNOWN_MISSES])
def test_a_name_that_is_not_read_gives_no_place_rather_than_a_wrong_one(row: dict[str, str]) -> None:
    assert all(place.country == row["country"] for place in locate(row["text"], open_gazetteer()))
