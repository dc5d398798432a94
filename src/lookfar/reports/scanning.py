"""Searches one text by many patterns that open alike: where a number or a word of killing stands is found once."""

from __future__ import annotations

import re
from bisect import bisect_left

from lookfar.reports.listed_grammar import ONES
from lookfar.reports.numbers import NUMBER
from lookfar.reports.sentence_pattern import SentencePattern
from lookfar.reports.single_grammar import HEADLINE, STARTS
from lookfar.reports.toll_words import ARTICLE, HURTS, KILLS

_OPENINGS = (
    ((rf"(?P<n>{NUMBER})",), rf"(?={NUMBER})"),
    ((rf"\b{KILLS}\s",), rf"\b(?={KILLS}\s)"),
    (
        (
            rf"\b(?P<manywho>{ONES}",
            r"\b(?P<single>(?:an?|the",
            r"\b(?P<single>an?\s",
            r"\b(?P<pair>(?:an?|the)\s",
            r"\b(?P<single>(?:his|her|its|their)\s",
            rf"\b(?P<pair>{ARTICLE}\s",
            r"\b(?:an?|the)\s",
            r"\ban?\s",
        ),
        rf"\b(?={ARTICLE}\s)",
    ),
    ((HEADLINE,), HEADLINE),
    ((STARTS,), STARTS),
    ((rf"\b{HURTS}\s",), rf"\b(?={HURTS}\s)"),
)
"""How patterns begin, and where such a beginning may stand."""
_STARTS = tuple(re.compile(starts, re.IGNORECASE) for _, starts in _OPENINGS)


def opening(pattern: SentencePattern) -> int | None:
    """Which of the common openings a pattern begins with, None for another."""
    return next((number for number, (heads, _) in enumerate(_OPENINGS) if pattern.pattern.startswith(heads)), None)


class Scan:
    """One text being searched."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: list[list[int] | None] = [None] * len(_OPENINGS)

    def search(self, pattern: SentencePattern, opens: int | None, at: int) -> re.Match[str] | None:
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
