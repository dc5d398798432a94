"""How far and how long an incident reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.exposure.making import NOW, almaty, days, incident, plant

from lookfar.domain.geo import Point
from lookfar.domain.places import Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index


@pytest.mark.parametrize(
    ("severity", "km"),
    [
        (Severity.UNKNOWN, 10),
        (Severity.MINOR, 10),
        (Severity.MODERATE, 50),
        (Severity.SEVERE, 100),
        (Severity.EXTREME, 350),
    ],
)
def test_the_reach_is_that_of_the_severity_plus_the_doubt_of_the_place(severity: Severity, km: float) -> None:
    area = footprint(incident(severity=severity))
    assert area is not None
    assert area.point == almaty().point
    assert area.reach_km == km + 15


@pytest.mark.parametrize("precision", [Precision.REGION, Precision.COUNTRY, Precision.MULTI_COUNTRY])
def test_a_place_coarser_than_a_city_has_an_area_and_no_circle(precision: Precision) -> None:
    area = footprint(incident(place=almaty(precision=precision, name="Mangystau")))
    assert area is not None
    assert area.point is None
    assert area.countries == ("KAZ",)
    assert area.admin1 == ("Mangystau" if precision is Precision.REGION else "")


def test_what_has_no_place_or_is_retracted_reaches_nowhere() -> None:
    assert footprint(incident(nowhere=True)) is None
    assert footprint(incident(status=IncidentStatus.RETRACTED)) is None
    assert footprint(incident(place=almaty(precision=Precision.UNKNOWN))) is None


def test_the_period_lingers_longer_the_graver_it_is() -> None:
    ends = []
    for severity in (Severity.MODERATE, Severity.SEVERE, Severity.EXTREME):
        area = footprint(incident(severity=severity))
        assert area is not None
        assert area.period.start == days(5, 7).start
        ends.append(area.period.end - days(5, 7).end)
    assert ends == [timedelta(days=1.5), timedelta(days=3), timedelta(days=6)]


def test_a_developing_incident_counts_on_to_its_latest_version() -> None:
    late = days(9, 10).start
    closed = footprint(incident(recorded_at=late))
    going_on = footprint(incident(recorded_at=late, status=IncidentStatus.DEVELOPING))
    assert closed is not None
    assert going_on is not None
    assert going_on.period.end - closed.period.end == late - days(5, 7).end


def test_an_old_incident_recorded_today_does_not_reach_to_today() -> None:
    area = footprint(incident(status=IncidentStatus.DEVELOPING, recorded_at=NOW + timedelta(days=400)))
    assert area is not None
    assert area.period.end <= days(5, 7).end + timedelta(days=6)


BORDER = replace(
    almaty(precision=Precision.COUNTRY, name="Armenia"), country="ARM", countries=("ARM", "AZE"), radius_km=150.0
)


@pytest.mark.parametrize("precision", [Precision.COUNTRY, Precision.REGION, Precision.CITY, Precision.POINT])
def test_fighting_on_a_border_told_finer_of_one_side_still_reaches_all_of_the_other(precision: Precision) -> None:
    fight = incident(place=replace(BORDER, precision=precision, name="Gegharkunik", admin1="Gegharkunik"))
    area = footprint(fight)
    assert area is not None
    yerevan, baku = (
        plant(Point(lon=44.5, lat=40.2), country="ARM"),
        replace(plant(Point(lon=49.8, lat=40.4), country="AZE"), id="baku", place_name="Baku"),
    )
    index = Index(
        (yerevan, baku),
        regions_of=lambda *_: frozenset({"Yerevan"}),
        name_of={"AZE": "Azerbaijan", "ARM": "Armenia"}.__getitem__,
    )
    met = index.meet(area)
    reasons = {match.exposure.country: match.reason for match in met}
    assert set(reasons) == ({"AZE", "ARM"} if precision is Precision.COUNTRY else {"AZE"})
    assert reasons["AZE"] == "Azerbaijan is affected, and Baku is there"


def test_an_earthquake_named_of_two_countries_reaches_what_is_near() -> None:
    quake = replace(incident(place=replace(BORDER, precision=Precision.CITY)), category=Category.HAZARD)
    area = footprint(quake)
    assert area is not None
    assert area.beside == ()
