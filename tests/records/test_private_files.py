"""The database and what lies beside it are read by their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.flow import homes

from lookfar.records.fair_sqlite.private import keep_private

DATABASE = ("lookfar.sqlite3", "lookfar.sqlite3-wal", "lookfar.sqlite3-shm")
LIST_MODES = """
import os
from django.contrib.auth.models import Group
Group.objects.get_or_create(name="x")
for folder, _, files in os.walk(os.environ["LOOKFAR_HOME"]):
    for path in (folder, *(os.path.join(folder, one) for one in files)):
        print(f"{os.stat(path).st_mode & 0o777:o} {os.path.relpath(path, os.environ['LOOKFAR_HOME'])}")
"""
"""With a connection open, so that the log and its index are there."""


def modes(home: Path) -> dict[str, str]:
    said = homes.inside(home, LIST_MODES)
    return {name: mode for mode, _, name in (line.partition(" ") for line in said.splitlines())}


def test_nobody_else_reads_anything_in_a_new_home(tmp_path: Path) -> None:
    found = modes(tmp_path / "made" / "home")
    assert found["."] == "700"
    assert {found[name] for name in DATABASE} == {"600"}
    assert {name for name, mode in found.items() if mode not in ("600", "700")} == set()


def test_an_older_database_that_others_may_read_is_tightened_when_it_is_opened(tmp_path: Path) -> None:
    home = tmp_path / "home"
    modes(home)
    (home / DATABASE[0]).chmod(0o664)
    found = modes(home)
    assert {found[name] for name in DATABASE} == {"600"}


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o644, 0o666])
def test_only_what_others_may_do_is_taken(tmp_path: Path, mode: int) -> None:
    files = [tmp_path / name for name in DATABASE]
    for path in files:
        path.touch()
        path.chmod(mode)
    keep_private(str(files[0]))
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {mode & 0o700}


@pytest.fixture
def open_to_all(tmp_path: Path) -> Path:
    path = tmp_path / DATABASE[0]
    path.touch()
    path.chmod(0o644)
    return path


def test_a_database_of_somebody_else_is_left_to_them(open_to_all: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: open_to_all.stat().st_uid + 1)
    keep_private(str(open_to_all))
    assert stat.S_IMODE(open_to_all.stat().st_mode) == 0o644


def test_a_disk_that_refuses_modes_keeps_nobody_from_the_database(open_to_all: Path, monkeypatch) -> None:
    def refused(path: Path, mode: int) -> None:
        raise PermissionError(path, mode)

    monkeypatch.setattr(Path, "chmod", refused)
    keep_private(str(open_to_all))
    keep_private(str(open_to_all.parent / "no such folder" / DATABASE[0]))
    assert stat.S_IMODE(open_to_all.stat().st_mode) == 0o644
