"""Bulk files as users download them: bad rows set aside and counted, cut files refused, codes of old times read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.formats.test_ucdp import ROW

from lookfar.domain.errors import InvalidValue
from lookfar.facts import states
from lookfar.flow import open_tools
from lookfar.flow.importing import state_lifespans, take_index, take_ucdp, take_world_bank
from lookfar.flow.lake_state import lake_state
from lookfar.lake.deaths import MonthOfDeaths, monthly_deaths
from lookfar.lake.figures import newest_known
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
from lookfar.records.models import QuarantineRow

pytestmark = pytest.mark.django_db

NOW = datetime(2023, 11, 20, tzinfo=UTC)
CANDIDATE = "GEDEvent_v23_0_10.csv"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(lake: Lake, path: Path, kind: str = "ucdp_candidate", release: str = "") -> dict[str, int]:
    done = take_ucdp(lake, path, kind, release=release, first=None, last=None, now=NOW)
    return dict(done.quarantined)


def deaths(lake: Lake) -> dict[tuple[str, int], MonthOfDeaths]:
    with open_lake(lake, "duckdb") as opened:
        found = monthly_deaths(opened, known_by=NOW, lifespans=state_lifespans())
    return {(one.isocode, one.period): one for one in found}


def test_bad_rows_are_set_aside_with_their_reasons_and_the_rest_is_taken(lake: Lake, tmp_path: Path) -> None:
    tags = dict.fromkeys(ROW, "") | {"best": "#affected+killed"}
    rows = [
        tags,
        ROW,
        ROW,
        {**ROW, "id": "2", "best": "x"},
        {**ROW, "id": "3", "country_id": "9999"},
        {**ROW, "id": "4"},
    ]
    path = table(tmp_path / CANDIDATE, rows)
    path.write_text(path.read_text().replace("\n2,", "\n2,,,,,,,,,,,,,,,,,,,,,,\n2,", 1))
    assert take(lake, path) == {"id_twice": 1, "not_as_wide_as_the_head": 1, "unknown_state": 1, "unreadable": 1}
    assert QuarantineRow.objects.filter(source="ucdp_candidate").count() == 4
    assert lake.current().rows(Name.UCDP_EVENTS) == 2
    assert deaths(lake) == {}


def as_known(lake: Lake, at: datetime) -> int | None:
    """Killed in Afghanistan in October 2023 as known at a time."""
    with open_lake(lake, "duckdb") as opened:
        found = monthly_deaths(opened, known_by=at, lifespans=state_lifespans())
    return next((one.fatalities_UCDP for one in found if (one.isocode, one.period) == ("AFG", 202310)), None)


def test_what_was_taken_in_under_a_clock_that_was_ahead_counts_once_it_is_set_right(
    lake: Lake, tmp_path: Path
) -> None:
    path, ahead = table(tmp_path / CANDIDATE, [ROW]), NOW.replace(year=2031)
    take_ucdp(lake, path, "ucdp_candidate", release="", first=None, last=None, now=ahead)
    files = lake.current().files
    assert as_known(lake, NOW) is None
    assert "count as known from the next change" in lake_state(lake, now=NOW).reason
    lake.put_right(now=NOW)
    assert as_known(lake, NOW) == 3
    assert as_known(lake, NOW - timedelta(days=1)) is None
    assert lake.current().files == files, "no row is written over"
    said = lake_state(lake, now=NOW)
    assert said.is_well
    assert said.reason == (
        "imports under a clock that was ahead, up to 2031-11-20: 1; counted as known since 2023-11-20"
    )
    revised = table(tmp_path / "b.csv", [{**ROW, "best": "9", "high": "9"}])
    later = NOW + timedelta(days=1)
    take_ucdp(lake, revised, "ucdp_candidate", release="23.0.10", first=None, last=None, now=later)
    assert (as_known(lake, NOW), as_known(lake, later)) == (3, 9)
    assert lake_state(lake, now=ahead).reason == ""


def test_a_clock_that_is_behind_what_files_speak_of_puts_nothing_right(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / CANDIDATE, [ROW])
    take_ucdp(lake, path, "ucdp_candidate", release="", first=None, last=None, now=NOW)
    before = lake.current()
    lake.put_right(now=NOW.replace(year=1970))
    assert lake.current() == before


def test_a_list_that_is_refused_is_said_without_its_path(lake: Lake, tmp_path: Path) -> None:
    take(lake, table(tmp_path / CANDIDATE, [ROW]))
    (lake.root / "current.json").write_bytes(b"{}")
    said = lake_state(lake, now=NOW)
    assert not said.is_well
    assert "lookfar lake verify" in said.reason
    assert str(tmp_path) not in said.reason


def test_a_file_cut_in_its_last_row_is_refused_whole(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / CANDIDATE, [{**ROW, "id": str(n)} for n in range(5)])
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InvalidValue, match=r"v23_0_10\.csv is cut off"):
        take(lake, path)
    assert lake.current().files == ()


@pytest.mark.parametrize("content", [b"", b"PAR1 nothing", b"\xff\xfe\x00", b"a,b\n1,2\n"])
@pytest.mark.parametrize("name", [CANDIDATE, "GEDEvent_v23_0_10.parquet"])
def test_what_is_no_table_of_events_is_refused_by_name(
    lake: Lake, tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidValue, match="GEDEvent_v23_0_10"):
        take(lake, path)


def test_a_release_of_the_other_kind_is_refused(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / CANDIDATE, [ROW])
    with pytest.raises(InvalidValue, match=r"23\.0\.10 is no release for ucdp_ged"):
        take(lake, path, "ucdp_ged")


def test_a_file_of_few_countries_does_not_speak_for_the_world(lake: Lake, tmp_path: Path) -> None:
    take(lake, table(tmp_path / CANDIDATE, [ROW]))
    assert set(deaths(lake)) == {("AFG", 202310)}


def test_only_the_days_asked_for_are_loaded_and_covered(lake: Lake, tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "id": "2", "date_start": "2021-05-05", "date_end": "2021-05-05"}]
    path = table(tmp_path / "x.csv", rows)
    take_ucdp(lake, path, "ucdp_ged", release="24.1", first=date(2023, 1, 1), last=None, now=NOW)
    assert set(deaths(lake)) == {("AFG", 202310)}


def test_one_whole_candidate_month_of_the_world(lake: Lake, shared: Callable[[str], Path]) -> None:
    assert take(lake, shared(f"feeds/ucdp/{CANDIDATE}")) == {}
    found = deaths(lake)
    assert lake.current().rows(Name.UCDP_EVENTS) == 2391
    assert found["KAZ", 202310].fatalities_UCDP == 0
    assert found["ISR", 202310].fatalities_UCDP > 1000
    assert ("KAZ", 202311) not in found


def test_a_country_file_with_a_line_of_tags(lake: Lake, shared: Callable[[str], Path]) -> None:
    assert take(lake, shared("feeds/ucdp/conflict_data_BGD.csv"), "ucdp_ged", "19.1") == {}
    assert sum(one.events for one in deaths(lake).values()) == 601


def test_a_parquet_copy_with_a_row_of_tags(lake: Lake, shared: Callable[[str], Path]) -> None:
    path = shared("data/ucdp_ged_slices/full50col_ukraine_2014_2021.parquet")
    assert take(lake, path, "ucdp_ged", "22.1") == {}
    assert sum(one.events for one in deaths(lake).values()) == 2989


WIDE = """\ufeff"Data Source","World Development Indicators",

"Last Updated Date","2023-10-26",

"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020","2021",
"Zaire","ZAR","Population","SP.POP.TOTL","89906890","92853164","",
"Kosovo","XKX","Population","SP.POP.TOTL","1788878","1790133","1786038",
"World","WLD","Population","SP.POP.TOTL","7e9","7e9","7e9",
"Aruba","ABW","Population","SP.POP.TOTL","106442","many","",
"""


def test_the_world_banks_own_file(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "API_SP.POP.TOTL_DS2_en_csv_v2.csv"
    path.write_text(WIDE, encoding="utf-8")
    done = take_world_bank(lake, path, open_tools(), now=NOW)
    assert (done.skipped, dict(done.quarantined)) == (3, {"unreadable": 1})
    with open_lake(lake, "duckdb") as opened:
        known = newest_known(opened, as_of=datetime(2022, 6, 1, tzinfo=UTC))
    assert {(one.country, one.indicator): (one.year, one.value) for one in known} == {
        ("COD", "population"): (2020, 92853164.0),
        ("XKX", "population"): (2020, 1790133.0),
    }


SLIPS = [
    ("KAZ", "population", "2019", "18510000", ""),
    ("KAZ", "population", "2035", "22000000", "ahead"),
    ("KAZ", "population", "2019", "5", "out_of_bounds"),
    ("KAZ", "population", "2019", "19000000", "year_twice"),
    ("KAZ", "rate_per_100k", "2019", "-5", "out_of_bounds"),
    ("PER", "rate_per_100k", "2019", "1e9", "out_of_bounds"),
    ("PER", "rate_per_100k", "2019", "7.7", ""),
]


def test_figures_that_cannot_be_are_set_aside(lake: Lake, tmp_path: Path) -> None:
    rows = [{"iso3": c, "indicator": i, "year": y, "value": v} for c, i, y, v, _ in SLIPS]
    done = take_world_bank(lake, table(tmp_path / "slips.csv", rows), open_tools(), now=NOW)
    assert dict(done.quarantined) == Counter(why for *_, why in SLIPS if why)
    with open_lake(lake, "duckdb") as opened:
        known = newest_known(opened, as_of=NOW)
    assert {(one.country, one.value) for one in known} == {("KAZ", 18510000.0), ("PER", 7.7)}


@pytest.mark.parametrize(
    ("head", "cells", "says"),
    [
        ("iso3,indicator,year,amount,more", "KAZ,population,2019,18510000,x", "population"),
        ("iso3,indicator,value", "KAZ,population,18510000", "no column year or t or date"),
        ("iso3,indicator,year,value", "KAZ,population,2019,many", "is no number: 'many'"),
    ],
)
def test_a_table_of_which_nothing_can_be_read_says_why(
    lake: Lake, tmp_path: Path, head: str, cells: str, says: str
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"{head}\n{cells}\n", encoding="utf-8")
    with pytest.raises(InvalidValue, match=says):
        take_world_bank(lake, path, open_tools(), now=NOW)


def test_every_state_number_names_an_area() -> None:
    assert set(states.countries_by_number().values()) <= set(open_tools().areas)


def test_states_that_appeared_or_went_on_under_another_number() -> None:
    spans = states.lifespans()
    assert spans["SSD"] == ("2011-07", "")
    assert spans["XKX"] == ("2008-02", "")
    assert spans["SRB"] == spans["DEU"] == spans["YEM"] == spans["FRA"] == ("", "")


def test_anybodys_index_is_taken_by_codes_or_names_and_keeps_its_publisher(lake: Lake, tmp_path: Path) -> None:
    rows = [
        {"Country": "Kazakhstan", "Year": "2021", "Peace": "1.9"},
        {"Country": "Ivory Coast", "Year": "2021", "Peace": "2.1"},
        {"Country": "FR", "Year": "2021", "Peace": "1.8"},
        {"Country": "Sub-Saharan Africa", "Year": "2021", "Peace": "2"},
        {"Country": "Peru", "Year": "2021", "Peace": "high"},
    ]
    path = table(tmp_path / "peace.csv", rows)
    done = take_index(lake, path, open_tools(), publisher="Institute of Peace", licence="CC BY 4.0", now=NOW)
    assert (done.skipped, dict(done.quarantined)) == (1, {"unreadable": 1})
    with open_lake(lake, "duckdb") as opened:
        known = newest_known(opened, as_of=NOW)
    assert {(one.country, one.indicator, one.value, one.source) for one in known} == {
        ("KAZ", "index peace", 1.9, "Institute of Peace"),
        ("CIV", "index peace", 2.1, "Institute of Peace"),
        ("FRA", "index peace", 1.8, "Institute of Peace"),
    }


@pytest.mark.parametrize("missing", [("deaths_a", "deaths_unknown"), ("type_of_violence",), ("event_clarity",)])
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_columns_that_a_file_of_events_lacks_are_named_and_no_row_is_set_aside(
    lake: Lake, tmp_path: Path, missing: tuple[str, ...], ending: str
) -> None:
    row = {name: value for name, value in ROW.items() if name not in missing}
    path = tmp_path / f"slices{ending}"
    if ending == ".csv":
        table(path, [row])
    else:
        parquet.write_table(pa.Table.from_pylist([row]), path)
    with pytest.raises(InvalidValue, match=f"; missing: {', '.join(missing)}$"):
        take_ucdp(lake, path, "ucdp_ged", release="22.1", first=None, last=None, now=NOW)
    assert not QuarantineRow.objects.exists()


def test_indices_of_one_name_by_two_publishers_stand_side_by_side(lake: Lake, tmp_path: Path) -> None:
    given = (("Random House", "1.9"), ("Other  House ", "3.1"))
    for publisher, value in given:
        path = table(tmp_path / "index.csv", [{"iso3": "KAZ", "year": "2021", "index": value}])
        done = take_index(lake, path, open_tools(), publisher=publisher, licence="", now=NOW)
        assert done.said.endswith("1 new, 0 revised")
    path = table(tmp_path / "index.csv", [{"iso3": "KAZ", "year": "2021", "index": "2.5"}])
    done = take_index(lake, path, open_tools(), publisher="Random House", licence="", now=NOW + timedelta(days=1))
    assert done.said.endswith("0 new, 1 revised")
    with open_lake(lake, "duckdb") as opened:
        before, after = (newest_known(opened, as_of=NOW + timedelta(days=days)) for days in (0, 1))
    assert [(one.source, one.value) for one in before] == [("Other House", 3.1), ("Random House", 1.9)]
    assert [(one.source, one.value) for one in after] == [("Other House", 3.1), ("Random House", 2.5)]


def test_an_index_without_a_publisher_is_refused(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / "peace.csv", [{"iso3": "KAZ", "year": "2021", "peace": "1"}])
    with pytest.raises(InvalidValue, match="--publisher"):
        take_index(lake, path, open_tools(), publisher=" ", licence="", now=NOW)


def test_labels_of_series_are_whole() -> None:
    labels = states.figure_labels()
    assert labels["birth"] == "Births per 1,000 people"
    assert labels["child_mortality"] == "Deaths under five per 1,000 births"
