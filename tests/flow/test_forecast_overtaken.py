"""A forecast is not repeated as if it stood when what is known already says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.flow.parts_making import ALMATY, SOMEWHERE, happen, retracted, riot
from tests.web.forecast_seeding import CUTOFF, forecasts

from lookfar.domain.forecast import Forecast
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category
from lookfar.flow.forecast_overtaken import in_words, overtaken
from lookfar.forecasts import words

pytestmark = pytest.mark.django_db
JANUARY = datetime(2022, 1, 5, tzinfo=UTC)
AS_OF = JANUARY + timedelta(days=3)
UKRAINE = replace(SOMEWHERE, name="Ukraine", country="UKR")


def of(area: str) -> Forecast:
    return next(one for one in forecasts()[0] if one.area == area)


def high(one: Forecast, at: int = 0) -> float:
    return next(span.high for span in one.sums[at].spans if span.level == words.SHOWN)


def said(area: str, at: datetime = AS_OF) -> str:
    found = overtaken(of(area), as_of=at)
    return "" if found is None else in_words(found, CUTOFF)


@pytest.mark.parametrize(
    "category", [Category.UNREST, Category.ARMED_CONFLICT, Category.TERRORISM, Category.PROTECTION]
)
def test_one_death_in_violence_overtakes_a_forecast_of_none(category: Category) -> None:
    assert said("KAZ") == ""
    happen(replace(riot("r", ALMATY, deaths=1, start=JANUARY), category=category))
    assert said("KAZ") == (
        "Overtaken: at least 1 killed is known since 1 Jan 2022; the forecast was made from data to Dec 2021."
    )


def test_the_low_figure_stands_where_there_is_no_best() -> None:
    happen(replace(riot("r", ALMATY, start=JANUARY), fatalities=Toll(low=4, high=90)))
    assert "at least 4 killed are known" in said("KAZ")


@pytest.mark.parametrize("why", ["crime", "flood", "before", "later", "elsewhere", "unknown", "none", "guess"])
def test_what_is_no_death_in_violence_of_these_months_here_overtakes_nothing(why: str) -> None:
    one = riot("r", ALMATY, deaths=9, start=JANUARY)
    match why:
        case "crime":
            one = replace(one, category=Category.CRIME)
        case "flood":
            one = replace(one, category=Category.HAZARD)
        case "before":
            one = riot("r", ALMATY, deaths=9, start=datetime(2021, 12, 30, tzinfo=UTC))
        case "later":
            one = replace(one, recorded_at=AS_OF + timedelta(hours=1))
        case "elsewhere":
            one = replace(one, place=UKRAINE)
        case "unknown" | "none":
            one = replace(one, fatalities=Toll(best=0 if why == "none" else None))
        case "guess":
            one = replace(one, place=replace(ALMATY, confidence=0.1))
    happen(one)
    assert said("KAZ") == ""


def test_what_was_taken_back_overtakes_nothing() -> None:
    one = riot("r", ALMATY, deaths=9, start=JANUARY)
    happen(one, retracted(one))
    assert said("KAZ") == ""


def test_the_deaths_of_a_place_in_doubt_are_said_with_the_doubt() -> None:
    happen(replace(riot("r", ALMATY, deaths=8, start=JANUARY), place=replace(SOMEWHERE, confidence=0.25)))
    assert said("KAZ").startswith("Overtaken, if what is told was violence in this country: at least 8 killed")
    happen(riot("s", ALMATY, deaths=3, start=JANUARY))
    assert said("KAZ").startswith("Overtaken: at least 3 killed are known")


def test_a_war_overtakes_only_above_its_interval() -> None:
    most = int(high(of("UKR")))
    happen(replace(riot("r", UKRAINE, deaths=most, start=JANUARY), category=Category.ARMED_CONFLICT))
    assert said("UKR") == ""
    happen(replace(riot("s", UKRAINE, deaths=most + 1, start=JANUARY), category=Category.ARMED_CONFLICT))
    assert said("UKR").startswith(f"Overtaken: at least {most + 1:,} killed are known since 1 Jan 2022; the")


def test_several_incidents_are_added_with_the_word_that_two_may_tell_of_the_same() -> None:
    part = int(high(of("UKR")) * 0.6)
    happen(*(riot(f"r{n}", UKRAINE, deaths=part, start=JANUARY) for n in range(2)))
    assert said("UKR").startswith(
        f"Overtaken: at least {part:,} killed are known since 1 Jan 2022 in one incident, {2 * part:,} in all unless two "
        "tell of the same dead; the"
    )


def test_what_overtook_the_months_before_is_not_forgotten_in_the_next() -> None:
    happen(riot("r", ALMATY, deaths=9, start=JANUARY))
    assert "since 1 Jan 2022" in said("KAZ", datetime(2022, 3, 5, tzinfo=UTC))
    happen(riot("s", ALMATY, deaths=2, start=datetime(2022, 3, 2, tzinfo=UTC)))
    assert "at least 2 killed are known since 1 Mar 2022" in said("KAZ", datetime(2022, 3, 5, tzinfo=UTC))
