"""The chain of issued forecasts: which of them was changed, dropped or put in between since."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lookfar.domain.ids import content_hash
from lookfar.domain.times import rfc3339
from lookfar.ratings.change_log import link

if TYPE_CHECKING:
    from lookfar.records.models import ForecastIssue


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How many issues there are, how many of them were hashed late, the last one's hash, and what does not hold.

    That nothing was cut off its end, a chain cannot say: a `head` noted before can.
    """

    issues: int
    late: int
    head: str
    faults: tuple[str, ...]


def chained(row: ForecastIssue) -> str:
    """The hash of a stored issue, all its forecasts and its `previous`: what `chain` must be."""
    forecasts = {one.area: content_hash(_unpacked(one.content)) for one in row.rows.order_by("area")}
    return link(
        row.previous,
        {
            "cutoff": row.cutoff,
            "model": row.model,
            "history": row.history,
            "vintage": row.vintage,
            "recorded_at": rfc3339(row.recorded_at),
            "made_at": rfc3339(row.made_at),
            "origin": row.origin,
            "areas": row.areas,
            "chained_late": row.chained_late,
            "forecasts": forecasts,
        },
    )


def chain() -> Chain:
    """Recomputes every link in the order of issue."""
    from lookfar.records.models import ForecastIssue

    faults: list[str] = []
    seen: dict[str, str] = {"": ""}
    last, late, issues = "", 0, 0
    for row in ForecastIssue.objects.order_by("pk"):
        if row.previous != last:
            faults.append(_out_of_place(row, seen))
        if chained(row) != row.chain:
            faults.append(f"{_named(row)} was changed: it no longer has the hash it was stored under")
        seen[row.chain] = str(row.cutoff)
        last, late, issues = row.chain, late + row.chained_late, issues + 1
    return Chain(issues=issues, late=late, head=last, faults=tuple(faults))


def _out_of_place(row: ForecastIssue, seen: Mapping[str, str]) -> str:
    """`seen`: hash and cutoff of every issue before it, in their order."""
    if row.previous not in seen:
        return f"the issue that {_named(row)} follows is gone: it was dropped, or changed together with its hash"
    between = list(seen.values())[list(seen).index(row.previous) + 1 :]
    return f"before {_named(row)} was put in between: {', '.join(between)}"


def _named(row: ForecastIssue) -> str:
    return f"the issue from {row.cutoff}"


def _unpacked(content: bytes | memoryview) -> bytes:
    """Bytes that can no longer be unpacked are hashed as they are: they are other bytes."""
    try:
        return zlib.decompress(bytes(content))
    except zlib.error:
        return bytes(content)
