"""Incidents of which nothing new is heard are closed; later news opens them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lookfar.domain.vocabulary import Origin
from lookfar.flow.tools import Tools
from lookfar.incidents import lifecycle
from lookfar.records import incidents as store


def close_quiet(tools: Tools, *, now: datetime, origin: Origin) -> int:
    """Closes every open incident whose kind's quiet time is over; how many. Nobody is told."""
    least = timedelta(days=min(span.quiet for span in tools.rule.spans.values()))
    with transaction.atomic():
        looked_at = (lifecycle.close(one, now, tools.rule) for one in store.open_before(now - least, origin))
        closed = [after for after in looked_at if after is not None]
        store.keep_versions(closed)
    return len(closed)
