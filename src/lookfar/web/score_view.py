"""A score document laid out for its page: bars by level, and tables of all figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Level
from lookfar.ratings.calibration import FEWEST
from lookfar.web import words

Row = Mapping[str, object]
_SINGLE = tuple(str(int(level)) for level in Level if level is not Level.NOT_ENOUGH_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What followed one level; `share`, `low`, `high` in per cent. `few`: too few places to say much."""

    level: int
    word: str
    share: float
    low: float
    high: float
    places: int
    few: bool

    @property
    def said(self) -> str:
        """ "71 % (54-83 %), 36 places"."""
        return f"{self.share:.0f} % ({self.low:.0f}-{self.high:.0f} %), {_places(self.places)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One level's figures, one cell for each number of days, which stands before it; "" where no window is complete."""

    level: int
    word: str
    places: int
    any_: tuple[tuple[int, str], ...]
    five: tuple[tuple[int, str], ...]
    foretold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One category: bars for the days the page speaks of, and all figures."""

    category: str
    name: str
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]


def charts(score: Mapping[str, object]) -> list[Chart]:
    """One for each category that has a complete window; security first."""
    rows = cast("list[Row]", cast("Row", score["levels"])["rows"])
    days = cast("list[int]", score["days"])
    cells = {(row["category"], row["level"], row["days"]): row for row in rows}
    return [
        Chart(
            category=category,
            name=words.category(category),
            bars=tuple(
                _bar(cells[category, level, score["spoken_of"]])
                for level in _SINGLE
                if (category, level, score["spoken_of"]) in cells
            ),
            lines=tuple(
                _line(level, days, [cells.get((category, level, span)) for span in days])
                for level in _SINGLE
                if any((category, level, span) in cells for span in days)
            ),
        )
        for category in dict.fromkeys(str(row["category"]) for row in rows)
    ]


def is_headline(chart: Chart) -> bool:
    """Whether the chart is of security."""
    return chart.category == Headline.SECURITY.value


def _bar(row: Row) -> Bar:
    share = cast("Mapping[str, float]", row["at_least_1"])
    level, places = int(cast("str", row["level"])), cast("int", row["places"])
    return Bar(
        level=level,
        word=Level(level).word,
        share=100 * share["share"],
        low=100 * share["low"],
        high=100 * share["high"],
        places=places,
        few=places < FEWEST,
    )


def _line(level: str, days: Sequence[int], cells: Sequence[Row | None]) -> Line:
    known = [cell for cell in cells if cell is not None]
    promise = next((cast("Row", cell["foretold"]) for cell in known if cell["foretold"]), None)
    return Line(
        level=int(level),
        word=Level(int(level)).word,
        places=max(cast("int", cell["places"]) for cell in known),
        any_=tuple((span, _share(cell, "at_least_1")) for span, cell in zip(days, cells, strict=True)),
        five=tuple((span, _share(cell, "at_least_5")) for span, cell in zip(days, cells, strict=True)),
        foretold="" if promise is None else f"{promise['expected']:.2f} / {promise['seen']:.2f}",
    )


def _share(cell: Row | None, name: str) -> str:
    if cell is None:
        return ""
    share = cast("Mapping[str, float]", cell[name])
    return f"{100 * share['share']:.0f} % ({100 * share['low']:.0f}-{100 * share['high']:.0f})"


def _places(count: int) -> str:
    return f"{count} place{'' if count == 1 else 's'}"
