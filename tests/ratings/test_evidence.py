from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId, ReportId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import whole_day
from lookfar.domain.vocabulary import Certainty, Credibility, IncidentStatus, Origin, Severity, Urgency
from lookfar.ratings.evidence import evidence_of


def incident(*, country: str = "NAM", toll: Toll | None = None, status: str = "developing") -> Incident:
    place = Place(
        name="Windhoek",
        point=Point(lon=17.08, lat=-22.56),
        radius_km=10.0,
        country=country,
        precision=Precision.CITY,
        confidence=0.9,
    )
    return Incident(
        id=IncidentId("i"),
        version=3,
        status=IncidentStatus(status),
        category=Category.UNREST,
        event_type=EventType("riot"),
        title="Riot in Windhoek",
        happened=whole_day(date(2022, 1, 6)),
        place=place,
        severity=Severity.MODERATE,
        urgency=Urgency.PAST,
        certainty=Certainty.OBSERVED,
        credibility=Credibility.PROBABLY_TRUE,
        reports=(ReportId("a:1"),),
        sources=("A", "B"),
        recorded_at=datetime(2022, 1, 7, tzinfo=UTC),
        origin=Origin.REPLAYED,
        fatalities=toll or Toll(),
        confidence=0.7,
    )


def test_an_incident_counts_for_its_country_by_belief_in_place_and_category() -> None:
    ((area, evidence),) = evidence_of(incident(), ["https://a.example/1"])
    assert area == "NAM"
    assert evidence.weight == pytest.approx(0.63)
    assert (evidence.version, evidence.sources, evidence.links) == (3, 2, ("https://a.example/1",))


@pytest.mark.parametrize(
    ("toll", "deaths"),
    [(Toll(), None), (Toll(low=3), 3), (Toll(low=3, best=5, high=9), 5), (Toll(best=0), 0)],
)
def test_unknown_deaths_are_not_zero(toll: Toll, deaths: int | None) -> None:
    ((_, evidence),) = evidence_of(incident(toll=toll), [])
    assert evidence.fatalities == deaths


def test_retracted_and_countryless_incidents_give_nothing() -> None:
    assert evidence_of(incident(status="retracted"), []) == ()
    assert evidence_of(incident(country=""), []) == ()
