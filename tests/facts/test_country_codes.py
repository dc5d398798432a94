from __future__ import annotations

from collections import Counter

import pycountry
import pytest

from lookfar.facts.country_codes import open_country_codes
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.shipped import read_table

CODES = open_country_codes()
AREAS = {area.alpha3 for area in open_gazetteer().areas()}
NO_FIPS = {"ALA", "BES"}
"""Åland is Finland in FIPS 10-4; the Caribbean Netherlands came after it."""


@pytest.mark.parametrize("scheme", ["fips", "cameo"])
def test_every_code_is_written_once_and_means_an_area(scheme: str) -> None:
    rows = read_table(f"{scheme}_countries.csv")
    assert max(Counter(row[scheme] for row in rows).values()) == 1
    assert {row["alpha3"] for row in rows} <= AREAS
    assert all(row["name"] for row in rows)


def test_every_area_goes_to_fips_and_back() -> None:
    back: dict[str, set[str]] = {}
    for code, alpha3 in CODES.fips.items():
        back.setdefault(alpha3, set()).add(code)
    assert set(back) == AREAS - NO_FIPS
    assert all(CODES.fips[code] == alpha3 for alpha3, codes in back.items() for code in codes)
    several = {alpha3 for alpha3, codes in back.items() if len(codes) > 1}
    assert several == {"ATF", "AUS", "CUW", "FRA", "PSE", "SJM", "SRB", "UMI"}


def test_cameo_is_iso_but_for_what_differs() -> None:
    assert all(CODES.cameo[country.alpha_3] == country.alpha_3 for country in pycountry.countries)
    assert {
        code: alpha3 for code, alpha3 in CODES.cameo.items() if code != alpha3 and code in ("ROM", "TMP", "WSB")
    } == {
        "ROM": "ROU",
        "TMP": "TLS",
        "WSB": "PSE",
    }
    assert "EUR" not in CODES.cameo


@pytest.mark.parametrize(
    ("fips", "alpha3"),
    [
        ("AS", "AUS"),
        ("AU", "AUT"),
        ("CH", "CHN"),
        ("SZ", "CHE"),
        ("GM", "DEU"),
        ("GA", "GMB"),
        ("SP", "ESP"),
        ("UK", "GBR"),
        ("UP", "UKR"),
        ("WA", "NAM"),
        ("NI", "NGA"),
        ("NG", "NER"),
        ("KV", "XKX"),
        ("GZ", "PSE"),
        ("TU", "TUR"),
        ("IZ", "IRQ"),
        ("SU", "SDN"),
        ("OD", "SSD"),
    ],
)
def test_a_code_that_clashes_with_iso_is_read_as_fips(fips: str, alpha3: str) -> None:
    assert CODES.fips[fips] == alpha3


def test_na_is_text_and_no_missing_value() -> None:
    assert CODES.fips["WA"] == CODES.cameo["NAM"] == "NAM"
    assert "NA" not in CODES.fips
    assert None not in {*CODES.fips.values(), *CODES.cameo.values()}
