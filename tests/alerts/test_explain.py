"""Why somebody got an alert, in sentences, and the phrases they are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.exposure.making import almaty, days, incident, met, plant, stay

from lookfar.alerts import phrases
from lookfar.alerts.explain import explain
from lookfar.domain.ids import OWN, report_id
from lookfar.domain.places import Precision
from lookfar.domain.times import Interval
from lookfar.exposure.presence import ALWAYS


def test_the_reasons_say_which_of_yours_how_far_when_who_says_so_and_how_sure() -> None:
    assert explain(met(incident(), stay()), incident()) == (
        "It touches the trip of Ann Lee: Hotel X, there 4 Jan 2022 to 7 Jan 2022.",
        "It is 0.8 km away; an incident of CAP Severe counts within 115 km"
        " (its place is known to 15 km, yours is somewhere within 10 km of its point).",
        "Its time is 5 Jan 2022 to 6 Jan 2022; it counts for Ann Lee 5 Jan 2022 to 7 Jan 2022.",
        "It rests on 1 report from Reuters and BBC News.",
        "It has been seen to happen; probably true (CAP certainty Observed, credibility 2 of 6);"
        " 93% sure that Almaty is the place meant.",
    )


def test_of_what_your_team_entered_no_share_of_sureness_is_claimed() -> None:
    own = replace(incident(place=almaty(confidence=1.0)), reports=(report_id(OWN, "1"),))
    assert explain(met(own, stay()), own)[-1].endswith("; its place was entered by your team.")


def test_an_own_perimeter_is_named_as_such() -> None:
    site = plant(perimeter=(("Severe", 20.0),))
    assert "your own perimeter for CAP Severe is 20 km" in explain(met(incident(), site), incident())[1]


def test_a_match_by_area_says_that_no_distance_is_known() -> None:
    known = incident(place=almaty(precision=Precision.COUNTRY))
    assert explain(met(known, stay()), known)[1] == (
        "Matched by area, not by distance: known only to be somewhere in Almaty, and Hotel X is there."
    )


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (days(6, 7), "6 Jan 2022"),
        (days(6, 9), "6 Jan 2022 to 8 Jan 2022"),
        (ALWAYS, "at any time"),
        (Interval(start=ALWAYS.start, end=days(6, 7).end), "until 7 Jan 2022, 00:00 UTC"),
        (Interval(start=days(6, 7).start, end=ALWAYS.end), "from 6 Jan 2022, 00:00 UTC on"),
        (
            Interval(start=days(6, 7).start + timedelta(hours=14), end=days(6, 7).start + timedelta(hours=15)),
            "6 Jan 2022, 14:00 UTC to 6 Jan 2022, 15:00 UTC",
        ),
    ],
)
def test_a_period_is_said_by_day_or_by_minute_and_open_ends_are_left_out(interval: Interval, words: str) -> None:
    assert phrases.period(interval) == words


def test_an_instant_is_said_once() -> None:
    at = datetime(2022, 1, 6, 14, 5, 31, tzinfo=UTC)
    assert phrases.period(Interval(start=at, end=at + timedelta(microseconds=1))) == "6 Jan 2022, 14:05 UTC"


@pytest.mark.parametrize(
    ("km", "words"), [(0.04, "less than 0.1 km"), (9.94, "9.9 km"), (9.96, "10 km"), (1234.5, "1,234 km")]
)
def test_a_distance_is_not_said_finer_than_it_is_read(km: float, words: str) -> None:
    assert phrases.distance(km) == words


def test_a_long_list_of_names_is_cut_with_its_count() -> None:
    assert phrases.listed(["A"]) == "A"
    assert phrases.listed(list("ABCDEF")) == "A, B, C, D and 2 more"
