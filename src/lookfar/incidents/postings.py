"""Which groups share telling words with a report, found without asking every group."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)
_SPARSE = 32
"""Groups known for each one listed from which distinct ones are looked up rather than counted out."""


@dataclass(slots=True)
class Postings:
    """Numbers of groups under each key, and when each group ended last."""

    by_key: dict[str, array[int]] = field(default_factory=dict)
    ends: array[int] = field(default_factory=lambda: array("q"))

    def add(self, number: int, keys: Sequence[str], end: datetime) -> None:
        """Notes that a group, the next one or one known, is found by these keys and lasts until `end`."""
        if number == len(self.ends):
            self.ends.append(0)
        self.ends[number] = _instant(end)
        for key in keys:
            listed = self.by_key.setdefault(key, array("q"))
            if not listed or listed[-1] != number:
                listed.append(number)

    def likest(self, weights: Mapping[str, float], since: datetime, most: int) -> list[int]:
        """At most `most` groups that end at `since` or later, by the weight of the keys they share, then by number."""
        listed = [(self.by_key[key], weight) for key, weight in weights.items() if key in self.by_key]
        if not listed:
            return []
        numbers = np.concatenate([np.frombuffer(one, np.int64) for one, _ in listed])
        shares = np.repeat([weight for _, weight in listed], [len(one) for one, _ in listed])
        found, shared = _added(numbers, shares, len(self.ends))
        recent = np.frombuffer(self.ends, np.int64)[found] >= _instant(since)
        found, shared = found[recent], shared[recent]
        if len(found) > most:
            enough = shared >= np.partition(shared, -most)[-most]
            found, shared = found[enough], shared[enough]
        best: list[int] = found[np.lexsort((found, -shared))][:most].tolist()
        return best


def _added(
    numbers: NDArray[np.int64], shares: NDArray[np.float64], known: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The distinct numbers, ascending, and the sum of the shares of each."""
    if len(numbers) * _SPARSE < known:
        found, where = np.unique(numbers, return_inverse=True)
        return found, np.bincount(where, weights=shares).astype(np.float64)
    counted = np.bincount(numbers, weights=shares).astype(np.float64)
    found = np.flatnonzero(counted).astype(np.int64)
    return found, counted[found]


def _instant(moment: datetime) -> int:
    return (moment - _EPOCH) // _INSTANT
