"""What is said beside a rating of why silence is no proof of calm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.flow.parts_making import KAZAKHSTAN, happen, riot
from tests.flow.test_false_calm import CODED, DISASTERS, NEWS, QUAKES, heard
from tests.web.seeding import DAY, incident

from lookfar.analysis.briefs import markdown
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.briefing import brief_of
from lookfar.flow.coverage_said import doubts_of, seldom_told
from lookfar.records import feeds
from lookfar.records.models import Contact

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=100)
AS_OF = LATER.strftime("%Y-%m-%dT%H:%M:%SZ")
SELDOM = "news seldom tells of Eritrea: no incident in 12 months"


def said(area: str, category: str) -> tuple[str, ...]:
    ratings = ratings_as_of([area], as_of=LATER)
    wanted = next(one for one in ratings if one.category == category)
    return doubts_of(ratings, as_of=LATER).get(wanted.id, ())


def test_who_is_not_heard_is_named_by_category_and_headline() -> None:
    heard(NEWS, until=LATER)
    heard(QUAKES, until=LATER - timedelta(hours=4))
    expected = (
        "GDACS disaster alerts: never heard",
        "USGS earthquakes: nothing newer than 15 Apr 2022, 20:00 UTC",
    )
    assert set(said("KAZ", "hazard")) == set(said("KAZ", "hazard_headline")) == set(expected)
    assert said("KAZ", "security") == said("KAZ", "terrorism") == ()


def test_nothing_is_said_of_how_often_news_tells_before_it_was_heard_for_three_months() -> None:
    heard(NEWS, QUAKES, DISASTERS, until=LATER, days=60)
    assert seldom_told(["ERI"], as_of=LATER) == {}


def test_a_country_that_news_seldom_tells_of_is_said_to_be_one_and_its_rating_stays_as_fitted() -> None:
    heard(NEWS, QUAKES, DISASTERS, until=LATER, days=364)
    happen(*(riot(f"r{n}", KAZAKHSTAN, start=DAY + timedelta(days=n)) for n in range(12)))
    assert said("ERI", "terrorism") == (SELDOM,)
    assert said("KAZ", "terrorism") == ()
    assert {one.coverage.value for one in ratings_as_of(["ERI"], as_of=LATER)} == {"covered"}


def test_what_a_machine_coded_is_no_news_told_of_a_country() -> None:
    heard(NEWS, CODED, until=LATER, days=364)
    happen(*(incident(f"c{n}", source=CODED, start=DAY + timedelta(days=n)) for n in range(30)))
    assert seldom_told(["KAZ"], as_of=LATER) == {
        "KAZ": ("news seldom tells of Kazakhstan: no incident in 12 months",)
    }


def test_days_that_were_not_listened_to_do_not_make_news_seldom() -> None:
    heard(NEWS, until=LATER, days=95)
    happen(*(riot(f"r{n}", KAZAKHSTAN, start=DAY + timedelta(days=20 * n)) for n in range(4)))
    assert seldom_told(["KAZ", "ERI"], as_of=LATER) == {
        "ERI": ("news seldom tells of Eritrea: no incident in 96 days listened to",)
    }


def test_a_time_that_nobody_listened_to_is_said_when_the_source_is_back() -> None:
    heard(NEWS, QUAKES, DISASTERS, until=LATER - timedelta(days=30), days=200)
    heard(NEWS, QUAKES, DISASTERS, until=LATER, days=2)
    happen(*(riot(f"r{n}", KAZAKHSTAN, start=DAY + timedelta(days=n)) for n in range(30)))
    expected = (
        "news was heard on 63 of the last 90 days; on the other 27 days nobody was listening, so quiet then says nothing",
    )
    assert said("KAZ", "terrorism") == expected
    page = Client().get(f"/areas/?as_of={AS_OF}").content.decode()
    assert "heard in part of the time" in page
    assert "seldom told of" not in page


def test_days_that_one_body_reached_back_over_were_listened_to() -> None:
    Contact.objects.create(
        source=NEWS, url="https://example.org/past", at=LATER, recorded_at=LATER, origin="replay", outcome="body",
        newest=LATER, oldest=LATER - timedelta(days=80), records=1,
    )  # fmt: skip
    assert feeds.days_heard([NEWS], since=LATER - timedelta(days=90), until=LATER) == 81
    assert feeds.days_heard([NEWS], since=LATER - timedelta(days=30), until=LATER) == 31


def test_pages_programs_and_briefs_say_it() -> None:
    heard(NEWS, QUAKES, DISASTERS, until=LATER, days=364)
    page = Client().get(f"/areas/ERI?as_of={AS_OF}").content.decode()
    assert SELDOM in page
    assert "All categories" in page
    assert "seldom told of" in Client().get(f"/areas/?as_of={AS_OF}").content.decode()
    listed = Client().get(f"/api/v1/ratings?area=ERI&category=security&as_of={AS_OF}").json()["items"]
    assert [(one["coverage"], one["coverage_reasons"]) for one in listed] == [("covered", [SELDOM])]
    one = Client().get(f"/api/v1/areas/ERI?as_of={AS_OF}").json()
    assert all(SELDOM in rating["coverage_reasons"] for rating in one["ratings"])
    assert f"Silence is no proof of calm here: {SELDOM}." in markdown(brief_of("ERI", as_of=LATER))


def test_the_page_of_a_country_says_who_fell_silent_since_the_daily_run() -> None:
    heard(NEWS, QUAKES, DISASTERS, until=DAY)
    page = Client().get("/areas/KAZ?as_of=2022-01-06T07:00:00Z").content.decode()
    assert "USGS earthquakes: not heard since 6 Jan 2022, 00:00 UTC" in page
    assert "heard in part" in page
