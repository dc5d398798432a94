"""Rows of a bulk file that cannot be used: kept with their bytes, counted, the first of them said by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Quarantined
from lookfar.lake.lines import Line
from lookfar.records import feeds

_SAID = 3
"""Rows of one reason that are said."""
_WIDE = 80
"""Bytes of a row that are said."""


class Aside:
    """Rows set aside of one file."""

    def __init__(self, source: str, url: str, now: datetime) -> None:
        self._source, self._url, self._now = SourceId(source), url, now
        self.counts: Counter[str] = Counter()
        self._first: defaultdict[str, list[str]] = defaultdict(list)

    @property
    def why(self) -> str:
        """How many there are and what is wrong with the first, as the end of a sentence; "" when there is none."""
        first = next((said[0] for said in self._first.values()), "")
        return f"; {self.counts.total()} set aside, the first since: {first}" if first else ""

    def put(self, reason: str, detail: str, line: Line) -> None:
        """Sets a row aside for a reason (a short code, then words)."""
        self.counts[reason] += 1
        if len(self._first[reason]) < _SAID:
            self._first[reason].append(f"{line.where}: {detail}")
        bad = Quarantined(reason=reason, detail=detail, content=line.content)
        feeds.keep_quarantined(self._source, self._url, bad, now=self._now)

    def put_too_wide(self, line: Line) -> None:
        """Sets aside a row that is not as wide as the head."""
        shown = line.content[:_WIDE].decode(errors="replace")
        self.put("not_as_wide_as_the_head", f"another number of cells than the head: {shown}", line)

    def said(self) -> Iterator[str]:
        """For each reason: how many rows, and the first of them with what is wrong with each."""
        for reason, count in sorted(self.counts.items()):
            more = f"; and {count - _SAID} more" if count > _SAID else ""
            rows = "1 row" if count == 1 else f"{count} rows"
            yield f"{rows} set aside: {reason.replace('_', ' ')}: {'; '.join(self._first[reason])}{more}"
