"""From when to when each body of a source told, as far as was known at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lookfar.domain.ids import SourceId
from lookfar.records.models import Contact

UNREAD = Q(outcome="body", quarantined__gt=F("records") / 2.0)
"""Bodies of which more than half was set aside: what they say is not known."""
GOOD = Q(outcome__in=("body", "not_modified")) & ~UNREAD


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one contact told of: `start`..`end`; `row` numbers contacts as they were written."""

    row: int
    source: SourceId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read before: contacts up to `row`, of those recorded up to `as_of`."""

    row: int
    as_of: datetime


def stretches(
    sources: Sequence[SourceId],
    by_contact: Collection[SourceId],
    *,
    as_of: datetime,
    since: datetime,
    after: Read | None,
) -> Iterator[Stretch]:
    """Those of good contacts that reach beyond `since`, not read before.

    A body tells from its oldest content to its newest; one of `by_contact`, whose emptiness is an answer, tells of the time of the
    contact when it dates nothing.
    """
    rows = Contact.objects.filter(GOOD, source__in=list(sources), recorded_at__lte=as_of, at__lte=as_of)
    rows = rows.filter(Q(newest__isnull=False) | Q(source__in=list(by_contact)))
    rows = rows.annotate(end=Coalesce("newest", "at")).filter(end__gt=since, end__lte=as_of)
    if after is not None:
        rows = rows.filter(Q(pk__gt=after.row) | Q(recorded_at__gt=after.as_of))
    for row, source, oldest, end in rows.order_by().values_list("pk", "source", "oldest", "end").iterator():
        yield Stretch(row, SourceId(source), end if oldest is None else min(oldest, end), end)
