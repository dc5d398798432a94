"""Political stability as forecast models take it: of a country, as published by the end of a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from lookfar.facts.indicators import open_indicators
from lookfar.facts.once import once
from lookfar.forecasts.history import Month

Stability = Callable[[str, Month], float | None]


@once
def known_stability() -> Stability:
    """A look-up: political stability of a country as it had been published by the end of a month."""
    known = open_indicators()

    @cache
    def look_up(area: str, month: Month) -> float | None:
        year, number = divmod(month.number, 12)
        figures = known(area, datetime(year, number + 1, 28, tzinfo=UTC))
        return next((figure.value for figure in figures if figure.name == "political_stability"), None)

    return look_up
