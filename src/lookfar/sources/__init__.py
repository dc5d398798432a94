"""One file per feed: who publishes, under what licence, and bytes to reports. Found by looking here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Protocol, cast, runtime_checkable

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Body, Reading, Source


class SourceModule(Protocol):
    """What every file of this folder offers."""

    @property
    def SOURCE(self) -> Source: ...  # noqa: N802 - a module's constant

    def read(self, body: Body) -> Reading:
        """Reports, advice and quarantined records of one body; raises SourceError and nothing else."""

    def clock(self, content: bytes, latest: datetime) -> datetime | None:
        """The body's own time, at most `latest`, None when it holds none; raises SourceError."""


@runtime_checkable
class HasHistory(Protocol):
    """A source that also reads a bulk table."""

    def history(self, rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[datetime, bytes]]:
        """Bodies with their times, oldest first; `read` understands each."""


@runtime_checkable
class HasAddresses(Protocol):
    """A source whose addresses depend on the day."""

    def addresses(self, now: datetime) -> tuple[str, ...]:
        """What to fetch now, newest first."""


@cache
def known() -> Mapping[SourceId, SourceModule]:
    """Every source by its id, in order of ids."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (cast("SourceModule", importlib.import_module(f"{__name__}.{name}")) for name in names)
    return MappingProxyType({module.SOURCE.id: module for module in modules})
