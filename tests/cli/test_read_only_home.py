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
