from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Source
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Reliability
from lookfar.ratings.coverage import NOBODY, combine, coverage, listening

NOW = datetime(2022, 1, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(name: str = "news", **changes: object) -> Source:
    given: dict[str, object] = {
        "id": SourceId(name),
        "name": name,
        "publisher": name,
        "homepage": "https://a.example",
        "urls": (),
        "licence": "CC0",
        "licence_url": "",
        "attribution": "",
        "specification": "",
        "rhythm": HOUR,
        "stale_after": 24 * HOUR,
        "reliability": Reliability.B,
        "categories": (Category.UNREST,),
    }
    return Source(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("contact", "newest", "found"),
    [
        (None, None, Coverage.BLIND),
        (0, None, Coverage.BLIND),
        (0, 1, Coverage.COVERED),
        (0, 24, Coverage.COVERED),
        (0, 25, Coverage.DEGRADED),
        (0, 72, Coverage.DEGRADED),
        (0, 73, Coverage.BLIND),
        (73, 73, Coverage.BLIND),
    ],
)
def test_freshness_is_the_newest_date_inside_the_payload(
    contact: int | None, newest: int | None, found: Coverage
) -> None:
    last = None if contact is None else NOW - contact * HOUR
    inside = None if newest is None else NOW - newest * HOUR
    assert coverage(source(), last_contact=last, newest=inside, as_of=NOW) is found


@pytest.mark.parametrize(
    ("hours", "found"), [(1, Coverage.COVERED), (30, Coverage.DEGRADED), (80, Coverage.BLIND)]
)
def test_an_exhaustive_source_is_judged_by_contact(hours: int, found: Coverage) -> None:
    quakes = source(exhaustive=True)
    assert coverage(quakes, last_contact=NOW - hours * HOUR, newest=None, as_of=NOW) is found


def heard(one: Source, hours: int = 1) -> object:
    moment = NOW - hours * HOUR
    return listening(one, last_contact=moment, newest=moment, oldest=moment - 500 * HOUR, as_of=NOW)


def combined(*sources: object, area: str = "KAZ", told: frozenset[SourceId] = frozenset()) -> Coverage:
    return combine(area, Category.UNREST, sources, told).coverage  # type: ignore[arg-type]


def test_a_country_no_source_reports_on_is_blind() -> None:
    assert combine("KAZ", Category.UNREST, []) == NOBODY
    assert combined(heard(source(countries=("UKR",)))) is Coverage.BLIND
    assert combined(heard(source(categories=(Category.HAZARD,)))) is Coverage.BLIND
    assert combined(heard(source(advice_only=True))) is Coverage.BLIND


def test_news_that_is_silent_of_a_place_where_nobody_lives_is_no_calm() -> None:
    news, quakes = source(), source("usgs", exhaustive=True)
    assert combined(heard(news), area="BVT") is Coverage.BLIND
    assert combined(heard(news), area="BVT", told=frozenset({SourceId("news")})) is Coverage.COVERED
    assert combined(heard(news), heard(quakes), area="BVT") is Coverage.QUIET


def test_quiet_needs_an_exhaustive_source_that_says_nothing() -> None:
    complete = source("usgs", exhaustive=True)
    assert combined(heard(complete)) is Coverage.QUIET
    assert combined(heard(complete), told=frozenset({SourceId("usgs")})) is Coverage.COVERED
    assert combined(heard(source())) is Coverage.COVERED
    assert combined(heard(complete, hours=30)) is Coverage.DEGRADED


def test_a_source_that_tells_of_some_kinds_only_confirms_no_quiet_beside_one_that_tells_of_others() -> None:
    quakes, floods = source("usgs", exhaustive=True), source("gdacs")
    assert combined(heard(quakes), heard(floods)) is Coverage.COVERED
    assert combined(heard(quakes), heard(floods, hours=30)) is Coverage.COVERED
    assert combined(heard(quakes), heard(floods, hours=100)) is Coverage.QUIET


@pytest.mark.parametrize(
    ("hours", "told", "found"),
    [
        (100, "news", Coverage.DEGRADED),
        (89 * 24, "news", Coverage.DEGRADED),
        (91 * 24, "news", Coverage.COVERED),
        (100, "usgs", Coverage.COVERED),
        (30, "news", Coverage.COVERED),
    ],
)
def test_when_a_source_that_told_of_an_area_goes_blind_the_others_are_no_proof_of_calm(
    hours: int, told: str, found: Coverage
) -> None:
    both = [heard(source("usgs", exhaustive=True)), heard(source("news"), hours)]
    assert combined(*both, told=frozenset({SourceId(told)})) is found


def test_the_best_source_counts_and_the_span_is_what_any_heard() -> None:
    watch = combine("KAZ", Category.UNREST, [heard(source("a"), 30), heard(source("b"), 2)])  # type: ignore[list-item]
    assert watch.coverage is Coverage.COVERED
    assert watch.until == NOW - 2 * HOUR
    assert watch.since == NOW - 530 * HOUR
