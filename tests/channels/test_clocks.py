"""The clocks of the place and of whom it is about, beside the UTC times of a mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.channels.test_digest import digest, held
from tests.channels.test_digest import mailed as mailed_digest
from tests.channels.test_email import alert, mailed, text
from tests.exposure.making import almaty

from lookfar.alerts.explain import which
from lookfar.alerts.forget import without_places
from lookfar.channels.clocks import clocked
from lookfar.channels.letter import why
from lookfar.channels.whereabouts import where
from lookfar.domain.alert import Alert
from lookfar.domain.geo import Point
from lookfar.domain.places import Precision
from lookfar.domain.times import Interval

HOURS = Interval(start=datetime(2022, 1, 6, 9, tzinfo=UTC), end=datetime(2022, 1, 6, 21, tzinfo=UTC))
LONDON = Point(lon=-0.13, lat=51.51)
KATHMANDU = Point(lon=85.32, lat=27.71)


def about(place_name: str, point: Point, country: str, what: Alert) -> Alert:
    there = replace(what.subject, place_name=place_name, point=point, country=country, radius_km=10.0)
    return replace(what, subject=there)


def test_every_time_in_a_mail_stands_with_the_clock_of_the_place() -> None:
    said = " ".join(text(mailed(alert(happened=HOURS))).split())
    for time in (
        "Almaty, 6 Jan 2022, 09:00 UTC (15:00 in Almaty) to 6 Jan 2022, 21:00 UTC (7 Jan, 03:00 in Almaty)",
        "as known at 6 Jan 2022, 14:05 UTC (20:05 in Almaty)",
        "Ann Lee is until 8 Jan 2022, 00:00 UTC (06:00 in Hotel X)",
        "Its time is 6 Jan 2022, 09:00 UTC (15:00 in Almaty)",
        "issued 6 Jan 2022, 14:05 UTC (20:05 in Almaty)",
    ):
        assert time in said
    assert said.count(" UTC") == said.count(" in Almaty)") + said.count(" in Hotel X)") > 0


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (("Kathmandu", KATHMANDU, "NPL"), "20:05 in Almaty, 19:50 in Kathmandu"),
        (("London", LONDON, "GBR"), "20:05 in Almaty, 14:05 in London"),
        (("Almaty", Point(lon=76.95, lat=43.25), "KAZ"), "20:05 in Almaty"),
        (("", Point(lon=85.32, lat=27.71), "NPL"), "20:05 in Almaty"),
    ],
)
def test_whoever_is_under_another_clock_reads_that_too(subject: tuple[str, Point, str], said: str) -> None:
    assert clocked("6 Jan 2022, 14:05 UTC", about(*subject, alert())) == f"6 Jan 2022, 14:05 UTC ({said})"


@pytest.mark.parametrize("name", ["5.5 km N of Almaty", "43.250, 76.950", "-43.250, 76.950", ""])
def test_a_place_without_a_name_is_that_where_it_happens(name: str) -> None:
    nameless = replace(alert(), place=name)
    assert clocked("6 Jan 2022, 14:05 UTC", nameless) == "6 Jan 2022, 14:05 UTC (20:05 where it happens)"


@pytest.mark.parametrize(
    ("subject", "clocks"),
    [
        (("MV Aurora", Point(lon=-30.0, lat=40.0), ""), "15:00 in Almaty"),
        (("Tashkent", Point(lon=69.2, lat=41.3), "UZB"), "15:00 in Almaty, 14:00 in Tashkent"),
    ],
)
def test_the_clock_of_the_incident_is_never_taken_for_that_of_a_stay(
    subject: tuple[str, Point, str], clocks: str
) -> None:
    there = about(*subject, alert())
    stays = replace(there, subject=replace(there.subject, period=HOURS))
    [said] = why(replace(stays, why=(which(stays.subject),)))
    assert f"{subject[0]}, there 6 Jan 2022, 09:00 UTC ({clocks}) to " in said


def test_one_instant_has_no_two_clocks_of_one_name() -> None:
    there = about("Tashkent", Point(lon=69.2, lat=41.3), "UZB", alert(happened=HOURS))
    ends = replace(there, subject=replace(there.subject, period=HOURS))
    said = " ".join(text(mailed(ends)).split())
    assert "is until 6 Jan 2022, 21:00 UTC (7 Jan, 02:00 in Tashkent)" in said
    assert "to 6 Jan 2022, 21:00 UTC (7 Jan, 03:00 in Almaty, 7 Jan, 02:00 in Tashkent)" in said
    assert " there)" not in said


def test_of_an_incident_in_so_wide_a_place_no_clock_is_said() -> None:
    wide = replace(alert(), place_radius_km=900.0)
    assert clocked("6 Jan 2022, 14:05 UTC", wide) == "6 Jan 2022, 14:05 UTC (20:05 in Hotel X)"


def test_of_whoever_is_somewhere_in_a_wide_area_no_clock_is_said() -> None:
    wide = about("Texas", Point(lon=-98.85, lat=30.67), "USA", alert())
    somewhere = replace(wide, subject=replace(wide.subject, radius_km=502.0))
    assert clocked("6 Jan 2022, 14:05 UTC", somewhere) == "6 Jan 2022, 14:05 UTC (20:05 in Almaty)"
    assert "UTC (" not in where(somewhere)


def test_of_a_place_known_to_an_area_only_the_clock_is_that_of_whom_it_is_about() -> None:
    coarse = alert(place=almaty(precision=Precision.COUNTRY))
    assert clocked("6 Jan 2022, 14:05 UTC", coarse) == "6 Jan 2022, 14:05 UTC (20:05 in Hotel X)"


def test_where_the_clocks_show_utc_they_are_left_out() -> None:
    here = about("London", LONDON, "GBR", replace(alert(), place_point=LONDON, place_country="GBR"))
    assert clocked("6 Jan 2022, 14:05 UTC", here) == "6 Jan 2022, 14:05 UTC"


@pytest.mark.parametrize(
    "words", ["31 Feb 2022, 10:00 UTC", "6 Foo 2022, 10:00 UTC", "6 Jan 2022, 14:05 UTC (ours)"]
)
def test_what_somebody_wrote_is_not_taken_for_a_time(words: str) -> None:
    assert clocked(words, alert()) == words


def test_what_is_forgotten_leaves_no_clock_of_its_place() -> None:
    gone = without_places(alert())
    assert (gone.place_point, gone.place_country) == (None, "")
    assert clocked("6 Jan 2022, 14:05 UTC", gone) == "6 Jan 2022, 14:05 UTC"


def test_the_page_says_why_with_the_same_clocks() -> None:
    assert any("09:00 UTC (15:00 in Almaty)" in line for line in why(alert(happened=HOURS)))


def test_a_digest_says_when_each_was_and_the_readers_own_clock() -> None:
    said = " ".join(text(mailed_digest(digest(held(happened=HOURS), clock="20:05"))).split())
    assert "Daily digest, 6 Jan 2022, 14:05 UTC (20:05 on your clock)" in said
    assert "6 Jan 2022, 09:00 UTC (15:00 in Almaty)" in said
