from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.sources.gdelt_making import Made, table

from lookfar.domain.places import Precision
from lookfar.domain.report import Report, Understanding
from lookfar.domain.source import Body
from lookfar.domain.taxonomy import NOT_AN_EVENT
from lookfar.domain.vocabulary import Certainty
from lookfar.facts.reading import open_reading
from lookfar.reports.understand import understand
from lookfar.sources import gdelt

AT = datetime(2019, 10, 24, 14, 30, tzinfo=UTC)
ONE = Made()
SEVASTOPOL = ("4", "Sevastopol, Krym, Respublika, Russia", "RS", "44.6", "33.5333")


def reports(*rows: Made) -> tuple[Report, ...]:
    body = Body(source=gdelt.SOURCE.id, content=table(rows), url="x", fetched_at=AT)
    return gdelt.read(body).reports


def understood(*rows: Made) -> Understanding:
    [said] = understand(reports(*rows)[0], open_reading())
    return said


def test_a_code_that_words_bear_out_gives_the_type_of_the_crosswalk() -> None:
    said = understood(ONE)
    assert (said.category, said.event_type) == ("kidnap", "abduction")
    assert said.certainty is Certainty.POSSIBLE
    assert said.confidence < 0.9


def test_a_code_alone_founds_nothing() -> None:
    said = understood(replace(ONE, url="https://news.example/a/123456.html"))
    assert (said.category, said.event_type, said.abstained) == (None, None, True)


def test_words_of_no_event_stand_against_the_code() -> None:
    said = understood(
        replace(ONE, url="https://news.example/how-will-amazon-deliver-in-its-second-biggest-market")
    )
    assert (said.category, said.event_type) == (None, NOT_AN_EVENT)


def test_three_outlets_coded_alike_for_one_town_bear_each_other_out() -> None:
    several = [replace(ONE, number=n, url=f"https://paper{n}.example/{n}00000") for n in range(3)]
    assert understood(*several).event_type == "abduction"
    assert understood(*several[:2]).event_type is None
    same_paper = [replace(ONE, number=n, url=f"https://paper.example/{n}00000") for n in range(3)]
    assert understood(*same_paper).event_type is None


def test_the_other_places_of_an_article_found_nothing() -> None:
    url = "https://wire.example/gunmen-kidnap-schoolgirls-in-kaduna"
    elsewhere = replace(
        ONE,
        number=2,
        url=url,
        place=("4", "Abuja, Abuja Federal Capital Territory, Nigeria", "NI", "9.08", "7.53"),
    )
    main, other = reports(replace(ONE, url=url), elsewhere)
    assert understand(main, open_reading())[0].category == "kidnap"
    assert understand(other, open_reading())[0].abstained


@pytest.mark.parametrize(
    ("place", "name", "country", "precision"),
    [
        (ONE.place, "Kaduna", "NGA", Precision.CITY),
        (("4", "Windhoek, Khomas, Namibia", "WA", "-22.57", "17.0836"), "Windhoek", "NAM", Precision.CITY),
        (("1", "Namibia", "WA", "-22", "17"), "Namibia", "NAM", Precision.COUNTRY),
        (("1", "Australia", "AS", "-27", "133"), "Australia", "AUS", Precision.COUNTRY),
        (("2", "Texas, United States", "US", "31.106", "-97.6475"), "Texas", "USA", Precision.REGION),
        (("5", "Bavaria, Bayern, Germany", "GM", "49", "11.5"), "Bavaria", "DEU", Precision.REGION),
        (("4", "Hindustan, India (general), India", "IN", "20", "77"), "India", "IND", Precision.COUNTRY),
        (SEVASTOPOL, "Sevastopol", "UKR", Precision.CITY),
        (("4", "No Such Hamlet, Krym, Russia", "RS", "45.2", "34.2"), "No Such Hamlet", "UKR", Precision.CITY),
    ],
)
def test_places_are_the_gazetteers_in_the_country_of_fips(
    place: tuple[str, ...], name: str, country: str, precision: Precision
) -> None:
    [found] = understood(replace(ONE, place=place)).places
    assert (found.country, found.precision) == (country, precision)
    assert found.name in (name, "Bayern")
    assert found.confidence < 0.5
    assert found.radius_km > 0


def test_actors_are_named_with_their_country() -> None:
    said = understood(replace(ONE, actor=("POLICE", "DEU"), other=("GERMANY", "DEU")))
    assert said.actors == ("Police (Germany)", "Germany")
