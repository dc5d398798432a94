from __future__ import annotations

import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.facts.airports import airport
from lookfar.facts.zones import zone_at, zone_named


@pytest.mark.parametrize(
    ("code", "city", "country"), [("ALA", "Almaty", "KAZ"), ("eddf", "Frankfurt am Main", "DEU")]
)
def test_an_airport_is_found_by_iata_and_icao_code(code, city, country):
    found = airport(code)
    assert (found.city, found.country) == (city, country)


def test_an_unknown_code_names_near_ones():
    with pytest.raises(InvalidValue, match=r"no airport has the code 'XQZ'; is it one of .*YQZ \(Quesnel\)"):
        airport("XQZ")


@pytest.mark.parametrize(
    ("lon", "lat", "country", "zone"),
    [
        (76.91, 43.25, "KAZ", "Asia/Almaty"),
        (-87.34, 41.59, "USA", "America/Chicago"),
        (-86.16, 39.77, "USA", "America/Indiana/Indianapolis"),
        (179.99, -16.7, "FJI", "Pacific/Fiji"),
        (-179.99, -16.7, "FJI", "Pacific/Fiji"),
        (174.741, -36.772, "NZL", "Pacific/Auckland"),
        (-176.56, -43.954, "NZL", "Pacific/Chatham"),
        (114.945, 4.883, "BRN", "Asia/Brunei"),
        (127.503, 49.885, "CHN", "Asia/Shanghai"),
        (30.5, 50.45, "UKR", "Europe/Kyiv"),
        (30.5, 50.45, "", "Europe/Kyiv"),
    ],
)
def test_the_zone_is_that_of_the_nearest_town_of_the_country(lon, lat, country, zone):
    assert zone_at(Point(lon=lon, lat=lat), country).key in {zone, zone.replace("Kyiv", "Kiev")}


@pytest.mark.parametrize("name", ["Mars/Phobos", "", "../etc/passwd", "/etc/localtime", "Europe"])
def test_a_zone_that_is_none_is_refused(name):
    with pytest.raises(InvalidValue):
        zone_named(name)
