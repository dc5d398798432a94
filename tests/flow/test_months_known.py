from __future__ import annotations

import math
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lookfar.domain.errors import Tampered
from lookfar.flow.importing import take_monthly
from lookfar.flow.months_known import MonthsKnown
from lookfar.flow.tools import open_tools
from lookfar.lake.opened import Opened, open_lake
from lookfar.lake.store import Lake

IMPORTED = datetime(2021, 6, 10, 9, tzinfo=UTC)
NEAR = {"KAZ": frozenset({"RUS", "KGZ"}), "KGZ": frozenset({"KAZ"}), "RUS": frozenset({"KAZ"})}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    rows = ["isocode,period,fatalities_UCDP,population"]
    for area, deaths in (("KAZ", 0), ("KGZ", 2), ("RUS", 5)):
        for month in range(1, 13):
            rows.append(f"{area},2020{month:02d},{deaths},1000000")
    table = tmp_path / "months.csv"
    table.write_text("\n".join(rows) + "\n")
    made = Lake(tmp_path / "lake")
    take_monthly(made, table, open_tools(), now=IMPORTED)
    return made


def spoil(lake: Lake) -> Path:
    file = next((lake.root / "ucdp_monthly").rglob("*.parquet"))
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    return file


def known(lake: Lake) -> MonthsKnown:
    return MonthsKnown(lake, "duckdb", near)


def near(area: str) -> frozenset[str]:
    return NEAR.get(area, frozenset())


def test_without_imports_no_country_has_months(tmp_path: Path) -> None:
    assert known(Lake(tmp_path / "none")).at(IMPORTED) == {}


def test_a_month_without_deaths_is_none_killed_and_neighbours_are_counted(lake: Lake) -> None:
    found = known(lake).at(IMPORTED + timedelta(days=1))
    assert found["KAZ"].deaths == (0.0,) * 12
    assert found["KAZ"].last == 202012
    assert found["KAZ"].around == pytest.approx((math.log1p(60) + math.log1p(24)) / 2, abs=1e-5)


def test_months_are_not_known_before_they_could_be(lake: Lake) -> None:
    assert known(lake).at(datetime(2020, 2, 1, tzinfo=UTC)) == {}
    early = known(lake).at(datetime(2020, 7, 15, tzinfo=UTC))
    assert early["RUS"].last < 202007


def test_questions_of_one_day_open_the_lake_once_and_still_refuse_a_changed_file(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def counted(some: Lake, engine: str) -> AbstractContextManager[Opened]:
        opened.append(some.root)
        return open_lake(some, engine)

    monkeypatch.setattr("lookfar.lake.opened.open_lake", counted)
    first, second = (known(lake).at(IMPORTED + timedelta(days=1)) for _ in range(2))
    assert opened == [lake.root]
    assert first == second != {}
    known(lake).at(IMPORTED + timedelta(days=2))
    assert len(opened) == 2
    spoil(lake)
    with pytest.raises(Tampered):
        known(lake).at(IMPORTED + timedelta(days=1))


def test_a_table_taken_in_later_is_read_by_the_next_question(lake: Lake, tmp_path: Path) -> None:
    later = IMPORTED + timedelta(days=3)
    assert known(lake).at(later)["KGZ"].deaths[0] == 2.0
    table = tmp_path / "more.csv"
    table.write_text("isocode,period,fatalities_UCDP,population\nKGZ,202001,9,1000000\n")
    take_monthly(lake, table, open_tools(), now=IMPORTED + timedelta(days=1))
    assert known(lake).at(later)["KGZ"].deaths[0] == 9.0


def test_a_file_changed_on_disk_is_refused_by_name(lake: Lake) -> None:
    file = spoil(lake)
    with pytest.raises(Tampered, match=file.name):
        known(lake).at(IMPORTED + timedelta(days=1))
