from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lookfar.facts.indicators import open_indicators

KNOWN = open_indicators()


def year_of(country: str, name: str, moment: datetime) -> int | None:
    return next((figure.year for figure in KNOWN(country, moment) if figure.name == name), None)


@pytest.mark.parametrize(
    ("name", "month", "year"),
    [
        ("political_stability", 1, 2020),
        ("political_stability", 12, 2020),
        ("ucdp_deaths", 6, 2020),
        ("ucdp_deaths", 7, 2021),
        ("ucdp_deaths_3y", 6, 2020),
    ],
)
def test_only_figures_published_by_then_are_known(name: str, month: int, year: int) -> None:
    assert year_of("KAZ", name, datetime(2022, month, 15, tzinfo=UTC)) == year


def test_a_missing_year_gives_the_newest_before_it_and_an_old_one_nothing() -> None:
    assert year_of("SOM", "homicide_rate", datetime(2023, 1, 1, tzinfo=UTC)) in range(2014, 2022) or (
        year_of("SOM", "homicide_rate", datetime(2023, 1, 1, tzinfo=UTC)) is None
    )
    assert year_of("KAZ", "ucdp_deaths", datetime(2040, 1, 1, tzinfo=UTC)) is None


def test_a_country_that_appeared_later_has_no_figures_before() -> None:
    assert year_of("SSD", "ucdp_deaths", datetime(2012, 1, 1, tzinfo=UTC)) is None
    assert year_of("SSD", "ucdp_deaths", datetime(2014, 1, 1, tzinfo=UTC)) == 2012


def test_namibia_is_not_null_and_an_unknown_country_is_empty() -> None:
    assert KNOWN("NAM", datetime(2022, 1, 1, tzinfo=UTC))
    assert KNOWN("ZZZ", datetime(2022, 1, 1, tzinfo=UTC)) == ()


def test_the_shipped_table_is_what_the_builder_writes(shared: Callable[[str], Path]) -> None:
    tool = Path(__file__).parents[2] / "tools" / "build_indicators.py"
    done = subprocess.run(
        [sys.executable, str(tool), "--data", str(shared("data")), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
