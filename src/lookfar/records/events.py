"""The stream of events: alert versions numbered in the order they were committed, without gaps.

A row's own time says when its transaction wrote it, not when others could see it; a number given afterwards, by one
transaction at a time, lets a reader go on after the last one it saw and miss nothing.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from lookfar.domain.vocabulary import Origin
from lookfar.records.models import AlertRow, EventCounter

_AT_ONCE = 1000


def number_events() -> int:
    """Numbers what was committed since; how many. Safe to call from any process at any time."""
    fresh = AlertRow.objects.filter(event_no=None, held="", origin=Origin.LIVE.value)
    numbered, some = 0, _AT_ONCE
    while some == _AT_ONCE and fresh.exists():
        with transaction.atomic():
            counter, _ = EventCounter.objects.select_for_update().get_or_create(pk=1)
            rows = list(fresh.order_by("created_at", "sequence", "pk").only("pk")[:_AT_ONCE])
            for row in rows:
                counter.last += 1
                row.event_no = counter.last
            AlertRow.objects.bulk_update(rows, ["event_no"], batch_size=200)
            counter.save()
        some = len(rows)
        numbered += some
    return numbered


def number_after_commit() -> None:
    """Numbers what this transaction writes once it is committed; a failure then leaves it to the next call."""
    waiting = (called[1] for called in transaction.get_connection().run_on_commit)
    if not any(one is number_events for one in waiting):
        transaction.on_commit(number_events, robust=True)


def newest() -> int:
    """The number of the newest event, 0 before the first."""
    return EventCounter.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def between(rows: QuerySet[AlertRow], after: int, until: int) -> QuerySet[AlertRow]:
    """Of `rows`, the events numbered (after, until], in order."""
    return rows.filter(event_no__gt=after, event_no__lte=until).order_by("event_no")
