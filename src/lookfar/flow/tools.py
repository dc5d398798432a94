"""The tables and models that thinking rooms are handed; opened once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from lookfar import facts
from lookfar.domain.geo import Point
from lookfar.domain.taxonomy import EventKind, EventType
from lookfar.incidents.rule import Rule
from lookfar.ratings.inputs import Indicator
from lookfar.ratings.methods.pressure_2026 import Constants
from lookfar.reports.understand import Tools as ReadingTools


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything shipped that the flow needs."""

    reading: ReadingTools
    taxonomy: Mapping[EventType, EventKind]
    country_name: Callable[[str], str]
    region_of: Callable[[Point], str]
    areas: tuple[str, ...]
    subregion: Callable[[str], str]
    indicators: Callable[[str, datetime], tuple[Indicator, ...]]
    constants: Constants
    rule: Rule


@cache
def open_tools() -> Tools:
    """The shipped tables; raises Misconfigured when `make setup` has not built them."""
    raise NotImplementedError
