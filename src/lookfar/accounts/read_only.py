"""A home that cannot be written to, such as a backup that is mounted read-only: its embedded database is only read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from lookfar.domain.errors import Misconfigured

DATABASE = "lookfar.sqlite3"
_BEGINS, _ENDS = "file:", "?mode=ro"
WHAT_TO_DO = (
    "it can only be read; to change something, copy it to a folder that can be written to and set LOOKFAR_HOME"
)


def only_read(home: Path) -> bool:
    """Whether there is an embedded database in a home that takes no file."""
    return (home / DATABASE).is_file() and not os.access(home, os.W_OK)


def read_only_database(path: Path) -> dict[str, Any]:
    """Django's settings for it. SQLite makes no file beside it; how it is opened is decided anew for every connection."""
    return {
        "ENGINE": "lookfar.records.fair_sqlite",
        "NAME": f"{_BEGINS}{quote(str(path.resolve()))}{_ENDS}",
        "OPTIONS": {
            "uri": True,
            "transaction_mode": "DEFERRED",
            "init_command": "PRAGMA foreign_keys=ON; PRAGMA query_only=ON;",
        },
    }


@dataclass(frozen=True, slots=True)
class Still:
    """A database in which nobody writes: there is no index (-shm) of a log beside it, and no log (-wal) with anything in it.

    `seen`: which file it is, how long and last changed when. Only such a database is opened as one that never changes, which
    takes no lock; as soon as it `has_moved`, what was read of it is not to be relied on.
    """

    path: Path
    seen: tuple[int, int, int]

    def has_moved(self) -> bool:
        """Whether somebody has begun to write since."""
        try:
            return still(self.path) != self
        except Misconfigured:
            return True


def still(path: Path) -> Still | None:
    """A database that nobody writes to; None while somebody may, when it is read beside the log and its index.

    Raises Misconfigured for a log without its index, which cannot be made here.
    """
    log, index = (path.with_name(f"{path.name}-{name}") for name in ("wal", "shm"))
    if index.exists():
        return None
    if log.exists() and log.stat().st_size:
        raise Misconfigured(
            f"{log} holds changes that are read only with a file {index.name} beside it, which cannot be made there: copy "
            f"{path.name} and {log.name} to a folder that can be written to and set LOOKFAR_HOME"
        )
    found = path.stat()
    return Still(path, (found.st_ino, found.st_size, found.st_mtime_ns))


def only_read_path(name: str) -> Path | None:
    """The file that the name of a database in `read_only_database` means; None for any other name."""
    if not (name.startswith(_BEGINS) and name.endswith(_ENDS)):
        return None
    return Path(unquote(name.removeprefix(_BEGINS).removesuffix(_ENDS)))
