"""How things are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.exposure.making import almaty, incident

from lookfar.domain.report import Toll
from lookfar.domain.times import Interval
from lookfar.web import words
from lookfar.web.templatetags.plain_words import with_clock

NOON = datetime(2022, 1, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min old"),
        (timedelta(hours=3), "3 h old"),
        (timedelta(hours=47), "47 h old"),
        (timedelta(hours=48), "2 days old"),
        (timedelta(days=1500), "4 years old"),
    ],
)
def test_ages_in_the_largest_unit_that_fits(gone, said):
    assert words.age(NOON - gone, NOON) == said


@pytest.mark.parametrize(
    ("toll", "said"),
    [
        (Toll(), "unknown"),
        (Toll(best=0), "0"),
        (Toll(low=20, best=26, high=30), "26 (20-30)"),
        (Toll(low=26, best=26, high=26), "26"),
        (Toll(low=12), "at least 12"),
        (Toll(best=1200), "1,200"),
    ],
)
def test_unknown_is_not_nought(toll, said):
    assert words.toll(toll) == said


@pytest.mark.parametrize(
    ("name", "hours", "said"),
    [
        ("Almaty", 0, "6 Jan 2022, 12:00 UTC (18:00 in Almaty)"),
        ("5.5 km N of Almaty", 0, "6 Jan 2022, 12:00 UTC (18:00 there)"),
        ("-43.250, 76.950", 0, "6 Jan 2022, 12:00 UTC (18:00 there)"),
        ("Almaty", 7, "6 Jan 2022, 12:00 UTC (18:00 in Almaty) to 6 Jan 2022, 19:00 UTC (7 Jan, 01:00 in Almaty)"),
    ],
)
def test_when_it_happened_stands_with_the_clock_of_its_place(name, hours, said):
    happened = Interval(start=NOON, end=NOON + (timedelta(hours=hours) or timedelta(minutes=1)))
    assert with_clock(incident(happened=happened, place=almaty(name=name))) == said


def test_a_place_as_wide_as_several_clocks_stands_without_one():
    wide = replace(almaty(), radius_km=900)
    happened = Interval(start=NOON, end=NOON + timedelta(minutes=1))
    assert with_clock(incident(happened=happened, place=wide)) == "6 Jan 2022, 12:00 UTC"


def test_every_feature_that_weighs_has_words():
    from lookfar.facts.grouping import grouping_rule

    assert set(grouping_rule().weights) - set(words.FEATURE_WORDS) == set()
