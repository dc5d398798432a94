"""The shipped pack alone tells the winter of 2021-22: up, down again, and a war."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests import shared_data
from tests.stories.replaying import Store, lookfar
from tests.stories.test_kazakhstan_2022 import PACK
from tools import build_case


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = tmp_path_factory.mktemp("winter")
    lookfar(home, "replay", "case_pack", str(PACK), "--until", "2022-03-04", "--store", str(home))
    return Store(home)


def test_kazakhstan_rises_in_january_and_has_come_down_in_early_march(winter: Store) -> None:
    levels = [
        winter.rates("--as-of", day, "--area", "KAZ", "--category", "unrest")[0]["level"]
        for day in ("2021-12-31", "2022-01-06", "2022-03-10")
    ]
    assert 1 <= levels[0] <= 3
    assert levels[1] >= 4
    assert levels[2] < levels[1]


def test_almaty_itself_rises_as_its_country_does(winter: Store) -> None:
    (rated,) = winter.rates("--as-of", "2022-01-06", "--area", "KAZ.1526384", "--category", "unrest")
    assert rated["level"] >= 4
    assert rated["contributors"]


def test_ukraine_is_extreme_after_the_invasion(winter: Store) -> None:
    (rated,) = winter.rates("--as-of", "2022-03-01", "--area", "UKR", "--category", "security")
    assert rated["level"] == 5
    assert rated["contributors"]


@pytest.mark.slow
def test_the_pack_is_what_the_flow_makes() -> None:
    table = shared_data.need("data/wikipedia_current_events/current_events_2010_2022.parquet")
    done = _rebuilt(str(table))
    assert "the pack is what the flow makes" in done


def _rebuilt(table: str) -> str:
    """Runs the rebuild in a process of its own, since a store is chosen once per process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")}
    done = subprocess.run(
        [sys.executable, "-m", build_case.__name__, table, "--check"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=PACK.parents[5],
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    return done.stdout
