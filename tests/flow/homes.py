"""A home of its own for a test, worked on by the real commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PEOPLE = """
from tests.web import seeding
from datetime import UTC, datetime
house = seeding.house("Steppe Aid")
seeding.happen(seeding.incident())
"""
"""An organisation with somebody in Almaty, and an incident that reached them."""


def _environment(home: Path, database: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")}
    return {**kept, "LOOKFAR_HOME": str(home), "LOOKFAR_DATABASE": database}


def start(home: Path, *args: str, database: str = "") -> subprocess.Popen[str]:
    """A command on its way; `database` "": SQLite in the home."""
    command = [sys.executable, "-m", "lookfar", *args]
    environment = _environment(home, database)
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(home: Path, *args: str, code: int = 0, database: str = "") -> str:
    """What a command says; it must end with `code`."""
    process = start(home, *args, database=database)
    said, complained = process.communicate(timeout=300)
    assert process.returncode == code, (args, said, complained)
    return said + complained


def begin(home: Path, code: str, database: str = "") -> subprocess.Popen[str]:
    """Code in a process of its own, the store open."""
    return bare(home, f"from lookfar.cli.store import open_store\nopen_store()\n{code}", database)


def bare(home: Path, code: str, database: str = "") -> subprocess.Popen[str]:
    """Code in a process of its own that opens nothing by itself."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=_environment(home, database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def inside(home: Path, code: str, database: str = "") -> str:
    """What such code prints; it must end well."""
    process = begin(home, code, database)
    said, complained = process.communicate(timeout=300)
    assert process.returncode == 0, complained
    return said.strip()
