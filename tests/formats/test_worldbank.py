"""Yearly figures, wide as the World Bank publishes them and long as others pass them on."""

from __future__ import annotations

import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.formats.worldbank import is_head, read_figures

WIDE = {"Country Name": "Aruba", "Country Code": "ABW", "Indicator Name": "P", "Indicator Code": "SP.POP.TOTL"}


def test_a_wide_row_gives_a_figure_a_year_and_none_for_an_empty_cell() -> None:
    found = list(read_figures({**WIDE, "2019": "106442", "2020": "", "2021": "..", "2022": "106537", "": ""}))
    assert [(one.country, one.indicator, one.year, one.value) for one in found] == [
        ("ABW", "SP.POP.TOTL", 2019, 106442.0),
        ("ABW", "SP.POP.TOTL", 2022, 106537.0),
    ]


@pytest.mark.parametrize(
    ("row", "indicator"),
    [
        ({"geo": "KAZ", "var": "pop", "t": "2021", "v": "19"}, "pop"),
        ({"iso3": "KAZ", "indicator": "wb_rule_of_law", "year": "2021", "value": "19"}, "wb_rule_of_law"),
        (
            {"iso3": "KAZ", "country": "Kazakhstan", "year": "2021", "rate_per_100k": "19", "source": "s"},
            "rate_per_100k",
        ),
    ],
)
def test_a_long_row_gives_one_figure(row: dict[str, object], indicator: str) -> None:
    (found,) = read_figures(row)
    assert (found.country, found.indicator, found.year, found.value) == ("KAZ", indicator, 2021, 19.0)


@pytest.mark.parametrize(
    "row",
    [
        {**WIDE, "2020": "n.a."},
        {**WIDE, "2020": "inf"},
        {"geo": "KAZ", "var": "pop", "t": "none", "v": "1"},
        {"geo": "", "var": "pop", "t": "2020", "v": "1"},
        {"geo": "KAZ", "t": "2020", "v": "1"},
    ],
)
def test_what_is_no_figure_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        list(read_figures(row))


def test_the_lines_before_the_head_are_not_the_head() -> None:
    assert not is_head(["Data Source", "World Development Indicators", ""])
    assert is_head(list(WIDE))
