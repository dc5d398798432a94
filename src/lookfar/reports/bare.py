"""Text without the marks that nobody sees: zero-width spaces and joiners, soft hyphens, writing directions."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from lookfar.domain.places import Place

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Bare:
    """A text without its invisible marks, which knows where each character stood."""

    def __init__(self, text: str) -> None:
        self._given = text
        self._kept = [number for number, letter in enumerate(text) if INVISIBLE.match(letter) is None]
        self.text = "".join(text[number] for number in self._kept)

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """A span of the given text in the bare one."""
        return bisect_left(self._kept, start), bisect_left(self._kept, end)

    def outside(self, place: Place) -> Place:
        """A place found in the bare text with its offsets in the given one; without offsets it stays as it is."""
        if place.start < 0:
            return place
        start, end = self._kept[place.start], self._kept[place.end - 1] + 1
        return replace(place, start=start, end=end, text=self._given[start:end])
