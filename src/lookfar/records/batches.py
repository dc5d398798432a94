"""Long lists in pieces a database takes: SQLite limits the variables of one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

ROWS = 50
"""Rows written by one statement; a row has up to twenty columns."""
_ASKED = 500


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values, at most 500 at a time, in their order.

    >>> [len(some) for some in batches(range(1200))]
    [500, 500, 200]
    """
    for start in range(0, len(values), _ASKED):
        yield values[start : start + _ASKED]
