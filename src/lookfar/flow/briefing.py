"""Gathers what a brief says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from lookfar import sources
from lookfar.analysis.briefs import AdviceLine, Brief, CoverageLine, PartLine
from lookfar.domain.areas import country_of
from lookfar.domain.incident import Incident
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.coverage_said import doubts_of
from lookfar.flow.health import hearing_as_of
from lookfar.flow.holders import holders_of
from lookfar.flow.parts import parts_of
from lookfar.flow.tools import open_tools
from lookfar.records import feeds
from lookfar.records import incidents as store
from lookfar.records.codec import INCIDENT

LOOK_BACK = timedelta(days=30)
MOST_INCIDENTS = 40


def brief_of(area: str, *, as_of: datetime) -> Brief:
    """The brief of a country or a part of one as of a time; raises NotFound for an area that is not rated."""
    ratings = ratings_as_of([area], as_of=as_of)
    tools, country = open_tools(), country_of(area)
    rows = _incidents(area, as_of)
    hearing = hearing_as_of(as_of)
    return Brief(
        area=area,
        name=tools.area_name(area),
        as_of=as_of,
        ratings=tuple(ratings),
        incidents=tuple(rows),
        advice=tuple(
            AdviceLine(
                issuer=row.issuer,
                statuses=None if row.statuses is None else tuple(row.statuses),
                updated_at=row.updated_at,
                url=row.link,
            )
            for row in feeds.advice_for(country, as_of=as_of)
        ),
        coverage=tuple(
            CoverageLine(
                name=state.source.name,
                coverage=state.coverage.value,
                newest=state.newest,
                is_record=state.source.historic,
            )
            for state in hearing.states
        ),
        doubts=doubts_of(ratings, as_of=as_of),
        unheard=hearing.all_blind,
        unheard_since=hearing.since if hearing.all_blind else None,
        reconstructed=any(one.origin is Origin.REPLAYED for one in rows) or hearing.reconstructed,
        attributions=tuple(
            f"{module.SOURCE.attribution} ({module.SOURCE.licence})" for module in sources.known().values()
        ),
        inside="" if area == country else tools.country_name(country),
        **_holders(area, as_of),
        worst=_worst(ratings, as_of) if area == country else None,
    )


def _incidents(area: str, as_of: datetime) -> list[Incident]:
    """The gravest first, then the newest."""
    parts, country = open_tools().parts, country_of(area)
    rows = (
        store.known_at(as_of)
        .filter(store.touching([country]), happened_end__gt=as_of - LOOK_BACK)
        .exclude(status=IncidentStatus.RETRACTED.value)
        .order_by("-severity", "-happened_start")
    )
    if area == country:
        return [INCIDENT.read(row.incident) for row in rows[:MOST_INCIDENTS]]
    found = [INCIDENT.read(row.incident) for row in rows]
    return [one for one in found if one.place and area in {part.id for part in parts.of(one.place)}][
        :MOST_INCIDENTS
    ]


class _Holders(TypedDict):
    whole: PartLine | None
    around: PartLine | None


def _holders(area: str, as_of: datetime) -> _Holders:
    """The country a part is of, and the first-level area a city lies in."""
    held: _Holders = {"whole": None, "around": None}
    for one in holders_of(area, ratings_as_of(open_tools().parts.holders(area), as_of=as_of)):
        if one.rating is not None:
            held["whole" if one.is_country else "around"] = PartLine(name=one.name, rating=one.rating)
    return held


def _security(ratings: Sequence[Rating]) -> Rating:
    return next(one for one in ratings if one.category == Headline.SECURITY.value)


def _worst(ratings: Sequence[Rating], as_of: datetime) -> PartLine | None:
    """That of the country whose ratings these are."""
    worst = parts_of(_security(ratings), as_of=as_of).worst
    return None if worst is None else PartLine(name=worst.part.name, rating=worst.rating)
