"""Lists of areas that say what they are once, at the end: "Luhansk, Sumy and Kherson Oblasts"."""

from __future__ import annotations

import re
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
    for word in _AREAS.finditer(text):
        last = next(
            (n for n, m in enumerate(found) if m.start < word.start() <= m.end + 1 and m.end <= word.end()), None
        )
        if last is None:
            continue
        first = last
        while first and _NEXT_IN_LIST.fullmatch(text[found[first - 1].end : found[first].start]):
            first -= 1
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
