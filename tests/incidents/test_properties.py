from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import timedelta
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incidents.making import (
    ALMATY,
    KAZAKHSTAN,
    KIRKUK,
    MOSUL,
    NOW,
    RULE,
    SETTING,
    Told,
    country_name,
    killed,
    run,
    take,
    told,
)

from lookfar.cli.merge import stream
from lookfar.domain.places import Precision
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.incidents import lifecycle, tally, titles
from lookfar.incidents.batch import merge_all
from lookfar.incidents.regroup import Statement

COUNTS = st.one_of(st.just(Toll()), st.integers(0, 500).map(killed))
REPORTS = (
    told(
        "a",
        "A car bomb kills seven people outside a bank in Kirkuk.",
        place=KIRKUK,
        kind="bombing",
        toll=killed(7),
    ),
    told("b", "The car bomb outside a bank in Kirkuk killed seven.", place=KIRKUK, kind="bombing", toll=killed(7)),
    told(
        "c", "A car bomb kills seven people outside a bank in Mosul.", place=MOSUL, kind="bombing", toll=killed(7)
    ),
    told("d", "Crowds angry about fuel prices torch the city hall of Almaty."),
)


@given(COUNTS, COUNTS)
def test_counts_combine_in_either_order(a: Toll, b: Toll) -> None:
    assert tally.combine(a, b) == tally.combine(b, a)


@given(COUNTS)
def test_a_count_told_twice_is_told_once(a: Toll) -> None:
    assert tally.combine(a, a) == a


@given(st.permutations(REPORTS))
@settings(max_examples=24)
def test_a_batch_does_not_depend_on_the_order_of_its_lines(order: list[Told]) -> None:
    expected = merge_all([(one.report, one.understanding) for one in REPORTS], RULE)
    assert merge_all([(one.report, one.understanding) for one in order], RULE) == expected


SCENES = st.builds(
    lambda n, city, deed, dead: told(
        f"r{n}",
        f"{deed} in {city.name}, {dead} people are killed.",
        place=city,
        kind="bombing" if "bomb" in deed else "battle",
        toll=killed(dead),
    ),
    st.integers(0, 99),
    st.sampled_from((KIRKUK, MOSUL)),
    st.sampled_from(
        ("A car bomb explodes at a bank", "The car bombing at a bank", "Militants attack an army post")
    ),
    st.integers(1, 3),
)


@given(st.lists(SCENES, min_size=2, max_size=8, unique_by=lambda one: one.report.id), st.randoms())
@settings(max_examples=30)
def test_the_partition_of_a_days_reports_is_the_same_in_every_order(day: list[Told], chance: Random) -> None:
    order = list(day)
    chance.shuffle(order)
    pairs = [[(one.report, one.understanding) for one in several] for several in (day, order)]
    assert merge_all(pairs[0], RULE) == merge_all(pairs[1], RULE)


@pytest.mark.parametrize("order", list(itertools.permutations(REPORTS)))
def test_reports_are_grouped_alike_whatever_comes_first(order: tuple[Told, ...]) -> None:
    groups = {frozenset(versions[-1].reports) for versions in run(*order).values()}
    named = {frozenset(r.split(":")[1] for r in group) for group in groups}
    assert named == {frozenset("ab"), frozenset("c"), frozenset("d")}


def test_an_incident_goes_when_its_last_report_is_taken_back() -> None:
    first, second = REPORTS[0], REPORTS[1]
    (versions,) = run(first, second).values()
    left = [Statement(report=one.report, understandings=(one.understanding,)) for one in (first, second)]
    stands = lifecycle.retract(versions[-1], first.report, left, SETTING)
    assert stands.status is not IncidentStatus.RETRACTED
    assert stands.reports == (second.report.id,)
    gone = lifecycle.retract(stands, second.report, left, SETTING)
    assert gone.status is IncidentStatus.RETRACTED
    assert gone.version == stands.version + 1


def test_an_incident_closes_after_its_quiet_time_once() -> None:
    founded = take(REPORTS[3], [])
    assert founded is not None
    assert lifecycle.close(founded.incident, NOW + timedelta(days=1), RULE) is None
    closed = lifecycle.close(founded.incident, NOW + timedelta(days=30), RULE)
    assert closed is not None
    assert closed.status is IncidentStatus.CLOSED
    assert lifecycle.close(closed, NOW + timedelta(days=60), RULE) is None


def test_two_outlets_confirm_and_severity_does_not_fall() -> None:
    (versions,) = run(
        told(
            "a",
            "Crowds torch the city hall of Almaty over fuel prices.",
            outlets=("AP",),
            severity=Severity.SEVERE,
        ),
        told("b", "Fuel price protesters fight police by the burning city hall in Almaty.", outlets=("BBC",)),
    ).values()
    assert versions[0].status is IncidentStatus.DEVELOPING
    assert versions[-1].status is IncidentStatus.CONFIRMED
    assert versions[-1].severity is Severity.SEVERE


@pytest.mark.parametrize(
    ("place", "toll", "site", "expected"),
    [
        (ALMATY, killed(26), "", "Violent protest in Almaty, Kazakhstan: 26 killed"),
        (ALMATY, Toll(), "airport", "Violent protest at an airport in Almaty, Kazakhstan"),
        (KAZAKHSTAN, Toll(low=100), "", "Violent protest in Kazakhstan: at least 100 killed"),
        (None, killed(0), "", "Violent protest"),
        (
            replace(KAZAKHSTAN, name="United States", country="USA"),
            Toll(),
            "",
            "Violent protest in the United States",
        ),
        (
            replace(ALMATY, name="Gaza Strip", country="", precision=Precision.REGION),
            Toll(),
            "",
            "Violent protest in the Gaza Strip",
        ),
        (
            replace(ALMATY, name="Almaty Airport", precision=Precision.POINT),
            Toll(),
            "hotel",
            "Violent protest at Almaty Airport, Kazakhstan",
        ),
    ],
)
def test_titles_are_composed_from_facts(place: object, toll: Toll, site: str, expected: str) -> None:
    kind = open_taxonomy().kinds["violent_demonstration"]
    assert titles.compose(kind, place, country_name, fatalities=toll, injured=Toll(), target=site) == expected


def test_bad_lines_are_answered_in_their_place() -> None:
    good = {"id": "x", "title": "", "text": "A bomb.", "published_at": "2022-01-05T12:00:00Z", "source": "AP"}
    lines = [
        orjson.dumps(good),
        b"{",
        orjson.dumps(good | {"id": "y", "published_at": "soon"}),
        orjson.dumps(good | {"id": "z"}),
    ]
    answers = io.BytesIO()
    stream(io.BytesIO(b"\n".join(lines)), answers, lambda _: REPORTS[3].understanding, RULE)
    said = [orjson.loads(line) for line in answers.getvalue().splitlines()]
    assert [one["id"] for one in said] == ["x", None, "y", "z"]
    assert [("error" in one) for one in said] == [False, True, True, False]
