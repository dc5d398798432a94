"""SIGKILL at twenty random points of a replay: every due alert is told, none to the wrong person."""

from __future__ import annotations

import os
import random
import signal
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


@pytest.mark.slow
@pytest.mark.skipif("KILLS" not in os.environ, reason="run by `make soak` (KILLS=20)")
def test_no_alert_is_lost_to_twenty_kills(tmp_path: Path) -> None:
    whole = _start(tmp_path / "whole")
    began = time.monotonic()
    _, said = whole.communicate()
    assert whole.returncode == 0, said.decode()
    length = time.monotonic() - began
    chance = random.Random(20220106)
    home = tmp_path / "killed"
    kills = 0
    while kills < KILLS:
        process = _start(home)
        try:
            process.wait(timeout=chance.uniform(0.05, 1.0) * length)
            process.communicate()
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
    last = _start(home)
    _, said = last.communicate()
    assert last.returncode == 0, said.decode()
    expected = {_key(told) for told in Store(tmp_path / "whole").outbox()}
    journal = Store(home).outbox()
    got = {_key(told) for told in journal}
    assert expected
    assert got - expected == set(), "told somebody who was not due"
    assert expected - got == set(), "lost"
    ids = Counter((told["webhook-id"], told["to"]) for told in journal)
    assert sum(count - 1 for count in ids.values()) <= kills
    assert len(ids) == len(expected)
    sys.stderr.write(
        f"{kills} kills, {len(expected)} due, 0 lost, {len(journal) - len(ids)} repeated with the same id\n"
    )
