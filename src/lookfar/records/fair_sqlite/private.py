"""The files of a database are read by their owner alone: they hold who is signed in, and where people are, sealed.

SQLite makes a new database for everybody to read, and its log and index with the mode of the database.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_FILES = ("", "-wal", "-shm", "-journal")
_OTHERS = 0o077


def keep_private(database: str) -> None:
    """Makes a database that is not there yet with mode 0600, and takes what others may do from one that is.

    Only files of the user who runs this; what the disk refuses stays as it is. None is opened that was there: closing
    it would end the locks that this process has on it.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    for name in _FILES:
        with suppress(OSError):
            _tighten(Path(f"{database}{name}"))


def _tighten(path: Path) -> None:
    found = path.stat()
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
        path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
