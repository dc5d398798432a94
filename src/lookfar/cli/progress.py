"""A line of progress on stderr, rewritten in place on a terminal and spaced out in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")

_EVERY_SECONDS = {True: 0.2, False: 5.0}


def said(line: str) -> None:
    """Says which part of long work begins."""
    print(line, file=sys.stderr, flush=True)


class Progress:
    """Says how far long work is."""

    def __init__(self, total: int, what: str) -> None:
        self._total = total
        self._what = what
        self._last = float("-inf")
        self._live = sys.stderr.isatty()

    def at(self, done: int, detail: str = "") -> None:
        """Shows the state, not more often than is readable."""
        now = time.monotonic()
        if done < self._total and now - self._last < _EVERY_SECONDS[self._live]:
            return
        self._last = now
        end = "\r" if self._live and done < self._total else "\n"
        line = f"{self._what} {done}/{self._total} {detail}"
        print(f"{line:<100}" if self._live else line.rstrip(), end=end, file=sys.stderr, flush=True)


def counted(things: Iterable[Thing], total: int, what: str) -> Iterator[Thing]:
    """The things themselves, with a line now and then of how many of `total` came."""
    progress = Progress(total, what)
    for done, one in enumerate(things, 1):
        yield one
        progress.at(done)
