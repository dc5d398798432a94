"""Countries that a publisher lists by name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.incidents.making import ALMATY

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.named_countries import with_named_countries


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("Viet Nam, Cambodia, Philippines, Laos", ("VNM", "KHM", "PHL", "LAO")),
        ("Jamaica, Cuba, Bahamas, Bermuda, Haiti, Canada", ("JAM", "CUB", "BHS", "BMU", "HTI", "CAN")),
        ("Northern Mariana Islands, Guam", ("MNP", "GUM")),
        ("Taiwan, China", ("TWN", "CHN")),
        ("Democratic Republic of Congo", ("COD",)),
        ("Congo, The Democratic Republic of the", ("COD",)),
        ("Congo, Democratic Republic of the Congo", ("COG", "COD")),
        ("Micronesia, Federated States of", ("FSM",)),
        ("Tanzania, United Republic of, Kenya", ("TZA", "KEN")),
        ("Venezuela, Bolivarian Republic of", ("VEN",)),
        ("Bolivia, Plurinational State of", ("BOL",)),
        ("Bolivia (Plurinational State of), Peru", ("BOL", "PER")),
        ("Palestine, State of", ("PSE",)),
        ("Palestinian Territory, Occupied", ("PSE",)),
        ("Korea, Democratic People's Republic of, Japan", ("PRK", "JPN")),
        ("Korea (the Republic of)", ("KOR",)),
        (
            "Saint Martin, Virgin Islands, British, Virgin Islands, U.S., Saint Kitts & Nevis",
            ("MAF", "VGB", "VIR", "KNA"),
        ),
        ("Congo, Some Republic of the", ()),
        ("Sudan, South Sudan, Guinea, Papua New Guinea", ("SDN", "SSD", "GIN", "PNG")),
        ("Fiji, somewhere", ("FJI",)),
        ("German", ()),
        ("Off shore", ()),
        ("", ()),
    ],
)
def test_names_of_countries_are_read_and_nothing_else(name: str, countries: tuple[str, ...]) -> None:
    assert with_named_countries(replace(ALMATY, name=name), open_gazetteer()).countries == countries


def test_codes_come_first_and_each_country_once() -> None:
    place = replace(ALMATY, name="Viet Nam, China", countries=("CHN",))
    assert with_named_countries(place, open_gazetteer()).countries == ("CHN", "VNM")
