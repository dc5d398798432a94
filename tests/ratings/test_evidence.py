from __future__ import annotations

from dataclasses import replace

import pytest
from tests.incidents.making import IN_ALMATY, incident

from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.facts.areas import open_areas
from lookfar.ratings.evidence import evidence_of

WINDHOEK = Place(
    name="Windhoek",
    point=Point(lon=17.08, lat=-22.56),
    radius_km=10.0,
    country="NAM",
    precision=Precision.CITY,
    confidence=0.9,
)


def made(
    *, country: str = "NAM", toll: Toll | None = None, status: str = "developing", place: Place | None = None
) -> Incident:
    return incident(
        "i",
        version=3,
        status=IncidentStatus(status),
        place=place or replace(WINDHOEK, country=country),
        sources=("A", "B"),
        fatalities=toll or Toll(),
        confidence=0.7,
    )


def test_an_incident_counts_for_its_country_by_belief_in_place_and_category() -> None:
    ((area, evidence),) = evidence_of(made(), ["https://a.example/1"])
    assert area == "NAM"
    assert evidence.weight == pytest.approx(0.63)
    assert (evidence.version, evidence.sources, evidence.links) == (3, 2, ("https://a.example/1",))


@pytest.mark.parametrize(
    ("toll", "deaths"),
    [(Toll(), None), (Toll(low=3), 3), (Toll(low=3, best=5, high=9), 5), (Toll(best=0), 0)],
)
def test_unknown_deaths_are_not_zero(toll: Toll, deaths: int | None) -> None:
    ((_, evidence),) = evidence_of(made(toll=toll), [])
    assert evidence.fatalities == deaths


def test_retracted_and_countryless_incidents_give_nothing() -> None:
    assert evidence_of(made(status="retracted"), []) == ()
    assert evidence_of(made(country=""), []) == ()


@pytest.mark.parametrize(
    ("change", "areas"),
    [
        ({}, ["KAZ", "KAZ.02", "KAZ.1526384"]),
        ({"precision": Precision.POINT, "name": "Airport"}, ["KAZ", "KAZ.02", "KAZ.1526384"]),
        ({"precision": Precision.REGION, "name": "Almaty City", "geonames_id": None}, ["KAZ", "KAZ.02"]),
        ({"precision": Precision.COUNTRY, "admin1": ""}, ["KAZ"]),
        ({"precision": Precision.MULTI_COUNTRY}, ["KAZ"]),
        ({"geonames_id": None}, ["KAZ", "KAZ.02", "KAZ.1526384"]),
        ({"admin1": "", "geonames_id": None}, ["KAZ", "KAZ.02", "KAZ.1526384"]),
        ({"admin1": "", "geonames_id": None, "name": "Somewhere"}, ["KAZ", "KAZ.02", "KAZ.01"]),
    ],
)
def test_an_incident_counts_alike_for_its_country_and_the_parts_it_is_known_to_lie_in(
    change: dict[str, object], areas: list[str]
) -> None:
    found = evidence_of(made(place=replace(IN_ALMATY, **change)), [], open_areas())  # type: ignore[arg-type]
    assert [area for area, _ in found] == areas
    assert len({evidence for _, evidence in found}) == 1


def test_a_retracted_incident_counts_for_no_part() -> None:
    assert evidence_of(made(place=IN_ALMATY, status="retracted"), [], open_areas()) == ()
