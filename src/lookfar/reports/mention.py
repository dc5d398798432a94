"""Words of a text that may name a place."""

from __future__ import annotations

from dataclasses import dataclass

from lookfar.reports.gazetteer import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words at `start`..`end` that may name a place. `worth`: logit that they do.

    `area`: a word such as "Oblast" says it is an area, not a town. `before`, `after`: the neighbouring
    words in lower case, "" at a sentence's edge. `owns`: followed by a possessive. `parent`: number of the
    mention that contains it ("Paris, Texas"), -1 when there is none. `around`: a district is meant of which only the town is known.
    `site`: a known town in the name of a site or an event: "Manchester Arena", "the Boston Marathon".
    """

    start: int
    end: int
    text: str
    key: str
    named: tuple[Named, ...]
    worth: float
    area: bool = False
    before: str = ""
    before2: str = ""
    after: str = ""
    owns: bool = False
    opens: bool = False
    parent: int = -1
    outside: bool = False
    around: bool = False
    site: bool = False
