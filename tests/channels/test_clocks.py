"""The clocks of the place and of whom it is about, beside the UTC times of a mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.channels.test_digest import digest, held
from tests.channels.test_digest import mailed as mailed_digest
from tests.channels.test_email import alert, mailed, text
from tests.exposure.making import almaty

from lookfar.alerts.forget import without_places
from lookfar.channels.clocks import clocked
from lookfar.channels.letter import why
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
        "Almaty, 6 Jan 2022, 09:00 UTC (15:00 there) to 6 Jan 2022, 21:00 UTC (7 Jan, 03:00 there)",
        "as known at 6 Jan 2022, 14:05 UTC (20:05 there)",
        "Its time is 6 Jan 2022, 09:00 UTC (15:00 there)",
        "issued 6 Jan 2022, 14:05 UTC (20:05 there)",
    ):
        assert time in said
    assert said.count(" UTC") == said.count(" there)") > 0


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (("Kathmandu", KATHMANDU, "NPL"), "20:05 there, 19:50 in Kathmandu"),
        (("London", LONDON, "GBR"), "20:05 there, 14:05 in London"),
        (("Almaty", Point(lon=76.95, lat=43.25), "KAZ"), "20:05 there"),
        (("", Point(lon=85.32, lat=27.71), "NPL"), "20:05 there"),
    ],
)
def test_whoever_is_under_another_clock_reads_that_too(subject: tuple[str, Point, str], said: str) -> None:
    assert clocked("6 Jan 2022, 14:05 UTC", about(*subject, alert())) == f"6 Jan 2022, 14:05 UTC ({said})"


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
    assert any("09:00 UTC (15:00 there)" in line for line in why(alert(happened=HOURS)))


def test_a_digest_says_when_each_was_and_the_readers_own_clock() -> None:
    said = " ".join(text(mailed_digest(digest(held(happened=HOURS), clock="20:05"))).split())
    assert "Daily digest, 6 Jan 2022, 14:05 UTC (20:05 on your clock)" in said
    assert "6 Jan 2022, 09:00 UTC (15:00 there)" in said
