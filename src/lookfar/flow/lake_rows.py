"""One kept version as a row of the lake: facts only, no publisher's words, no title, no name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lookfar.domain.places import Place
from lookfar.domain.report import Toll, Understanding
from lookfar.domain.vocabulary import Level
from lookfar.lake.shape import micros, month_of
from lookfar.ratings.evidence import evidence_of
from lookfar.ratings.issued import read_issued
from lookfar.records.history import KeptIncident, KeptRatings, KeptReport


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and the month of recording that it is kept under."""

    month: str
    values: Mapping[str, object]


def incident_rows(kept: KeptIncident) -> Iterator[Row]:
    """A version of an incident, one row for each country that it touches, its own first; one when it touches none.

    `weight` is the belief in place and category that a rating gives it, null when it counts for no area.
    """
    one = kept.incident
    weight = next((evidence.weight for _, evidence in evidence_of(one, ())), None)
    for place in _apart(one.place):
        yield Row(month_of(one.recorded_at), _incident(kept, place, weight))


def _apart(place: Place | None) -> tuple[Place | None, ...]:
    """The place once for each country that it touches; the region is its own country's."""
    if place is None or not place.touched:
        return (place,)
    own, *besides = place.touched
    return (replace(place, country=own), *(replace(place, country=one, admin1="") for one in besides))


def _incident(kept: KeptIncident, place: Place | None, weight: float | None) -> dict[str, object]:
    one = kept.incident
    return {
        "incident_id": one.id,
        "version": one.version,
        "category": one.category.value,
        "event_type": one.event_type,
        "status": one.status.value,
        "severity": one.severity.value,
        "credibility": one.credibility.value,
        **_place(place),
        "happened_us": micros(one.happened.start),
        "ended_us": micros(one.happened.end),
        **_deaths(one.fatalities),
        "injured_best": one.injured.best,
        "sources": len(one.sources),
        "reports": len(one.reports),
        "weight": weight,
        "recorded_us": micros(one.recorded_at),
        "superseded_us": _micros(kept.superseded_at),
        "origin": one.origin.value,
    }


def report_rows(kept: KeptReport) -> Iterator[Row]:
    """A version of a report, one row for each thing it was understood to say; one when that is nothing."""
    for part, understood in enumerate(kept.understandings or (None,)):
        yield Row(
            month_of(kept.recorded_at),
            {
                "report_id": kept.report.id,
                "version": kept.version,
                "part": part,
                "source": kept.report.source,
                "language": kept.report.language,
                "retracted": kept.report.retracted,
                "exercise": kept.report.exercise,
                **_understood(understood),
                "published_us": micros(kept.report.published_at),
                "fetched_us": micros(kept.fetched_at),
                "recorded_us": micros(kept.recorded_at),
                "superseded_us": _micros(kept.superseded_at),
                "origin": kept.origin,
            },
        )


def rating_rows(kept: KeptRatings) -> Iterator[Row]:
    """One row for each category and headline a daily run issued for an area; numbers are null at level 0."""
    for one in read_issued(kept.issued):
        shown, ahead = one.level is not Level.NOT_ENOUGH_DATA, one.outlook
        yield Row(
            month_of(kept.as_of),
            {
                "area": one.area,
                "category": one.category,
                "as_of_us": micros(kept.as_of),
                "level": int(one.level),
                "score": one.score if shown else None,
                "low": one.low if shown else None,
                "high": one.high if shown else None,
                "coverage": one.coverage.value,
                "ahead_days": ahead.days if ahead else None,
                "ahead_mean": ahead.mean if ahead else None,
                "ahead_low": ahead.low if ahead else None,
                "ahead_high": ahead.high if ahead else None,
                "method": one.method,
                "rating_id": one.id,
                "origin": kept.origin,
            },
        )


def _understood(said: Understanding | None) -> dict[str, object]:
    if said is None:
        return {**_place(None), "country": None, "admin1": None, "precision": None}
    return {
        "category": said.category.value if said.category else None,
        "event_type": said.event_type,
        "severity": said.severity.value,
        "confidence": said.confidence,
        **_place(said.scene),
        **_deaths(said.fatalities),
    }


def _place(place: Place | None) -> dict[str, object]:
    return {
        "country": place.country if place else "",
        "admin1": place.admin1 if place else "",
        "precision": place.precision.value if place else "unknown",
        "lon": place.point.lon if place else None,
        "lat": place.point.lat if place else None,
        "radius_km": place.radius_km if place else None,
    }


def _deaths(toll: Toll) -> dict[str, object]:
    return {"deaths_low": toll.low, "deaths_best": toll.best, "deaths_high": toll.high}


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)
