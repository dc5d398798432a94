"""Gathers what a brief says."""

from __future__ import annotations

from datetime import datetime, timedelta

from lookfar import sources
from lookfar.analysis.briefs import AdviceLine, Brief, CoverageLine
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.health import source_states
from lookfar.flow.tools import open_tools
from lookfar.records import feeds
from lookfar.records import incidents as store
from lookfar.records.codec import INCIDENT

LOOK_BACK = timedelta(days=30)
MOST_INCIDENTS = 40


def brief_of(area: str, *, as_of: datetime) -> Brief:
    """The brief of one country as of a time; raises NotFound for an area that is not rated."""
    ratings = ratings_as_of([area], as_of=as_of)
    rows = (
        store.known_at(as_of)
        .filter(country=area, happened_end__gt=as_of - LOOK_BACK)
        .exclude(status=IncidentStatus.RETRACTED.value)
        .order_by("-severity", "-happened_start")[:MOST_INCIDENTS]
    )
    states = source_states(as_of)
    return Brief(
        area=area,
        name=open_tools().country_name(area),
        as_of=as_of,
        ratings=tuple(ratings),
        incidents=tuple(INCIDENT.read(row.incident) for row in rows),
        advice=tuple(
            AdviceLine(
                issuer=row.issuer,
                statuses=None if row.statuses is None else tuple(row.statuses),
                updated_at=row.updated_at,
                url=row.link,
            )
            for row in feeds.advice_for(area, as_of=as_of)
        ),
        coverage=tuple(
            CoverageLine(name=state.source.name, coverage=state.coverage.value, newest=state.newest)
            for state in states
        ),
        reconstructed=any(row.origin == Origin.REPLAYED.value for row in rows)
        or any(state.reconstructed for state in states),
        attributions=tuple(
            f"{module.SOURCE.attribution} ({module.SOURCE.licence})" for module in sources.known().values()
        ),
    )
