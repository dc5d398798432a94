"""A flood and a missile in one town on one day are two incidents; what is not sure of its kind takes that of a surer telling."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.incidents.making import KIRKUK, Told, killed, run, told

from lookfar.domain.taxonomy import Category


@pytest.mark.parametrize(
    ("first", "kind", "then", "other"),
    [
        ("Residents of Kirkuk are told to evacuate because of a flood.", "flood", "Missiles kill 30 people in Kirkuk.", "shelling_airstrike"),
        ("An earthquake of magnitude 6 strikes Kirkuk.", "earthquake", "A bomb kills 20 in Kirkuk.", "bombing"),
        ("A bus crash kills eight in Kirkuk.", "road_accident", "A landslide kills 12 in Kirkuk.", "landslide"),
        ("A fire destroys a market in Kirkuk.", "industrial_accident", "Gunmen kill nine in Kirkuk.", "armed_attack"),
        ("Cholera kills three in Kirkuk.", "outbreak", "Rebels kill 12 in Kirkuk.", "armed_attack"),
        ("A robbery at a bank in Kirkuk leaves one dead.", "robbery", "Thousands protest in Kirkuk over fuel.", "peaceful_protest"),
    ],
)  # fmt: skip
def test_two_causes_in_one_town_on_one_day_are_two(first: str, kind: str, then: str, other: str) -> None:
    pair = (told("a", first, place=KIRKUK, kind=kind), told("b", then, place=KIRKUK, kind=other, toll=killed(30)))
    assert len(run(*pair)) == 2
    assert len(run(*reversed(pair))) == 2


@pytest.mark.parametrize(
    ("first", "kind", "then", "other"),
    [
        ("An explosion rocks a fuel depot in Kirkuk.", "industrial_accident", "The blast at the fuel depot in Kirkuk was a car bomb; 5 dead.", "bombing"),
        ("An airliner crashes near Kirkuk with 298 on board.", "aviation_accident", "The airliner was shot down by a missile near Kirkuk.", "shelling_airstrike"),
    ],
)  # fmt: skip
def test_what_tells_of_one_deed_or_site_is_one_whatever_caused_it(
    first: str, kind: str, then: str, other: str
) -> None:
    assert len(run(told("a", first, place=KIRKUK, kind=kind), told("b", then, place=KIRKUK, kind=other))) == 1


def unsure(one: Told, confidence: float) -> Told:
    return replace(one, understanding=replace(one.understanding, confidence=confidence))


def test_what_was_founded_on_a_guess_takes_the_kind_of_a_sure_telling_and_its_confidence() -> None:
    words = "The army warns residents of Kirkuk to leave their homes by the tower"
    guess = unsure(told("a", f"{words}.", place=KIRKUK, kind="flood"), 0.37)
    sure = told("b", f"{words}, then missiles hit it.", place=KIRKUK, kind="shelling_airstrike")
    [versions] = run(guess, sure).values()
    assert versions[-1].category is Category.ARMED_CONFLICT
    assert versions[-1].confidence == 0.9


def test_a_telling_of_another_kind_makes_nobody_surer_of_the_incidents_own() -> None:
    words = "A mob storms the bank of Kirkuk and guards shoot at the gate"
    own = unsure(told("a", f"{words}.", place=KIRKUK, kind="riot"), 0.7)
    other = told("b", f"{words}, police say.", place=KIRKUK, kind="robbery")
    [versions] = run(own, other).values()
    assert versions[-1].category is Category.UNREST
    assert versions[-1].confidence == 0.7


def test_a_ship_that_was_hit_by_a_missile_had_no_accident() -> None:
    sinks = told("a", "The cargo ship Rosa sinks off Kirkuk.", place=KIRKUK, kind="maritime_accident")
    hit = told(
        "b",
        "A missile hit the cargo ship Rosa off Kirkuk, killing five.",
        place=KIRKUK,
        kind="shelling_airstrike",
        toll=killed(5),
    )
    [versions] = run(sinks, hit).values()
    assert versions[-1].category is Category.ARMED_CONFLICT
