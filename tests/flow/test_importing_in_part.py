"""What a file of UCDP does not say whole is not known from it: never withdrawn, never 0."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.flow.test_importing import CANDIDATE, NOW, deaths, table
from tests.formats.test_ucdp import ROW

from lookfar.domain.errors import InvalidValue
from lookfar.flow.deaths_known import DeathsKnown
from lookfar.flow.importing import take_ucdp
from lookfar.lake import seal
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
from lookfar.lake.ucdp import nameless

pytestmark = pytest.mark.django_db

UKRAINE, YEMEN = "369", "678"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def row(number: int, day: str, **changed: str) -> dict[str, str]:
    return {**ROW, "id": str(number), "country_id": UKRAINE, "date_start": day, "date_end": day, **changed}


JULY, AUGUST, SEPTEMBER = row(1, "2014-07-03"), row(2, "2014-08-03"), row(3, "2014-09-03")
WHOLE = [JULY, AUGUST, row(4, "2014-08-20"), SEPTEMBER]


def take(
    lake: Lake, folder: Path, rows: list[dict[str, str]], release: str, *, name: str = "ukraine.csv", days: int = 0
) -> str:
    kind = "ucdp_candidate" if ".0." in release else "ucdp_ged"
    path, now = table(folder / name, rows), NOW + timedelta(days=days)
    return take_ucdp(lake, path, kind, release=release, first=None, last=None, now=now).said


def by_month(lake: Lake) -> dict[int, int]:
    return {month: one.fatalities_UCDP for (country, month), one in deaths(lake).items() if country == "UKR"}


def test_a_month_whose_rows_cannot_be_read_keeps_what_was_known_of_it(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path, WHOLE, "22.1", days=-1)
    spoilt = [JULY, *({**one, "best": "n/a"} for one in WHOLE[1:3]), SEPTEMBER]
    said = take(lake, tmp_path, spoilt, "23.1")
    assert " 0 withdrawn" in said
    assert "UKR 2014-08: nothing of that is withdrawn or taken for 0" in said
    assert by_month(lake) == {201407: 3, 201408: 6, 201409: 3}


@pytest.mark.parametrize("column", ["best", "low", "deaths_a", "id", "latitude", "date_end"])
def test_a_month_whose_rows_cannot_be_read_is_not_known_from_a_first_file(
    lake: Lake, tmp_path: Path, column: str
) -> None:
    take(lake, tmp_path, [JULY, {**AUGUST, column: "n/a"}, SEPTEMBER], "23.1")
    assert by_month(lake) == {201407: 3, 201409: 3}


def test_a_file_read_whole_later_makes_the_month_known(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path, [JULY, {**AUGUST, "best": "n/a"}, SEPTEMBER], "23.1", days=-1)
    take(lake, tmp_path, [JULY, AUGUST, SEPTEMBER], "23.1")
    assert by_month(lake) == {201407: 3, 201408: 3, 201409: 3}


@pytest.mark.parametrize(
    ("changed", "known"),
    [
        ({"date_start": "n/a"}, []),
        ({"date_start": "2014-08-09"}, []),
        ({"country_id": "n/a", "best": "n/a"}, [201407, 201409]),
        ({"country_id": "9999"}, [201407, 201409]),
        ({"country_id": "n/a", "date_start": "n/a"}, []),
        ({"id": "1"}, [201409]),
    ],
)
def test_a_row_that_could_be_of_any_month_or_country_leaves_all_of_them_unknown(
    lake: Lake, tmp_path: Path, changed: dict[str, str], known: list[int]
) -> None:
    said = take(lake, tmp_path, [JULY, {**AUGUST, **changed}, SEPTEMBER], "23.1")
    assert "nothing of that is withdrawn or taken for 0" in said
    assert sorted(by_month(lake)) == known


def test_a_row_that_could_be_of_any_month_withdraws_nothing(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path, WHOLE, "22.1", days=-1)
    said = take(lake, tmp_path, [JULY, {**AUGUST, "date_start": "n/a"}, SEPTEMBER], "23.1")
    assert " 0 withdrawn" in said
    assert by_month(lake) == {201407: 3, 201408: 6, 201409: 3}


def test_a_row_of_another_width_leaves_all_of_its_file_unknown(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / "ukraine.csv", [JULY, AUGUST, SEPTEMBER])
    path.write_text(path.read_text().replace("\n2,", "\n2,,", 1))
    take_ucdp(lake, path, "ucdp_ged", release="23.1", first=None, last=None, now=NOW)
    assert by_month(lake) == {}


def test_the_same_row_twice_spoils_nothing(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path, [JULY, AUGUST, AUGUST], "23.1")
    assert by_month(lake) == {201407: 3, 201408: 3}


@pytest.mark.parametrize(
    ("first", "last", "withdrawn", "left"),
    [
        (date(2014, 8, 15), None, 0, {201407: 3, 201408: 6, 201409: 3}),
        (None, date(2014, 8, 15), 0, {201407: 3, 201408: 6, 201409: 3}),
        (date(2014, 8, 2), date(2014, 8, 30), 0, {201407: 3, 201408: 6, 201409: 3}),
        (date(2014, 8, 1), date(2014, 8, 31), 1, {201407: 3, 201408: 3, 201409: 3}),
        (date(2014, 7, 4), date(2014, 9, 30), 1, {201407: 3, 201408: 3, 201409: 3}),
        (None, None, 1, {201407: 3, 201408: 3, 201409: 3}),
    ],
)
def test_of_a_month_that_is_loaded_in_part_nothing_is_withdrawn(
    lake: Lake, tmp_path: Path, first: date | None, last: date | None, withdrawn: int, left: dict[int, int]
) -> None:
    take(lake, tmp_path, WHOLE, "22.1", days=-1)
    path = table(tmp_path / "newer.csv", [one for one in WHOLE if one["id"] != "4"])
    said = take_ucdp(lake, path, "ucdp_ged", release="23.1", first=first, last=last, now=NOW).said
    assert f" {withdrawn} withdrawn" in said
    assert by_month(lake) == left


def test_a_month_that_is_loaded_in_part_is_not_known_by_that(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / "ukraine.csv", WHOLE)
    for first, last, known in [
        (date(2014, 8, 10), date(2014, 8, 25), {}),
        (date(2014, 8, 10), date(2014, 9, 20), {}),
        (date(2014, 8, 10), None, {201409: 3}),
        (None, None, {201407: 3, 201408: 6, 201409: 3}),
    ]:
        take_ucdp(lake, path, "ucdp_ged", release="23.1", first=first, last=last, now=NOW)
        assert by_month(lake) == known


def test_a_candidate_of_which_some_days_are_loaded_covers_nothing(lake: Lake, tmp_path: Path) -> None:
    path = table(tmp_path / CANDIDATE, [row(1, "2023-10-05")])
    done = take_ucdp(lake, path, "ucdp_candidate", release="", first=date(2023, 10, 2), last=None, now=NOW)
    assert "no whole month" in done.said
    assert by_month(lake) == {}


@pytest.mark.parametrize("name", ["full50col_ukraine_2014_2021.csv", "conflict_data_UKR_2021.csv"])
def test_a_name_without_a_release_is_refused_and_says_how_to_name_one(
    lake: Lake, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InvalidValue, match=f"no UCDP release .* in '{name}'; say which one .* --release 25.1"):
        take(lake, tmp_path, WHOLE, "", name=name)
    assert lake.current().imports == ()


def misread(lake: Lake, folder: Path) -> None:
    """What earlier versions stored of a file whose name holds years."""
    take(lake, folder, WHOLE, "22.1", days=-1)
    with lake.writing(now=NOW) as writer:
        for month in writer.months(Name.UCDP_EVENTS):
            rows = writer.read(Name.UCDP_EVENTS, month).to_pylist()
            writer.replace(Name.UCDP_EVENTS, month, [{**one, "release": "2.1"} for one in rows])
    path = lake.root / "current.json"
    seal.replace(lake.root, path.read_bytes().replace(b'"22.1"', b'"2.1"'))


def test_what_was_stored_under_no_release_stops_nothing_and_is_said(lake: Lake, tmp_path: Path) -> None:
    misread(lake, tmp_path)
    with open_lake(lake, "duckdb") as opened:
        assert DeathsKnown(opened, NOW).vintage == ""
    said = " ".join(nameless(lake.current().imports))
    assert "4 UCDP events (2014-07 to 2014-09, UKR), taken in on 2023-11-19 as release '2.1'" in said
    take(lake, tmp_path, [JULY, AUGUST, SEPTEMBER], "23.1", name="other.csv")
    assert by_month(lake) == {201407: 3, 201408: 3, 201409: 3}


def test_the_same_file_under_its_release_replaces_what_was_stored_under_none(lake: Lake, tmp_path: Path) -> None:
    misread(lake, tmp_path)
    assert "4 changed" in take(lake, tmp_path, WHOLE, "22.1")
    assert nameless(lake.current().imports) == []
    assert "3 left to a newer release" in take(lake, tmp_path, [JULY, AUGUST, SEPTEMBER], "21.1")
    assert by_month(lake) == {201407: 3, 201408: 6, 201409: 3}


def test_a_first_file_of_the_world_says_how_many_countries_it_holds(lake: Lake, tmp_path: Path) -> None:
    said = take(lake, tmp_path, world("2023-10-03"), "23.0.10", name=CANDIDATE)
    assert "the world, with events of 40 countries" in said


def test_a_file_of_the_world_cut_between_two_rows_is_refused(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path, world("2022-10-03"), "23.1", name="GEDEvent.csv", days=-1)
    before = lake.current()
    with pytest.raises(InvalidValue, match=r"events of 31 countries, but of 9 of the 40 .*: it seems cut"):
        take(lake, tmp_path, world("2022-10-03")[9:], "24.1", name="GEDEvent.csv")
    assert lake.current() == before
    assert "36 countries" in take(lake, tmp_path, world("2022-10-03")[4:], "24.1", name="GEDEvent.csv")


def test_the_first_part_of_a_real_month_is_refused_after_the_whole(
    lake: Lake, tmp_path: Path, shared: Callable[[str], Path]
) -> None:
    whole = shared(f"feeds/ucdp/{CANDIDATE}")
    with whole.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    take_ucdp(lake, whole, "ucdp_candidate", release="", first=None, last=None, now=NOW)
    with pytest.raises(InvalidValue, match=r"events of 41 countries.* seems cut"):
        take(lake, tmp_path, rows[: len(rows) * 62 // 100], "23.0.10", name=CANDIDATE)


def test_a_file_of_the_world_without_most_events_of_its_countries_is_refused(lake: Lake, tmp_path: Path) -> None:
    more = [{**one, "id": f"9{number}{one['id']}"} for number in range(2) for one in world("2022-10-04")]
    take(lake, tmp_path, [*world("2022-10-03"), *more], "23.1", name="GEDEvent.csv", days=-1)
    with pytest.raises(InvalidValue, match="of 40 of the 40"):
        take(lake, tmp_path, world("2022-10-03"), "24.1", name="GEDEvent.csv")


def test_a_new_month_without_the_countries_of_each_month_before_is_refused(lake: Lake, tmp_path: Path) -> None:
    for month in (7, 8, 9):
        rows = [{**one, "id": f"{month}{one['id']}"} for one in world(f"2023-0{month}-03")]
        take(lake, tmp_path, rows, f"23.0.{month}", name="GEDEvent.csv", days=month - 10)
    with pytest.raises(InvalidValue, match="of 9 of the 40"):
        take(lake, tmp_path, world("2023-10-03")[9:], "23.0.10", name=CANDIDATE)
    assert "31 countries" in take(lake, tmp_path, world("2023-10-03")[9:], "23.0.10", name="some.csv")
    assert ("YEM", 202310) not in deaths(lake)


def world(day: str) -> list[dict[str, str]]:
    """Events of forty countries, Ukraine among them."""
    from lookfar.facts import states

    numbers = sorted(number for number in states.countries_by_number() if str(number) not in (UKRAINE, YEMEN))
    return [row(100 + n, day, country_id=str(n)) for n in numbers[:39]] + [row(99, day)]


def test_a_country_spoilt_in_a_file_of_the_world_is_not_known(lake: Lake, tmp_path: Path) -> None:
    rows = [*world("2023-10-03")[:-1], row(99, "2023-10-03", high="?")]
    take(lake, tmp_path, rows, "23.0.10", name=CANDIDATE)
    assert ("UKR", 202310) not in deaths(lake)
    assert deaths(lake)["YEM", 202310].fatalities_UCDP == 0


def test_a_file_of_slices_says_nothing_of_a_country_after_its_last_event_in_it(lake: Lake, tmp_path: Path) -> None:
    yemen = [row(8, "2014-08-10", country_id=YEMEN), row(9, "2014-10-10", country_id=YEMEN)]
    said = take(lake, tmp_path, [JULY, SEPTEMBER, *yemen], "23.1")
    found = {cell: one.fatalities_UCDP for cell, one in deaths(lake).items()}
    assert found == {
        ("UKR", 201407): 3, ("UKR", 201408): 0, ("UKR", 201409): 3,
        ("YEM", 201408): 3, ("YEM", 201409): 0, ("YEM", 201410): 3,
    }  # fmt: skip
    assert "UKR 2014-10, YEM 2014-07" in said


def test_a_file_of_slices_withdraws_nothing_that_lies_beyond_a_countrys_own(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path, WHOLE, "22.1", days=-1)
    yemen = row(8, "2014-07-10", country_id=YEMEN), row(9, "2014-09-10", country_id=YEMEN)
    said = take(lake, tmp_path, [JULY, *yemen], "23.1")
    assert " 0 withdrawn" in said
    assert by_month(lake) == {201407: 3, 201408: 6, 201409: 3}
