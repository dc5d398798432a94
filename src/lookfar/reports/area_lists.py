"""Lists of areas that say what they are once, at the end: "Luhansk, Sumy and Kherson Oblasts"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from lookfar.reports.area_words import is_country, only_areas
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention

_AREAS = re.compile(
    r"\b(?:oblasts|regions|provinces|counties|states|governorates|departments|prefectures|cantons|raions|voivodeships|krais)\b",
    re.IGNORECASE,
)
_NEXT_IN_LIST = re.compile(r",\s|,?\s(?:and|or|as well as)\s(?:the\s|in\s)?", re.IGNORECASE)


def as_areas(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of a text in order, those of such a list taken for areas where the gazetteer knows one."""
    found = list(mentions)
    starts = [mention.start for mention in found]
    before = 0  # the last name of the list before this one
    for word in _AREAS.finditer(text):
        last = bisect_left(starts, word.start()) - 1
        if last < 0 or not word.start() - 1 <= found[last].end <= word.end() or is_country(found[last], gazetteer):
            continue
        first = last
        while first > before and _NEXT_IN_LIST.fullmatch(text[found[first - 1].end : found[first].start]):
            first -= 1
        before = last
        if first < last:
            found[first : last + 1] = [
                replace(only_areas(m, word[0], gazetteer), parent=-1) for m in found[first : last + 1]
            ]
    return found
