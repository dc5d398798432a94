"""A silence between two contacts is not counted as quiet, unless a later body told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.sources.recorded import PAYLOADS, body_of
from tests.web.seeding import DAY

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Origin
from lookfar.flow.asking import issued_as_of, rating_as_of, verify
from lookfar.flow.listened import Listened
from lookfar.flow.rating import Rater, rate_world
from lookfar.flow.taking import take
from lookfar.flow.tools import open_tools
from lookfar.flow.watching import Watching, heard_as_of
from lookfar.ratings.unheard import Span
from lookfar.records.models import Contact

pytestmark = pytest.mark.django_db
NEWS, CODED = "wikipedia_current_events", "gdelt"


def day(age: float) -> datetime:
    return DAY - timedelta(days=age)


def heard(source: str, *ages: int, recorded: datetime | None = None, reaching: float = 0.0) -> None:
    """A body on each of these days, which reaches so many days back."""
    Contact.objects.bulk_create(
        Contact(
            source=source, url="", at=day(age), recorded_at=recorded or day(age), origin="live", outcome="body",
            newest=day(age), oldest=day(age + reaching), records=1,
        )
        for age in ages
    )  # fmt: skip


def gaps_of(category: Category = Category.UNREST, listened: Listened | None = None) -> tuple[Span, ...]:
    heard_now = heard_as_of(DAY, listened or Listened())
    return Watching(heard_now, as_of=DAY).of("KAZ", ())[category].gaps


def test_a_past_that_was_read_in_and_todays_news_leave_the_years_between_unheard() -> None:
    heard(NEWS, *range(700, 900), *range(10))
    assert gaps_of() == ((day(700), day(9)),)


def test_somebody_else_who_was_heard_meanwhile_closes_it_as_far_as_he_tells_of_it() -> None:
    heard(NEWS, *range(100, 200), *range(10))
    heard(CODED, *range(101), reaching=1.0)
    assert gaps_of() == ()
    assert gaps_of(Category.HEALTH) == ((day(100), day(9)),), "it codes no outbreaks"


def test_a_body_that_reaches_back_makes_a_silence_good() -> None:
    heard(NEWS, *range(20, 60))
    heard(NEWS, 0, reaching=20.0)
    assert gaps_of() == ()


def test_a_silence_after_which_the_source_is_not_yet_blind_is_none() -> None:
    heard(NEWS, *range(0, 60, 4))
    assert gaps_of() == ()
    heard(NEWS, *range(60, 120, 5))
    assert len(gaps_of()) == 11


def test_what_is_read_in_later_by_another_process_closes_a_gap() -> None:
    heard(NEWS, *range(100, 200), *range(10))
    listened = Listened()
    assert gaps_of(listened=listened) == ((day(100), day(9)),)
    heard(NEWS, *range(10, 100), recorded=day(50))
    assert gaps_of(listened=listened) == ()
    assert gaps_of() == ()


def test_a_row_of_a_time_ahead_counts_once_that_time_is_come() -> None:
    heard(NEWS, *range(30, 60))
    heard(NEWS, *range(0, 30), recorded=DAY + timedelta(hours=2))
    listened = Listened()
    listened.at(DAY)
    assert len(listened.at(DAY + timedelta(hours=3))[NEWS]) == 1


def test_unread_bodies_and_failures_are_not_listening() -> None:
    heard(NEWS, *range(20, 60), *range(5))
    Contact.objects.filter(at__gt=day(5)).update(quarantined=1)
    heard(NEWS, 0)
    for age in range(5, 20):
        Contact.objects.create(
            source=NEWS, url="", at=day(age), recorded_at=day(age), origin="live", outcome="unreachable"
        )
    assert gaps_of() == ((day(20), day(0)),)


def test_a_taken_body_says_how_far_back_it_reaches() -> None:
    body = body_of(PAYLOADS / "usgs.geojson")
    take(body, open_tools(), now=body.fetched_at, origin=Origin.LIVE)
    [contact] = Contact.objects.all()
    assert contact.oldest is not None
    assert contact.newest is not None
    assert contact.oldest < contact.newest


def test_a_rating_over_years_unheard_is_no_calmer_than_that_of_a_newcomer() -> None:
    heard(NEWS, *range(3))
    newcomer = rating_as_of("KAZ", "unrest", as_of=DAY)
    heard(NEWS, *range(700, 900))
    over = rating_as_of("KAZ", "unrest", as_of=DAY)
    heard(NEWS, *range(3, 700))
    quiet = rating_as_of("KAZ", "unrest", as_of=DAY)
    assert newcomer.score is not None
    assert over.score is not None
    assert quiet.score is not None
    assert over.score == pytest.approx(newcomer.score, abs=0.5)
    assert quiet.score < over.score - 1


def test_ratings_made_over_a_gap_verify() -> None:
    heard(NEWS, *range(100, 200), *range(10))
    rate_world(Rater(open_tools()), as_of=DAY, origin=Origin.LIVE)
    for rating in issued_as_of(["KAZ"], as_of=DAY, now=DAY):
        assert verify(rating.id) == ""
