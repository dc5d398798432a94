"""When each source was heard, so that time in which nobody listened is not taken for quiet."""

from __future__ import annotations

from datetime import datetime

from lookfar import sources
from lookfar.domain.ids import SourceId
from lookfar.flow.remembered import MEMORY
from lookfar.ratings.coverage import BLIND_AFTER
from lookfar.ratings.unheard import Span, joined
from lookfar.records.stretches import Read, stretches


class Listened:
    """The spans of every source; read once, then what was recorded since."""

    def __init__(self) -> None:
        self._spans: dict[SourceId, tuple[Span, ...]] = {}
        self._read: Read | None = None

    def at(self, as_of: datetime) -> dict[SourceId, tuple[Span, ...]]:
        """By source, as far as known at `as_of` and as long as ratings remember, the oldest first; a silence after which it is not yet blind is none."""
        if self._read is not None and as_of < self._read.as_of:
            self._spans, self._read = {}, None
        known = {name: module.SOURCE for name, module in sources.known().items()}
        last = 0 if self._read is None else self._read.row
        fresh: dict[SourceId, list[Span]] = {}
        exhaustive = [name for name, source in known.items() if source.exhaustive]
        for one in stretches(list(known), exhaustive, as_of=as_of, since=as_of - MEMORY, after=self._read):
            fresh.setdefault(one.source, []).append((one.start, one.end))
            last = max(last, one.row)
        for name, spans in fresh.items():
            slack = BLIND_AFTER * known[name].stale_after
            self._spans[name] = joined((*self._spans.get(name, ()), *spans), slack)
        self._read = Read(row=last, as_of=as_of)
        return self._spans
