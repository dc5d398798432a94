"""Turns of several processes: two locked files, of which the kernel lets go when a process dies.

Whoever holds `next` is the only one waiting for `now`; so who has just had `now` cannot have it again before the one
who waited. Nobody waits longer than the time given, and then goes on without: a process that was stopped while it had
its turn delays the others and never holds them for good.
"""

from __future__ import annotations

import fcntl
import os
import time

_LOOK_AGAIN_S = 0.002


class Turns:
    """One connection's part in the turns beside a database file; at most `patience_s` is waited."""

    def __init__(self, database: str, patience_s: float) -> None:
        self._patience_s = patience_s
        self._next, self._now = (_opened(f"{database}-{name}") for name in ("next", "now"))

    def take(self) -> bool:
        """Waits for the turn; False when it did not come in time."""
        by = time.monotonic() + self._patience_s
        if not _lock(self._next, by):
            return False
        try:
            return _lock(self._now, by)
        finally:
            fcntl.flock(self._next, fcntl.LOCK_UN)

    def pass_on(self) -> None:
        """Ends the turn; nothing when there was none."""
        if self._now >= 0:
            fcntl.flock(self._now, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leaves the turns for good."""
        for opened in (self._next, self._now):
            if opened >= 0:
                os.close(opened)
        self._next = self._now = -1


def _opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lock(opened: int, by: float) -> bool:
    if opened < 0:
        return False
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > by:
                return False
            time.sleep(_LOOK_AGAIN_S)
        else:
            return True
