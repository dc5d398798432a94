"""Opens a shipped table once in a process, whoever asks for it first and in however many threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import TypeVar

_Table = TypeVar("_Table")

_OPENING = RLock()
"""One lock for all tables: numpy reads the head of a file with `ast.literal_eval`, and up to Python 3.11.7 two threads
in it at once can fail with SystemError (python/cpython#106905)."""


def once(make: Callable[[], _Table]) -> Callable[[], _Table]:
    """`make`, called at its first use; others wait for what it makes, and when it raises the next one tries again."""
    made: list[_Table] = []

    @wraps(make)
    def opened() -> _Table:
        if not made:
            with _OPENING:
                if not made:
                    made.append(make())
        return made[0]

    return opened
