"""Lists of areas that say what they are once, at the end: "Luhansk, Sumy and Kherson Oblasts"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from lookfar.reports.entry import Kind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention

_AREAS = re.compile(
    r"\b(?:oblasts|regions|provinces|counties|states|governorates|departments|prefectures|cantons|raions|voivodeships|krais)\b",
    re.IGNORECASE,
)
_OF_SECOND_LEVEL = frozenset({"counties", "raions"})
_UPPER = (Kind.ADMIN1, Kind.REGION, Kind.COUNTY)
_LOWER = (Kind.COUNTY, Kind.ADMIN1, Kind.REGION)
_NEXT_IN_LIST = re.compile(r",\s|,?\s(?:and|or|as well as)\s(?:the\s|in\s)?", re.IGNORECASE)


def as_areas(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """The mentions of a text in order, those of such a list taken for areas where the gazetteer knows one."""
    found = list(mentions)
    starts = [mention.start for mention in found]
    before = 0  # the last name of the list before this one
    for word in _AREAS.finditer(text):
        last = bisect_left(starts, word.start()) - 1
        if last < 0 or not word.start() - 1 <= found[last].end <= word.end():
            continue
        first = last
        while first > before and _NEXT_IN_LIST.fullmatch(text[found[first - 1].end : found[first].start]):
            first -= 1
        before = last
        if first < last:
            kinds = _LOWER if word[0].lower() in _OF_SECOND_LEVEL else _UPPER
            found[first : last + 1] = [_area(m, kinds, gazetteer) for m in found[first : last + 1]]
    return found


def _area(mention: Mention, kinds: Sequence[Kind], gazetteer: Gazetteer) -> Mention:
    """The areas alone that the name may mean, since the text says so, the likelier kind before the others.

    The next of a list is no area that this one lies in. The mention itself when the gazetteer knows no area.
    """
    for kind in kinds:
        known = tuple(n for n in mention.named if gazetteer.entry(n.row).kind == kind)
        if known:
            return replace(mention, area=True, named=known, parent=-1)
    return mention
