"""Figures as the pages of docs/methods hold them, so that a table there is what a tool printed."""

from __future__ import annotations

import math
import re


def short(value: float, digits: int = 3) -> str:
    """Without the nought before the point; "1" for what rounds to one, "-" for what is not known.

    >>> short(0.03249), short(0.9999), short(-0.5, 2), short(190.8, 1), short(math.nan)
    ('.032', '1', '-.50', '190.8', '-')
    """
    if math.isnan(value):
        return "-"
    found = f"{value:.{digits}f}"
    return "1" if float(found) == 1 else re.sub(r"^(-?)0\.", r"\1.", found)


def row(*cells: object) -> str:
    """One line of a table in Markdown."""
    return f"| {' | '.join(map(str, cells))} |"


def head(*cells: str) -> str:
    """Its first two lines."""
    return f"{row(*cells)}\n|{'---|' * len(cells)}"
