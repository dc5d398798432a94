"""A home that takes no file is read, and what would write to it says so on one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REFUSING = (
    "import os, sys; plain = os.access; "
    "os.access = lambda path, mode, **more: mode != os.W_OK and plain(path, mode, **more); "
    "from lookfar.cli.main import main; sys.exit(main(sys.argv[1:]))"
)
"""A process to which the machine says that nothing can be written."""


def run(home: Path, *words: str, first: tuple[str, ...] = ("-m", "lookfar")) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKFAR_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *first, *words],
        env=kept | {"LOOKFAR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    assert run(made, "sources").returncode == 0
    return made


def files(home: Path) -> dict[str, tuple[int, int]]:
    found = (path for path in home.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


@pytest.mark.parametrize(
    "words", [["sources"], ["rate", "--area", "KAZ"], ["brief", "KAZ"], ["score"], ["audit"], ["lake", "verify"]]
)
def test_what_only_reads_works_and_leaves_no_file(home: Path, words: list[str]) -> None:
    before = files(home)
    done = run(home, *words, first=("-c", REFUSING))
    assert "Traceback" not in done.stderr
    assert "cannot be" not in done.stderr
    assert done.returncode == 0 or "no score" in done.stderr
    assert files(home) == before


def test_what_writes_says_on_one_line_what_to_do(home: Path) -> None:
    before = files(home)
    done = run(home, "admin-link", first=("-c", REFUSING))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert f"{home} cannot be written to: it can only be read; to change something, copy it" in line
    assert files(home) == before


WRITER = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1] + "/lookfar.sqlite3", isolation_level=None)
for line in sys.stdin:
    base.execute(line.strip()).fetchall()
    print("done", flush=True)
"""
READER = """
import os, sys
plain = os.access
os.access = lambda path, mode, **more: mode != os.W_OK and plain(path, mode, **more)
from lookfar.cli.store import open_store
open_store()
from lookfar.records.heartbeats import last_beats
for line in sys.stdin:
    print(len(last_beats()), flush=True)
"""


class Beside:
    """A process that answers line by line."""

    def __init__(self, code: str, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKFAR_", "DJANGO_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(home)],
            env=kept | {"LOOKFAR_HOME": str(home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def beat(name: str) -> str:
    return f"INSERT INTO records_heartbeat (part, at) VALUES ('{name}', '2026-11-28 00:00:00')"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    assert run(tmp_path, "sources").returncode == 0
    return tmp_path


@pytest.mark.parametrize("first", ["SELECT 1", "PRAGMA wal_checkpoint(TRUNCATE)"])
def test_what_a_worker_writes_later_is_read_at_once(own: Path, first: str) -> None:
    reader, writer = Beside(READER, own), Beside(WRITER, own)
    try:
        assert reader.ask("") == "0"
        for number, statement in enumerate((first, "PRAGMA wal_checkpoint(TRUNCATE)", "SELECT 1"), start=1):
            assert writer.ask(beat(f"part {number}")) == writer.ask(statement) == "done"
            assert reader.ask("") == str(number)
    finally:
        reader.kill()
        writer.kill()


def test_a_reader_that_begins_beside_an_idle_worker_reads_what_it_writes_then(own: Path) -> None:
    writer = Beside(WRITER, own)
    assert writer.ask("SELECT * FROM records_heartbeat") == "done"
    reader = Beside(READER, own)
    try:
        assert reader.ask("") == "0"
        assert writer.ask(beat("later")) == "done"
        assert reader.ask("") == "1"
    finally:
        reader.kill()
        writer.kill()


def test_a_log_without_its_index_is_said_on_one_line_with_what_to_do(own: Path) -> None:
    writer = Beside(WRITER, own)
    writer.ask(beat("killed"))
    writer.kill()
    (own / "lookfar.sqlite3-shm").unlink()
    before = files(own)
    done = run(own, "sources", first=("-c", REFUSING))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "lookfar.sqlite3-wal holds changes" in line
    assert "copy lookfar.sqlite3 and lookfar.sqlite3-wal to a folder that can be written to" in line
    assert files(own) == before
