"""Runs a replay as a user would, and reads what it left."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Store:
    """A store a replay left behind."""

    home: Path

    def outbox(self) -> list[dict[str, Any]]:
        journal = self.home / "outbox.jsonl"
        return [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []

    def incidents(self, country: str | None = None) -> list[dict[str, Any]]:
        """Every version, oldest first."""
        with sqlite3.connect(self.home / "lookfar.sqlite3") as base:
            rows = base.execute("select incident from records_incidentversion order by recorded_at, id").fetchall()
        found = [json.loads(row[0]) for row in rows]
        return [one for one in found if country in (None, (one["place"] or {}).get("country"))]

    def rates(self, *args: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in lookfar(self.home, "rate", "--json", *args).splitlines()]


def lookfar(home: Path, *args: str) -> str:
    """Standard output of a command; a failure fails the test with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "lookfar", *args],
        capture_output=True,
        text=True,
        env={**os.environ, "LOOKFAR_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
