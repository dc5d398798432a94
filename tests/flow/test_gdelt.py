"""Hundreds of coded records of one kidnapping, taken as a body."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.exposure.making import stay
from tests.sources.gdelt_making import Made, archive, table

from lookfar.alerts.decide import decide
from lookfar.domain.exposure import Match
from lookfar.domain.incident import Incident
from lookfar.domain.source import Body
from lookfar.domain.vocabulary import Credibility, HoldReason, IncidentStatus, Origin
from lookfar.flow import open_tools, take
from lookfar.records import incidents as store
from lookfar.records.models import IncidentVersion
from lookfar.sources.gdelt import SOURCE

pytestmark = pytest.mark.django_db
AT = datetime(2014, 4, 15, 14, 30, tzinfo=UTC)
CHIBOK = ("4", "Chibok, Borno, Nigeria", "NI", "10.87", "12.85")
SANAA = ("4", "Sanaa, Sanaa, Yemen", "YM", "15.35", "44.2")
HEADLINES = (
    "gunmen-kidnap-schoolgirls-in-chibok",
    "boko-haram-abducts-over-100-schoolgirls",
    "over-100-girls-abducted-from-school-in-northern-nigeria",
    "parents-plead-for-missing-girls-after-boko-haram-kidnapping",
    "story-{n}",
    "{n}",
)
ONE = Made(day="20140415", added="20140415143000", place=CHIBOK)


def surge(count: int) -> list[Made]:
    """So many records from half as many outlets, coded as kidnapping, its kinds and its neighbours."""
    chance = random.Random(366)
    return [
        replace(
            ONE,
            number=1_000 + n,
            code=chance.choice(("181", "181", "1811", "180")),
            actor=chance.choice((("BOKO HARAM", "NGA"), ("GUNMAN", ""), ("NIGERIA", "NGA"))),
            mentions=chance.randrange(1, 400),
            url=f"https://outlet{n % (count // 2)}.example/{chance.choice(HEADLINES).format(n=1_000_000 + n)}",
        )
        for n in range(count)
    ]


def taken(*rows: Made) -> list[Incident]:
    body = Body(source=SOURCE.id, content=archive(table(rows)), url="x", fetched_at=AT)
    take(body, open_tools(), now=AT, origin=Origin.LIVE)
    current = [store.current(row.incident_id) for row in IncidentVersion.objects.filter(superseded_at=None)]
    return sorted((one for one in current if one), key=lambda one: -len(one.reports))


def test_hundreds_of_records_of_one_kidnapping_are_one_incident_and_another_country_has_its_own() -> None:
    elsewhere = [
        replace(ONE, number=n, place=SANAA, url=f"https://paper{n}.example/gunmen-kidnap-foreign-doctor-in-sanaa")
        for n in range(5)
    ]
    chibok, sanaa = taken(*surge(366), *elsewhere)
    assert (chibok.category, chibok.place and chibok.place.country) == ("kidnap", "NGA")
    assert len(chibok.reports) > 200
    assert (sanaa.place and sanaa.place.country, len(sanaa.reports)) == ("YEM", 5)


def test_however_many_tell_of_it_the_machine_is_one_source() -> None:
    [few] = taken(*surge(6)[:6])
    [many] = taken(*surge(100))
    for incident in (few, many):
        assert incident.sources == ("gdelt",)
        assert incident.status is IncidentStatus.DEVELOPING
        assert incident.credibility is Credibility.POSSIBLY_TRUE
    assert many.severity is few.severity
    assert many.confidence == few.confidence
    assert not many.fatalities.is_known


def test_a_body_makes_one_version_of_an_incident_however_many_records_it_has() -> None:
    [incident] = taken(*surge(60))
    assert [one.version for one in store.versions(incident.id)] == [1]


def test_nobody_is_woken_for_a_place_that_gdelt_alone_gives() -> None:
    [incident] = taken(*surge(40))
    here = stay()
    match = Match(
        exposure=here,
        incident=incident.id,
        version=incident.version,
        distance_km=1.0,
        reach_km=10.0,
        overlap=here.period,
        reason="near",
    )
    assert decide(match, incident, None, now=AT).held is HoldReason.LOW_PLACE_CONFIDENCE
