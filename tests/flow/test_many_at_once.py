"""Many incidents in one transaction are decided as one by one, and asked about once."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.web import seeding

from lookfar.accounts.models import Organisation
from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.places import Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus, Origin, Severity
from lookfar.flow.matching import match_and_alert
from lookfar.flow.people import keep_site
from lookfar.records import larger
from lookfar.records.incidents import keep_versions
from lookfar.records.models import DeliveryRow, Endpoint

pytestmark = pytest.mark.django_db

NOW = seeding.DAY.replace(hour=12)
MOST_STATEMENTS_AN_ALERT = 4


def any_incident(number: int, chance: Random) -> Incident:
    """Of few countries, kinds and places, so that many may lie under another."""
    found = seeding.incident(
        f"n{number}",
        category=chance.choice([Category.UNREST, Category.HAZARD]),
        severity=chance.choice([one for one in Severity if one is not Severity.UNKNOWN]),
        status=chance.choice([IncidentStatus.CONFIRMED, IncidentStatus.CONFIRMED, IncidentStatus.RETRACTED]),
        recorded_at=NOW,
    )
    assert found.place is not None
    place = replace(
        found.place,
        point=Point(lon=chance.uniform(60, 90), lat=chance.uniform(-20, 60)),
        country=chance.choice(["KAZ", "PER"]),
        precision=chance.choice([Precision.CITY, Precision.POINT, Precision.REGION, Precision.COUNTRY]),
    )
    return replace(found, place=None if number % 10 == 0 else place)


def test_which_are_larger_is_the_same_for_many_as_for_each() -> None:
    chance = Random(7)
    some = tuple(any_incident(number, chance) for number in range(80))
    with transaction.atomic():
        keep_versions(some)
    together = larger.larger_than(some, now=NOW)
    apart = {one.id: larger.larger_than([one], now=NOW).get(one.id, []) for one in some}
    assert {ident: found for ident, found in apart.items() if found} == {
        ident: found for ident, found in together.items() if found
    }
    assert sum(map(len, together.values())) > 200


def test_only_what_is_wider_or_graver_of_its_kind_is_larger() -> None:
    small = seeding.incident("small", severity=Severity.MODERATE)
    assert small.place is not None
    wide = replace(small.place, precision=Precision.COUNTRY)
    far = replace(small.place, point=Point(lon=76.0, lat=10.0))
    others = {
        "country": replace(seeding.incident("country", severity=Severity.MODERATE), place=wide),
        "graver": seeding.incident("graver", severity=Severity.SEVERE),
        "alike": seeding.incident("alike", severity=Severity.MODERATE),
        "far": replace(seeding.incident("far", severity=Severity.EXTREME), place=far),
        "other kind": seeding.incident("other", severity=Severity.EXTREME, category=Category.HAZARD),
        "taken back": seeding.incident("back", severity=Severity.EXTREME, status=IncidentStatus.RETRACTED),
    }
    with transaction.atomic():
        keep_versions((small, *others.values()))
    found = {one.id for one in larger.larger_than([small], now=NOW)[small.id]}
    assert found == {others["country"].id, others["graver"].id}


@pytest.mark.parametrize(("countries", "found"), [(("KAZ",), ["wide"]), (("KGZ",), ["wide"]), (("UZB",), [])])
def test_an_incident_of_several_countries_is_larger_in_each(countries: tuple[str, ...], found: list[str]) -> None:
    small = seeding.incident("small", severity=Severity.MODERATE)
    wide = seeding.incident("wide", severity=Severity.SEVERE)
    assert small.place is not None
    several = replace(
        small.place, precision=Precision.COUNTRY, country="KAZ", countries=("KAZ", "KGZ"), whole=True
    )
    small = replace(small, place=replace(small.place, country=countries[0]))
    with transaction.atomic():
        keep_versions((small, replace(wide, place=several)))
    assert [one.id for one in larger.larger_than([small], now=NOW)[small.id]] == [wide.id for _ in found]


def statements(sites: int, first: int) -> int:
    """How many statements it takes to decide on one incident at each of so many sites of different organisations."""
    some = []
    for number in range(first, first + sites):
        owner = Organisation.objects.create(name=f"Organisation {number}")
        Endpoint.objects.create(organisation=owner, kind="webhook", private={"address": "https://a.example"})
        at = seeding.PrivatePlace(name="Place", lon=-170.0 + number * 9, lat=10.0, country="", radius_km=5.0)
        keep_site(owner, name="Site", place=at)
        some.append(seeding.incident(f"i{number}", place=at, severity=Severity.MODERATE, recorded_at=NOW))
    with transaction.atomic():
        keep_versions(some)
        match_and_alert((), now=NOW, origin=Origin.LIVE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert match_and_alert(tuple(some), now=NOW, origin=Origin.LIVE) == sites
    return len(asked)


def test_an_alert_more_costs_few_statements() -> None:
    few, many = statements(2, first=0), statements(12, first=10)
    assert many - few <= 10 * MOST_STATEMENTS_AN_ALERT
    assert DeliveryRow.objects.filter(channel="webhook").count() == 14
