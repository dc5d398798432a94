from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.incidents.making import ALMATY, KIRKUK, MOSUL, RULE, killed, run, told
from tests.shared_data import need

from lookfar.cli.train_judge import WIKIPEDIA, fit_judge
from lookfar.domain.geo import Point
from lookfar.domain.places import Precision
from lookfar.facts.grouping import weights_file
from lookfar.incidents import compare, echo, profile, traits

CEBU = replace(ALMATY, name="Cebu City", country="PHL", point=Point(lon=123.9, lat=10.3))
MWANZA = replace(ALMATY, name="Mwanza", country="TZA", point=Point(lon=32.9, lat=-2.5))
BOMBING = "A car bomb exploded outside a police station in Kirkuk on Tuesday, killing 7 people and wounding 21."


@pytest.mark.slow
def test_training_gives_the_shipped_weights_byte_for_byte(tmp_path: Path) -> None:
    data = need("data")
    assert (data / WIKIPEDIA).is_file()
    fit_judge(data, Path(__file__).with_name("pairs"), tmp_path)
    assert (tmp_path / weights_file().name).read_bytes() == weights_file().read_bytes()


def test_sinkings_off_two_countries_are_two() -> None:
    words = "The ferry sank off {} in heavy seas; {} bodies were recovered and the search for survivors goes on."
    history = run(
        told("a", words.format("Cebu", 7), place=CEBU, kind="maritime_accident", toll=killed(7)),
        told("b", words.format("Mwanza", 40), place=MWANZA, kind="maritime_accident", toll=killed(40)),
    )
    assert len(history) == 2


@pytest.mark.parametrize(
    ("text", "incidents"),
    [
        ("Fourteen men were arrested in raids after the bombing of the police station in Kirkuk.", 1),
        ("A state of emergency is declared in Kirkuk after the bombing of the police station.", 2),
    ],
)
def test_an_act_of_state_over_an_attack_is_another_incident_but_arrests_are_news_of_it(
    text: str, incidents: int
) -> None:
    kind = "political_arrest" if incidents == 1 else "state_of_emergency"
    history = run(
        told("a", BOMBING, place=KIRKUK, kind="bombing", toll=killed(7)),
        told("b", text, day="2022-01-06", place=KIRKUK, kind=kind),
    )
    assert len(history) == incidents


def test_a_copy_joins_though_what_is_told_besides_has_grown() -> None:
    others = [
        told(str(n), f"{word} of the Kirkuk bomb {more}", place=KIRKUK, kind="bombing")
        for n, (word, more) in enumerate(
            [
                ("Victims", "are buried by their families while shops stay closed."),
                ("The driver", "came from Mosul, investigators believe."),
                ("Survivors", "speak of a white van and two men with beards."),
            ]
        )
    ]
    history = run(told("a", BOMBING, place=KIRKUK, kind="bombing"), *others, told("z", BOMBING, place=KIRKUK))
    assert len(history) == 1


def test_what_an_incident_is_about_is_what_its_tellings_agree_on() -> None:
    once = told("a", "A car bomb exploded in Kirkuk.")
    report = profile.of_report(once.report, once.understanding)
    fire = traits.read("A market burned down in Kirkuk.")
    bomb = traits.read("A bomb blast in Kirkuk.")
    often = replace(report, tellings=(fire, bomb))
    seldom = replace(report, tellings=(bomb, fire, fire, fire))
    same = [echo.features(report, old, RULE)["same_deed"] for old in (often, seldom)]
    assert same == [1.0, 0.0]


def test_an_incident_remembers_that_it_is_a_second_blast_or_an_act_of_state() -> None:
    for text in ("A second blast hit Mosul.", "Iraq declared a state of emergency.", "A blast hit Mosul."):
        read = traits.read(text)
        kept = traits.unpack(traits.pack(read))
        assert (kept.sets_apart, kept.decrees) == (read.sets_apart, read.decrees)
    assert traits.read("(Reuters) - A blast hit Mosul.").words == traits.read("A blast hit Mosul.").words


def test_a_credit_in_the_text_is_no_name_in_common() -> None:
    a, b = (
        told(str(n), f"(The Hindu) - A blast hit {place.name}.", place=place)
        for n, place in enumerate((KIRKUK, MOSUL))
    )
    found = [profile.of_report(one.report, one.understanding) for one in (a, b)]
    assert not found[0].traits.names & found[1].traits.names


@pytest.mark.parametrize(("confidence", "incidents"), [(0.42, 1), (0.95, 2)])
def test_towns_of_one_region_are_told_apart_only_when_one_is_sure(confidence: float, incidents: int) -> None:
    chibok = replace(ALMATY, name="Chibok", country="NGA", admin1="Borno", point=Point(lon=12.85, lat=10.87))
    maiduguri = replace(chibok, name="Maiduguri", point=Point(lon=13.16, lat=11.85))
    words = "Nigeria schoolgirls kidnapped by militants"
    history = run(
        *(
            told(str(n), words, place=replace(town, confidence=confidence), kind="abduction")
            for n, town in enumerate((chibok, maiduguri))
        )
    )
    assert len(history) == incidents


def test_a_regions_shelling_is_not_the_claims_of_the_whole_war() -> None:
    iraq = replace(
        KIRKUK, name="Iraq", point=Point(lon=43.7, lat=33.2), precision=Precision.COUNTRY, radius_km=500
    )
    nineveh = replace(KIRKUK, name="Nineveh", precision=Precision.REGION, radius_km=120)
    war = told(
        "a",
        "Iraq says 200 soldiers were killed by shelling.",
        place=iraq,
        kind="shelling_airstrike",
        toll=killed(200),
    )
    found = [
        compare.features(profile.of_report(one.report, one.understanding), whole, RULE).get("front", 0.0)
        for whole in [profile.of_report(war.report, war.understanding)]
        for one in (
            told("b", "Shelling is reported in Nineveh.", place=nineveh, kind="shelling_airstrike"),
            told("c", "Shelling is reported in Mosul.", place=MOSUL, kind="shelling_airstrike"),
            told("d", "Shelling goes on in Iraq.", place=iraq, kind="shelling_airstrike"),
            told(
                "e", "Shelling killed 200 in Nineveh.", place=nineveh, kind="shelling_airstrike", toll=killed(200)
            ),
        )
    ]
    assert found == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("later", "incidents"),
    [
        ("Cholera has broken out in Kirkuk; nine children have died in its hospital.", 2),
        ("Measles in Kirkuk: nine more children have died in the city's hospital.", 1),
        ("The outbreak in Kirkuk goes on; nine more children have died in the city's hospital.", 1),
    ],
)
def test_two_diseases_in_one_town_are_two_outbreaks(later: str, incidents: int) -> None:
    history = run(
        told("a", "Measles has killed 35 children in the hospital of Kirkuk.", place=KIRKUK, kind="outbreak"),
        told("b", later, day="2022-01-06", place=KIRKUK, kind="outbreak"),
    )
    assert len(history) == incidents


def test_a_pneumonia_and_what_it_turns_out_to_be_are_no_two_diseases() -> None:
    first = told("a", "Dozens fall ill of a pneumonia of unknown cause in Mosul.", place=MOSUL, kind="outbreak")
    later = told("b", "The pneumonia in Mosul is caused by a new coronavirus.", place=MOSUL, kind="outbreak")
    known = profile.of_report(first.report, first.understanding)
    found = compare.features(profile.of_report(later.report, later.understanding), known, RULE)
    assert not found.get("other_particular")
