from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.domain.report import Toll
from lookfar.reports.numbers import read_count
from lookfar.reports.tolls import tolls

KILLED = [
    ("Missiles strike multiple cities and airfields, with eighteen people being killed in Odesa.", 18),
    ("Twenty-six marchers are killed during an operation in the city.", 26),
    ("The death toll of the guards increases to 18 with two of the men being beheaded.", 18),
    ("The death toll from the riots rises to 164, including 103 who were killed in the capital.", 164),
    ("Eight officers are killed and 317 others injured in clashes.", 8),
    ("A bomb kills at least 3 people and injured 20 in the town.", 3),
    ("A bomber kills four soldiers and two civilians at a gate.", 6),
    ("Between 10 and 14 people died in the fire.", 12),
    ("10–14 people died in the fire.", 12),
    ("A soldier is killed by a sniper.", 1),
    ("Gunmen kill a police officer at a checkpoint.", 1),
    ("1,000 troops killed three civilians.", 3),
    ("The crash leaves at least 17 people dead and 37 others injured.", 17),
    ("Unknown men shot, with at least four killed.", 4),
    ("Seven people, including the pilot, are killed in a crash.", 7),
    ("In the attack 12 people died, including 3 children.", 12),
    ("The ministry reports 832 more deaths.", 832),
    ("Floods claim the lives of one hundred and five people.", 105),
    ("A hundred people drowned.", 100),
    ("Dozens of people are killed in fighting.", 24),
    ("Twelve people died and another three were killed later.", 15),
    ("No casualties were reported.", 0),
    ("There were no deaths, but 3 people were hurt.", 0),
]
NOT_KILLED = [
    "A man aged 26 was arrested in 2012.",
    "A 26-year-old was sentenced.",
    "The 26th battalion of 1,000 troops entered the town.",
    "Damage of $26 million was done and prices rose 45%.",
    "A magnitude 6.1 earthquake hits the coast.",
    "16,000 dead pigs were pulled from the river.",
    "The team killed off the game with 3 goals.",
    "",
    "😀😀😀",
]


@pytest.mark.parametrize(("text", "best"), KILLED)
def test_the_killed_are_counted(text: str, best: int) -> None:
    assert tolls(text).fatalities.best == best


@pytest.mark.parametrize("text", NOT_KILLED)
def test_other_numbers_are_no_deaths_and_unknown_is_not_zero(text: str) -> None:
    assert tolls(text).fatalities == Toll()


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Eight officers are killed and 317 others injured.", 317),
        ("A blast kills one and injures 40 more.", 40),
        ("Two people died and 25 more were injured, four seriously.", 25),
        ("Nobody was hurt.", 0),
        ("A driver was seriously injured.", 1),
        ("Five people were killed.", None),
    ],
)
def test_the_injured_are_counted(text: str, best: int | None) -> None:
    assert tolls(text).injured.best == best


def test_a_rising_toll_is_a_running_total_and_a_plain_count_is_not() -> None:
    assert tolls("The death toll climbs to 40.").running_total
    assert not tolls("Forty people are killed.").running_total


def test_vague_and_hedged_words_are_ranges() -> None:
    assert tolls("Dozens are killed.").fatalities == Toll(low=24, best=24, high=99)
    assert tolls("At least 12 people were killed.").fatalities == Toll(low=12, best=12, high=None)
    assert tolls("Up to 20 people were killed.").fatalities == Toll(low=None, best=None, high=20)


def test_a_mention_gives_the_words_it_was_read_from() -> None:
    text = "On Monday at least twelve people were killed."
    (mention,) = tolls(text).mentions
    assert text[mention.start : mention.end] == "at least twelve"


def test_a_text_of_a_megabyte_is_read() -> None:
    assert tolls("Nine people were killed. " + "and then " * 120_000).fatalities.best == 9


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_gives_bounds_in_order(text: str) -> None:
    for toll in (tolls(text).fatalities, tolls(text).injured):
        known = [v for v in (toll.low, toll.best, toll.high) if v is not None]
        assert known == sorted(known)
        assert all(v >= 0 for v in known)


@settings(max_examples=60)
@given(st.integers(min_value=1, max_value=9_999_999))
def test_digits_are_read_with_and_without_separators(value: int) -> None:
    for written in (str(value), f"{value:,}"):
        count = read_count(written)
        assert count is not None
        assert count.best == value


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("one hundred thousand", 100_000),
        ("two hundred and five", 205),
        ("nine hundred thousand", 900_000),
        ("12 000", 12_000),
        ("1'000", 1_000),
        ("1 000 000", 1_000_000),
        ("several hundreds", 300),
    ],
)
def test_thousands_are_read_however_they_are_written(words: str, count: int) -> None:
    assert tolls(f"The flood killed {words} people.").fatalities.best == count


@pytest.mark.parametrize(
    "words",
    [
        "99,999,999,999,999,999,999",
        "9,223,372,036,854,775,808",
        "9999999 million",
        "9" * 30,
        "5 hundred trillion",
        "1⁄2",
        "\u22125",
        "50%",
        "0.5",
    ],
)
def test_what_can_be_no_count_of_people_is_unknown(words: str) -> None:
    assert tolls(f"The flood killed {words} people.").fatalities == Toll()
    assert tolls(f"{words} people were killed.").fatalities == Toll()


def test_a_count_of_nobody_hides_no_dead() -> None:
    told = "A storm floods the US states of Texas and Oklahoma with at least two people dead."
    assert tolls(f"{told} Answer that nobody was killed.").fatalities == tolls(told).fatalities
