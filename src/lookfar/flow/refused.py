"""What stands while stored bytes are refused: the last that was issued, and what is refused and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from lookfar.config import read_config
from lookfar.domain.errors import Tampered
from lookfar.domain.rating import Rating
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.tools import open_tools
from lookfar.flow.watching import Watching, heard_as_of
from lookfar.lake.store import Lake
from lookfar.records import ratings as kept

HOME = "LOOKFAR_HOME"
"""What stands for the installation's folder in words that anybody may read."""


def in_words(error: Tampered) -> str:
    """Which file is refused and what to do, without where the installation lies on its disk."""
    return str(error).replace(str(read_config().home), HOME)


def ratings_or_last(areas: Sequence[str] | None, *, as_of: datetime) -> tuple[list[Rating], str]:
    """The ratings in force, and "". While something they rest on is refused: of each area the last issued by then, however
    old, with the coverage as of now, and what is refused; an area of which none was issued is absent.

    Ratings can be in force while `lake_refused`: issued within the day before, or resting on none of its tables.
    """
    try:
        return ratings_as_of(areas, as_of=as_of), ""
    except Tampered as error:
        wanted = open_tools().areas if areas is None else areas
        newest = kept.latest(wanted, as_of=as_of)
        found: list[Rating] = []
        for row, issued in (newest[area] for area in wanted if area in newest):
            with suppress(Tampered):
                found += kept.ratings_in(row, issued)
        watching = Watching(heard_as_of(as_of), as_of=as_of)
        return [watching.heard_now(one) for one in found], in_words(error)


def lake_refused() -> str:
    """Which of the lake's files, or the list of them, is refused and what to do; "" when none is."""
    try:
        Lake(read_config().at_home("lake")).look()
    except Tampered as error:
        return in_words(error)
    return ""
