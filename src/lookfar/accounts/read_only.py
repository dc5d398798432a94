"""A home that cannot be written to, such as a backup that is mounted read-only: its embedded database is only read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASE = "lookfar.sqlite3"
WHAT_TO_DO = (
    "it can only be read; to change something, copy it to a folder that can be written to and set LOOKFAR_HOME"
)


def only_read(home: Path) -> bool:
    """Whether there is an embedded database in a home that takes no file."""
    return (home / DATABASE).is_file() and not os.access(home, os.W_OK)


def read_only_database(path: Path) -> dict[str, Any]:
    """Django's settings for it. SQLite makes no file beside it; where a log of changes (-wal) lies there, it is read too."""
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return {
        "ENGINE": "lookfar.records.fair_sqlite",
        "NAME": f"file:{quote(str(path.resolve()))}?{how}",
        "OPTIONS": {
            "uri": True,
            "transaction_mode": "DEFERRED",
            "init_command": "PRAGMA foreign_keys=ON; PRAGMA query_only=ON;",
        },
    }
