"""UCDP rows of every file form, read by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.errors import InvalidValue
from lookfar.formats.ucdp import Release, is_tags, parse_release, read_event

ROW = {
    "id": "492699",
    "country_id": "700",
    "date_start": "2023-10-02 00:00:00.000",
    "date_end": "2023-10-02 00:00:00.000",
    "date_prec": "1",
    "where_prec": "4",
    "latitude": "32.748040",
    "longitude": "68.398770",
    "adm_1": "Paktika province",
    "type_of_violence": "3",
    "deaths_a": "0",
    "deaths_b": "0",
    "deaths_civilians": "1",
    "deaths_unknown": "2",
    "best": "3",
    "high": "4",
    "low": "1",
    "event_clarity": "1",
}


def test_a_candidate_row_is_read_by_the_names_of_its_columns() -> None:
    event = read_event(dict(reversed(ROW.items())))
    assert (event.low, event.best, event.high, event.deaths_unknown) == (1, 3, 4, 2)
    assert event.month == "2023-10"
    assert event.is_coarse
    assert event.lon == pytest.approx(68.39877)


def test_numbers_of_a_parquet_copy_are_the_same_event() -> None:
    floats = {**ROW, "id": 492699.0, "best": 3.0, "latitude": 32.74804, "date_start": "2023-10-02"}
    assert read_event(floats) == read_event(ROW)


def test_bounds_that_do_not_hold_the_best_figure_are_widened() -> None:
    event = read_event({**ROW, "best": "31", "low": "31", "high": "0"})
    assert (event.low, event.best, event.high) == (31, 31, 31)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", ""),
        ("best", "many"),
        ("best", "-1"),
        ("best", "nan"),
        ("best", "1e400"),
        ("date_start", "2023-13-01"),
        ("date_end", "2023-10-01"),
        ("latitude", "91"),
        ("longitude", "east"),
        ("country_id", None),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(column: str, value: object) -> None:
    with pytest.raises(InvalidValue, match=column):
        read_event({**ROW, column: value})


def test_a_line_of_hxl_tags_is_no_event() -> None:
    assert is_tags({"id": "", "year": "#date+year", "best": "#affected+killed"})
    assert not is_tags(ROW)
    assert not is_tags({"id": "", "best": None})


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("25.1", "25.1"),
        ("GEDEvent_v23_0_10.csv", "23.0.10"),
        ("GEDEvent_v25_1.csv", "25.1"),
        ("ged251-csv.zip", "25.1"),
        ("25.0.3", "25.0.3"),
        ("GEDEvent_v26_1.csv", "26.1"),
        ("GEDEvent_V25_1 (2).csv", "25.1"),
        ("syria_2016_2019_v20.1.parquet", "20.1"),
        ("ukraine_25.1.csv", "25.1"),
        ("ged-25_0_12.csv", "25.0.12"),
        ("ged251.csv", "25.1"),
    ],
)
def test_a_release_is_read_from_a_version_or_a_name(text: str, release: str) -> None:
    assert str(parse_release(text)) == release


@pytest.mark.parametrize(
    "text",
    [
        "",
        "conflict_data_BGD.csv",
        "25.0.13",
        "25.0",
        "25.1.3",
        "2.1",
        "251",
        "syria_2016_2019",
        "full50col_ukraine_2014_2021.parquet",
        "conflict_data_UKR_2021.csv",
        "conflict_data_2001.csv",
        "ukraine_2021_10_1.csv",
        "ukraine_2021-10.1.csv",
        "2025.1",
        "GEDEvent_v25_1_2.csv",
        "GEDEvent_v23_0_100.csv",
    ],
)
def test_what_names_no_release_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_release(text)


@given(year=st.integers(0, 99), month=st.none() | st.integers(1, 12))
def test_a_release_is_read_as_it_was_written(year: int, month: int | None) -> None:
    release = Release(year=year, month=month)
    assert parse_release(str(release)) == release


def test_a_yearly_release_comes_after_the_candidates_of_the_year_it_covers() -> None:
    assert parse_release("23.1").order < parse_release("23.0.10").order < parse_release("24.1").order
