"""Searches one text by many patterns that open alike: where a number or a word of killing stands is found once."""

from __future__ import annotations

import re
from bisect import bisect_left

from lookfar.reports.numbers import NUMBER
from lookfar.reports.toll_words import KILLS

_OPENINGS = (rf"(?P<n>{NUMBER})", rf"\b{KILLS}\s")
_STARTS = (re.compile(rf"(?={NUMBER})", re.IGNORECASE), re.compile(rf"\b(?={KILLS}\s)", re.IGNORECASE))


def opening(pattern: re.Pattern[str]) -> int | None:
    """Which of the common openings a pattern begins with, None for another."""
    return next((number for number, words in enumerate(_OPENINGS) if pattern.pattern.startswith(words)), None)


class Scan:
    """One text being searched."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: list[list[int] | None] = [None] * len(_OPENINGS)

    def search(self, pattern: re.Pattern[str], opens: int | None, at: int) -> re.Match[str] | None:
        """The first match at or behind an offset, as `pattern.search(text, at)` gives it; `opens` of the pattern."""
        if opens is None:
            return pattern.search(self.text, at)
        starts = self._starts(opens)
        for start in starts[bisect_left(starts, at) :]:
            if match := pattern.match(self.text, start):
                return match
        return None

    def _starts(self, opens: int) -> list[int]:
        found = self._found[opens]
        if found is None:
            found = self._found[opens] = [match.start() for match in _STARTS[opens].finditer(self.text)]
        return found
