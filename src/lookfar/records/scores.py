"""Score documents: bytes under their hash, each chained to the one made before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import transaction

from lookfar.domain.ids import content_hash
from lookfar.domain.times import rfc3339
from lookfar.records.models import ScoreReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A stored document: canonical JSON as of a date."""

    date: datetime
    hash: str
    previous: str
    content: str


def keep(date: datetime, content: Callable[[str], str]) -> Kept:
    """Stores the document of a date; the one that is there already stays, and is given back.

    `content`: the canonical JSON, from the hash of the document made last ("" for none).
    """
    with transaction.atomic():
        held = ScoreReport.objects.filter(date=date).first()
        if held is None:
            last = ScoreReport.objects.order_by("-pk").first()
            previous = last.hash if last else ""
            text = content(previous)
            held = ScoreReport.objects.create(
                date=date, hash=content_hash(text.encode()), previous=previous, content=text
            )
    return _kept(held)


def of(date: datetime) -> Kept | None:
    """The document of exactly this date."""
    row = ScoreReport.objects.filter(date=date).first()
    return None if row is None else _kept(row)


def newest(*, as_of: datetime) -> Kept | None:
    """The newest document as of a time."""
    row = ScoreReport.objects.filter(date__lte=as_of).order_by("-date").first()
    return None if row is None else _kept(row)


def dates(*, as_of: datetime) -> list[datetime]:
    """The date of every document up to a time, newest first."""
    return list(ScoreReport.objects.filter(date__lte=as_of).order_by("-date").values_list("date", flat=True))


def faults() -> list[str]:
    """What in the chain is no longer as it was written; empty when every document and link holds."""
    found, previous = [], ""
    for row in ScoreReport.objects.order_by("pk").iterator():
        if content_hash(row.content.encode()) != row.hash:
            found.append(f"the score of {rfc3339(row.date)} no longer has the hash it was stored under")
        elif orjson.loads(row.content)["previous"] != row.previous:
            found.append(f"the score of {rfc3339(row.date)} is stored with another predecessor than it names")
        if row.previous != previous:
            found.append(f"the score of {rfc3339(row.date)} does not follow the one stored before it")
        previous = row.hash
    return found


def _kept(row: ScoreReport) -> Kept:
    return Kept(date=row.date, hash=row.hash, previous=row.previous, content=row.content)
