"""Cut files and rows that cannot be: no shortened figure is stored, and what is set aside is said by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.flow import open_tools
from lookfar.flow.importing import Imported, take_monthly, take_world_bank
from lookfar.lake.figures import newest_known
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import micros
from lookfar.lake.store import Lake
from lookfar.lake.totals import totals_known

pytestmark = pytest.mark.django_db

NOW = datetime(2023, 11, 20, tzinfo=UTC)
MONTHLY = "isocode,period,population,fatalities_UCDP\nKAZ,202201,19196465,238\nUKR,202203,41838170,27377\n"
FIGURES = "iso3,indicator,year,value\nPER,SP.POP.TOTL,2020,32838579\nKAZ,SP.POP.TOTL,2020,19482117\n"
WIDE = (
    '"Data Source","World Development Indicators",\n\n"Country Name","Country Code","Indicator Name","Indicator Code",'
    '"2019","2020",\n"Peru","PER","Population","SP.POP.TOTL","32510000","32838579",\n'
    '"Kazakhstan","KAZ","Population","SP.POP.TOTL","18510000","19482117",\n'
)


def monthly(lake: Lake, path: Path) -> dict[str, float]:
    take_monthly(lake, path, open_tools(), now=NOW)
    with open_lake(lake, "duckdb") as opened:
        return {one.country: one.deaths for one in totals_known(opened, micros(NOW))}


def yearly(lake: Lake, path: Path) -> dict[str, float]:
    take_world_bank(lake, path, open_tools(), now=NOW)
    with open_lake(lake, "duckdb") as opened:
        return {one.country: one.value for one in newest_known(opened, as_of=NOW)}


DEATHS, PEOPLE = {"KAZ": 238, "UKR": 27377}, {"PER": 32838579.0, "KAZ": 19482117.0}


@pytest.mark.parametrize(
    ("content", "taken", "good"), [(MONTHLY, monthly, DEATHS), (FIGURES, yearly, PEOPLE), (WIDE, yearly, PEOPLE)]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_cut_at_any_byte_no_figure_is_changed_or_shortened(
    tmp_path: Path,
    content: str,
    taken: Callable[[Lake, Path], dict[str, float]],
    good: dict[str, float],
    ends: str,
) -> None:
    whole, path = content.replace("\n", ends).encode(), tmp_path / "cut.csv"
    path.write_bytes(whole)
    assert taken(Lake(tmp_path / "whole"), path) == good
    refused = 0
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        try:
            found = taken(Lake(tmp_path / str(length)), path)
        except InvalidValue:
            refused += 1
            continue
        assert found.items() <= good.items(), whole[:length]
    assert refused >= len(whole) - 4


def test_the_cut_files_that_were_taken_before_are_refused(tmp_path: Path) -> None:
    for content, taken in ((MONTHLY[:-4], monthly), (FIGURES[:-6], yearly)):
        path, lake = tmp_path / "cut.csv", Lake(tmp_path / taken.__name__)
        path.write_text(content)
        with pytest.raises(InvalidValue, match="put a line end after its last line"):
            taken(lake, path)
        assert lake.current().files == ()


@pytest.mark.parametrize(
    ("deaths", "says"),
    [
        ("-5", "line 3: UKR 202203: fatalities_UCDP is no count of people: -5"),
        ("NaN", "line 3: UKR 202203: fatalities_UCDP is no whole number: 'NaN'"),
        ('"1,234"', "line 3: UKR 202203: fatalities_UCDP is no whole number: '1,234'"),
        ("1,234", "line 3: another number of cells than the head: UKR,202203,41838170,1,234"),
    ],
)
def test_a_row_set_aside_is_said_with_its_line_area_and_value(tmp_path: Path, deaths: str, says: str) -> None:
    path = tmp_path / "m.csv"
    path.write_text(MONTHLY.replace("27377", deaths) + "PER,202203,33000000,1\n")
    done = take_monthly(Lake(tmp_path / "lake"), path, open_tools(), now=NOW)
    assert len(done.aside) == 1
    assert done.aside[0].startswith("1 row set aside: ")
    assert done.aside[0].endswith(says)


def test_of_many_rows_set_aside_the_first_are_said(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(MONTHLY + "".join(f"PER,2022{month:02},33000000,-{month}\n" for month in range(1, 6)))
    [said] = take_monthly(Lake(tmp_path / "lake"), path, open_tools(), now=NOW).aside
    assert said.startswith("5 rows set aside: unreadable: line 4: PER 202201: ")
    assert said.endswith("line 6: PER 202203: fatalities_UCDP is no count of people: -3; and 2 more")


def test_a_whole_file_sets_nothing_aside(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(MONTHLY)
    done: Imported = take_monthly(Lake(tmp_path / "lake"), path, open_tools(), now=NOW)
    assert (done.aside, dict(done.quarantined)) == ((), {})


@pytest.mark.parametrize("value", ["nan", "inf", "-19", "1,9"])
def test_a_yearly_figure_set_aside_is_said_with_its_line_country_and_value(tmp_path: Path, value: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(FIGURES.replace("19482117", f'"{value}"'))
    [said] = take_world_bank(Lake(tmp_path / "lake"), path, open_tools(), now=NOW).aside
    assert said.startswith("1 row set aside: ")
    assert all(part in said for part in ("line 3: ", "KAZ in 2020", value))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (MONTHLY.replace("population", "people"), "missing: population"),
        (MONTHLY.replace(",", ";"), "parted by ';'"),
        (WIDE, "found: Country Name, Country Code, Indicator Name, Indicator Code, 2019, 2020"),
    ],
)
def test_what_is_no_table_of_months_says_what_is_wanted_and_what_it_has(
    tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "m.csv"
    path.write_text(content)
    with pytest.raises(InvalidValue, match=r"wanted \(isocode, period, fatalities_UCDP, population\)") as told:
        take_monthly(Lake(tmp_path / "lake"), path, open_tools(), now=NOW)
    assert says in str(told.value)


def test_months_whose_people_differ_by_a_rounding_are_not_revised(tmp_path: Path) -> None:
    lake, path = Lake(tmp_path / "lake"), tmp_path / "m.csv"
    for people, said in (
        ("41838170", "2 new, 0 revised"),
        ("41838170.000000007", "0 new, 0 revised"),
        ("", "1 rev"),
    ):
        path.write_text(MONTHLY.replace("41838170", people))
        assert said in take_monthly(lake, path, open_tools(), now=NOW).said


def test_the_shared_tables_are_whole(shared: Callable[[str], Path], tmp_path: Path) -> None:
    path = shared("data/ucdp_monthly_country/ucdp_fatalities_monthly_iso3.csv")
    done = take_monthly(Lake(tmp_path / "m"), path, open_tools(), now=NOW)
    assert done.quarantined == {}
