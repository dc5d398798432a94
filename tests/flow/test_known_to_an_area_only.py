"""An incident known to a country or region only: CAP Extreme alerts everybody in it, less goes to the digest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.flow.holding_making import NOON, World, incident
from tests.web import seeding

from lookfar.domain.places import Place, Precision
from lookfar.domain.vocabulary import HoldReason, Severity
from lookfar.records.models import AlertRow
from lookfar.records.subjects import PrivatePlace


@pytest.fixture
def world(db, tmp_path):
    return World(tmp_path)


def at(name: str, lon: float, lat: float, country: str, radius_km: float = 5.0) -> PrivatePlace:
    return PrivatePlace(name=name, lon=lon, lat=lat, country=country, radius_km=radius_km)


def somewhere(name: str, country: str, *, admin1: str = "", severity: Severity = Severity.EXTREME):
    """An incident known to a country, or to a region of it; its point is far from everybody."""
    made = incident("coarse", severity=severity, recorded_at=NOON)
    place = replace(
        made.place or Place(),
        name=name,
        country=country,
        admin1=admin1,
        precision=Precision.REGION if admin1 else Precision.COUNTRY,
        radius_km=300.0,
    )
    return replace(made, place=place)


@pytest.mark.parametrize(
    ("name", "home", "country", "reached"),
    [
        ("in the country", seeding.ALMATY, "KAZ", True),
        ("in another", seeding.LIMA, "KAZ", False),
        ("within 5 km across the Rhine", at("Kehl", 7.80, 48.57, "DEU"), "FRA", True),
        ("100 km from the border", at("Stuttgart", 9.18, 48.78, "DEU"), "FRA", False),
        ("on an island west of 180 degrees", at("Taveuni", 179.99, -16.8, "FJI"), "FJI", True),
        ("on an island east of 180 degrees", at("Rabi", -179.99, -16.5, "FJI"), "FJI", True),
        ("in a city state", at("Singapore", 103.85, 1.29, "SGP"), "SGP", True),
        ("on the high seas", at("Ship", -140.0, 0.5, ""), "FRA", False),
    ],
)
def test_who_is_in_a_country(world, name, home, country, reached):
    world.person("Ann", home=home)
    world.happen(somewhere("There", country))
    assert len(world.run(NOON)) == reached


@pytest.mark.parametrize(("admin1", "reached"), [("Almaty", True), ("Mangystau", False)])
def test_who_is_in_a_region(world, admin1, reached):
    from lookfar.domain.geo import Point
    from lookfar.facts.regions import regions_near

    names = {
        "Almaty": next(n for n in regions_near(Point(lon=76.95, lat=43.25), "KAZ", 1.0) if n.startswith("Almaty")),
        "Mangystau": next(n for n in regions_near(Point(lon=51.2, lat=43.65), "KAZ", 1.0)),
    }
    world.person("Ann")
    world.happen(somewhere(names[admin1], "KAZ", admin1=names[admin1]))
    assert len(world.run(NOON)) == reached


@pytest.mark.parametrize("severity", [Severity.SEVERE, Severity.MODERATE, Severity.MINOR])
def test_less_than_extreme_goes_to_the_digest(world, severity):
    world.person("Ann")
    world.happen(somewhere("Kazakhstan", "KAZ", severity=severity))
    assert world.run(NOON) == []
    [row] = AlertRow.objects.all()
    assert row.held == HoldReason.BELOW_THRESHOLD
    assert row.digest_at is not None
