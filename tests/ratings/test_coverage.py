from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Source
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.vocabulary import Coverage, Reliability
from lookfar.ratings.coverage import NOBODY, combine, coverage, doubts, listening

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


QUAKES = source("usgs", exhaustive=True, reliability=Reliability.A, tells=(EventType("earthquake"),))
FLOODS = source("gdacs", tells=(EventType("earthquake"), EventType("flood")))
NEWS = source("news", reliability=Reliability.C)
CODED = source("coded", reliability=Reliability.D)


def silent(one: Source) -> object:
    return listening(one, last_contact=None, newest=None, oldest=None, as_of=NOW)


def test_whoever_tells_of_some_kinds_only_makes_nothing_covered_and_confirms_no_quiet() -> None:
    assert combined(heard(QUAKES)) is Coverage.DEGRADED
    assert combined(heard(QUAKES), heard(FLOODS)) is Coverage.DEGRADED
    assert combined(heard(QUAKES), heard(FLOODS), heard(NEWS)) is Coverage.COVERED
    assert doubts("KAZ", Category.UNREST, [heard(QUAKES), heard(FLOODS)]) == (  # type: ignore[list-item]
        "nobody is heard who would tell of anything but earthquake, flood",
    )


@pytest.mark.parametrize("told", [frozenset(), frozenset({SourceId("usgs")}), frozenset({SourceId("news")})])
@pytest.mark.parametrize("beside", [QUAKES, FLOODS, CODED])
def test_news_that_was_never_heard_leaves_nobody_elses_word_covered(
    beside: Source, told: frozenset[SourceId]
) -> None:
    assert combined(heard(beside), silent(NEWS), told=told) is Coverage.DEGRADED
    assert combined(heard(beside), heard(NEWS, 200 * 24), told=told) is Coverage.DEGRADED
    assert combined(silent(NEWS), heard(source(advice_only=True))) is Coverage.BLIND


def test_a_source_is_not_missed_where_one_as_reliable_tells_all_that_it_would() -> None:
    assert combined(heard(NEWS), silent(CODED)) is Coverage.COVERED
    assert combined(heard(NEWS), heard(CODED, 30)) is Coverage.COVERED
    assert combined(heard(CODED), heard(NEWS, 30)) is Coverage.DEGRADED
    assert combined(heard(NEWS), silent(QUAKES)) is Coverage.DEGRADED
    assert combined(heard(NEWS), silent(source("record", historic=True))) is Coverage.COVERED


@pytest.mark.parametrize(
    ("hours", "told", "found"),
    [
        (100, "news", Coverage.DEGRADED),
        (89 * 24, "news", Coverage.DEGRADED),
        (91 * 24, "news", Coverage.COVERED),
        (100, "usgs", Coverage.COVERED),
        (100, "nobody", Coverage.QUIET),
    ],
)
def test_a_source_that_fell_silent_lately_is_missed_where_it_had_told_of_the_area(
    hours: int, told: str, found: Coverage
) -> None:
    by = frozenset({SourceId(told)})
    both = [heard(source("usgs", exhaustive=True)), heard(source("news"), hours)]
    assert combined(*both, told=by) is found
    said = doubts("KAZ", Category.UNREST, both, by)  # type: ignore[arg-type]
    assert (len(said) == 1) is (found is Coverage.DEGRADED)


def test_coded_news_that_fell_silent_is_missed_only_where_it_told() -> None:
    both = [heard(NEWS), heard(CODED, 100)]
    assert combined(*both) is combined(*both, told=frozenset({SourceId("news")})) is Coverage.COVERED
    assert combined(*both, told=frozenset({SourceId("coded")})) is Coverage.DEGRADED


def test_who_is_not_heard_is_named() -> None:
    said = doubts("KAZ", Category.UNREST, [heard(CODED), heard(NEWS, 100), silent(QUAKES)])  # type: ignore[list-item]
    assert said == ("news: not heard since 2 Jan 2022, 20:00 UTC", "usgs: never heard")
    assert doubts("KAZ", Category.UNREST, [heard(NEWS)]) == ()  # type: ignore[list-item]
    assert doubts("KAZ", Category.UNREST, [heard(NEWS, 30)]) == (  # type: ignore[list-item]
        "news: nothing newer than 5 Jan 2022, 18:00 UTC",
    )
    assert len(doubts("KAZ", Category.UNREST, [silent(NEWS)])) == 1  # type: ignore[list-item]


def test_the_span_heard_of_some_kinds_only_is_not_listened_for_the_others() -> None:
    watch = combine("KAZ", Category.UNREST, [heard(NEWS, 2), heard(QUAKES, 1)])  # type: ignore[list-item]
    assert (watch.since, watch.until) == (NOW - 502 * HOUR, NOW - 2 * HOUR)


def test_an_exhaustive_source_that_sends_one_old_body_again_and_again_is_not_heard() -> None:
    assert coverage(QUAKES, last_contact=NOW, newest=NOW - 21 * 24 * HOUR, as_of=NOW) is Coverage.BLIND
    assert coverage(QUAKES, last_contact=NOW, newest=NOW - HOUR, as_of=NOW) is Coverage.COVERED


def test_the_best_source_counts_and_the_span_is_what_any_heard() -> None:
    watch = combine("KAZ", Category.UNREST, [heard(source("a"), 30), heard(source("b"), 2)])  # type: ignore[list-item]
    assert watch.coverage is Coverage.COVERED
    assert watch.until == NOW - 2 * HOUR
    assert watch.since == NOW - 530 * HOUR
