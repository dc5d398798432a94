"""SIGKILL at twenty random points of a replay: every due alert is told, none to the wrong person."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests import shared_data
from tests.stories.replaying import Store
from tests.stories.test_kazakhstan_2022 import HERE, PACK

KILLS = int(os.environ.get("KILLS", "20"))


def _command(home: Path) -> list[str]:
    table = shared_data.find("data/wikipedia_current_events/current_events_2010_2022.parquet")
    source = ("wikipedia_current_events", str(table)) if table else ("case_pack", str(PACK))
    days = ("--from", "2022-01-02", "--until", "2022-01-16")
    people = ("--people", str(HERE / "people.json"))
    return [sys.executable, "-m", "lookfar", "replay", *source, *days, *people, "--store", str(home)]


def _start(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(home),
        env={**os.environ, "LOOKFAR_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _key(told: dict[str, Any]) -> tuple[str, ...]:
    data = told["data"]
    return (data["subject"]["label"], data["subject"]["kind"], data["incident_id"], told["type"], data["title"])


def _killed_until_done(home: Path, chance: random.Random, pause: float, kills: int) -> int:
    """Starts again after every kill until a run comes to its end by itself; how often it was killed."""
    killed = 0
    while killed < kills:
        process = _start(home)
        try:
            _, said = process.communicate(timeout=chance.uniform(0.3, 1.0) * pause)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += 1
            continue
        assert process.returncode == 0, said.decode()
        return killed
    last = _start(home)
    _, said = last.communicate()
    assert last.returncode == 0, said.decode()
    return killed


def _issued(home: Path) -> set[tuple[object, ...]]:
    """Everything the store holds that two installations must agree on to the byte."""
    with sqlite3.connect(home / "lookfar.sqlite3") as base:
        ratings = base.execute("select area, as_of, run, snapshot_id, issued from records_arearating").fetchall()
        incidents = base.execute("select incident_id, version, incident from records_incidentversion").fetchall()
    return {*ratings, *incidents}


@pytest.mark.slow
def test_no_alert_is_lost_to_twenty_kills(tmp_path: Path) -> None:
    whole = _start(tmp_path / "whole")
    _, said = whole.communicate()
    assert whole.returncode == 0, said.decode()
    again = time.monotonic()
    second = _start(tmp_path / "whole")
    _, said = second.communicate()
    assert second.returncode == 0, said.decode()
    start_up = time.monotonic() - again
    expected = {_key(told) for told in Store(tmp_path / "whole").outbox()}
    assert expected
    chance = random.Random(20220106)
    kills = repeated = rounds = 0
    while kills < KILLS:
        home = tmp_path / f"killed-{rounds}"
        rounds += 1
        killed = _killed_until_done(home, chance, start_up * 1.6, KILLS - kills)
        kills += killed
        journal = Store(home).outbox()
        got = {_key(told) for told in journal}
        assert got - expected == set(), "told somebody who was not due"
        assert expected - got == set(), "lost"
        ids = Counter((told["webhook-id"], told["to"]) for told in journal)
        assert len(ids) == len(expected)
        assert sum(count - 1 for count in ids.values()) <= killed
        repeated += len(journal) - len(ids)
        assert _issued(home) == _issued(tmp_path / "whole"), "other bytes than an undisturbed installation"
    sys.stderr.write(
        f"{kills} kills in {rounds} rounds, {len(expected)} due, 0 lost, {repeated} repeated with the same id\n"
    )
