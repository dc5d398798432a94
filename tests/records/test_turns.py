"""Writers of one database file take turns: nobody is kept waiting by one who writes all the time."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lookfar.records.fair_sqlite.turns import Turns


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "lookfar.sqlite3")


@pytest.fixture
def busy(database: str) -> Iterator[Turns]:
    made = Turns(database, 30)
    assert made.take()
    yield made
    made.close()


def is_waited_for(database: str) -> bool:
    """Whether somebody stands next in line."""
    opened = os.open(f"{database}-next", os.O_RDWR)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(opened)
    return False


def test_who_waits_comes_before_who_has_just_written(database: str, busy: Turns) -> None:
    order: list[str] = []

    def other() -> None:
        mine = Turns(database, 30)
        mine.take()
        order.append("waited")
        mine.close()

    waiting = threading.Thread(target=other)
    waiting.start()
    while not is_waited_for(database):
        pass
    busy.pass_on()
    assert busy.take()
    order.append("again")
    waiting.join()
    assert order == ["waited", "again"]


def test_a_turn_that_does_not_come_is_gone_without(database: str, busy: Turns) -> None:
    hasty = Turns(database, 0)
    assert not hasty.take()
    assert not is_waited_for(database)
    busy.pass_on()
    assert hasty.take()
    hasty.close()


def test_a_turn_ends_with_its_process(database: str) -> None:
    code = "import os, sys; from lookfar.records.fair_sqlite.turns import Turns; Turns(sys.argv[1], 9).take(); os._exit(1)"
    subprocess.run([sys.executable, "-c", code, database], check=False)
    mine = Turns(database, 0)
    assert mine.take()
    mine.close()


def test_a_connection_passes_its_turn_on_however_its_transaction_ends(tmp_path: Path) -> None:
    code = """
import sys
from lookfar.cli.store import open_store
home = open_store()
from django.db import connection, transaction
from lookfar.records import counters
from lookfar.records.fair_sqlite.turns import Turns

other = Turns(f"{home}/lookfar.sqlite3", 0)

def is_free():
    taken = other.take()
    other.pass_on()
    return taken

with transaction.atomic():
    counters.add({("one", ""): 1})
    assert not is_free()
    with transaction.atomic():
        counters.add({("two", ""): 1})
    assert not is_free()
assert is_free()
try:
    with transaction.atomic():
        raise ZeroDivisionError
except ZeroDivisionError:
    assert is_free()
with transaction.atomic():
    connection.close()
    assert is_free()
print("well")
"""
    environment = os.environ | {"LOOKFAR_HOME": str(tmp_path), "LOOKFAR_DATABASE": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "well\n", done.stderr


def test_where_no_turns_can_be_taken_the_database_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "lookfar.sqlite3-next").mkdir()
    code = "from lookfar.cli.store import open_store; open_store(); print('well')"
    environment = os.environ | {"LOOKFAR_HOME": str(tmp_path), "LOOKFAR_DATABASE": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "well\n", done.stderr
