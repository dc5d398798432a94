"""The dead of a past that is told again are no toll of now; those of an event compared with the past are."""

from __future__ import annotations

import pytest

from lookfar.facts.reading import open_reading
from lookfar.reports.facts import read_facts
from lookfar.reports.long_past import is_retold
from lookfar.reports.tolls import tolls

PAST = [
    "A South Korean state commission confirms that retreating North Korean soldiers murdered over 1,150 civilians during the Korean War.",
    "A commission confirms that retreating soldiers murdered over 1,150 South Korean civilians in the early stages of the Korean War due to a campaign.",
    "A study finds that bombing killed 60,000 civilians during the last months of the Second World War.",
    "Ten years ago today an earthquake killed 200,000 people in Haiti.",
    "Ten years ago, an earthquake killed 200,000 people in Haiti.",
    "An earthquake killed 200,000 people in Haiti ten years ago.",
    "On this day in 1945 the atomic bomb dropped on Hiroshima killed 140,000 people.",
    "On this day, in 1945, an atomic bomb killed 140,000 people in Hiroshima.",
    "In 1945 an atomic bomb killed 140,000 people in Hiroshima.",
    "Some 6 million people were killed in the Second World War.",
    "The soldiers killed 300 villagers during World War II.",
    "Poland demands reparations for the 6 million citizens killed during World War II.",
    "A court finds that troops killed 63 civilians during the Vietnam War.",
    "The Spanish Civil War killed some 500,000 people.",
    "The Rwandan genocide killed 800,000 people.",
    "Researchers find that US bombers killed 400 villagers in the Korean War.",
    "A commission says the junta killed 30,000 people during the Dirty War.",
    "Three decades ago a cyclone killed 138,000 people in Bangladesh.",
    "A century ago the flu killed 50 million people.",
    "Exactly 20 years ago a tsunami killed 227,000 people around the Indian Ocean.",
    "Half a century ago soldiers killed 14 marchers in Derry.",
    "More than 8,000 men and boys were killed in the Srebrenica massacre.",
    "The Falklands War killed 907 people.",
    "Five years ago this week an explosion killed 218 people in Beirut.",
    "Back in 1988, gas attacks killed 5,000 people in Halabja.",
    "The remains of 40 civilians killed in the 1990s Balkan wars were found in Bosnia.",
]
NOW = [
    ("It was the deadliest attack since 2014, killing 40.", 40),
    ("The blast, the worst in ten years, killed 30 people.", 30),
    ("Twelve people were killed on Monday, ten years after the last such attack.", 12),
    ("The war in Ukraine has killed 12,000 civilians.", 12_000),
    ("Gaza war: 30 killed overnight.", 30),
    ("Israeli strikes kill 30 in Gaza as the war enters its third year.", 30),
    ("The bomb killed 17 people in a town that rebels took ten years ago.", 17),
    ("Four people were killed when a World War II bomb exploded in Germany.", 4),
    ("A shell from the Korean War exploded, killing three children.", 3),
    ("A mine laid during the Iran-Iraq War killed five shepherds on Sunday.", 5),
    ("A crash killed six veterans of the Vietnam War.", 6),
    ("A vintage World War II aircraft crashed, killing seven people.", 7),
    ("Gunmen killed 20 people in Jos, where a riot killed hundreds in 2008.", 20),
    ("Sudan's civil war has killed 150,000 people.", 150_000),
    ("The civil war killed 40 more people this week.", 40),
    ("Eight people were killed in a war that began ten years ago.", 8),
    ("A school built 50 years ago collapsed, killing 22 pupils.", 22),
    ("Two years ago the family fled; on Monday a strike killed five of them.", 5),
    ("An attack at a Second World War memorial killed nine people.", 9),
    ("The earthquake killed 300 people, as many as one two years ago.", 300),
    ("Bombers killed 31 people in Istanbul hours ago.", 31),
    ("Police said ten people were killed two hours ago in Lagos.", 10),
    ("Two days ago a strike killed 14 people in Khartoum.", 14),
    ("Ten years ago the bridge was declared unsafe, and it collapsed, killing five people.", 5),
    ("Rebels killed five hostages taken two years ago.", 5),
    ("Fourteen were killed in the Gaza war overnight.", 14),
]


@pytest.mark.parametrize("text", PAST)
def test_the_dead_of_a_past_are_no_toll_of_now(text: str) -> None:
    assert not tolls(text, year=2026).fatalities.is_known


@pytest.mark.parametrize(("text", "dead"), NOW)
def test_the_dead_of_now_stay_beside_the_past(text: str, dead: int) -> None:
    assert tolls(text, year=2026).fatalities.best == dead


def test_the_dead_of_now_are_counted_beside_those_of_a_past_war() -> None:
    text = "A bomb killed three workers in Kyoto. Some 140,000 people were killed there during World War II."
    assert tolls(text, year=2026).fatalities.best == 3


@pytest.mark.parametrize(
    ("text", "retold"),
    [
        ("Ten years ago today an earthquake killed 200,000 people in Haiti.", True),
        ("Ten years ago, an earthquake killed 200,000 people in Haiti.", True),
        ("On this day in 1945 the atomic bomb dropped on Hiroshima killed 140,000 people.", True),
        ("In 1945 an atomic bomb killed 140,000 people in Hiroshima.", True),
        ("In 2014 FIFA World Cup qualification Germany draws with Sweden in Berlin.", False),
        ("In the 2019 floods of Bihar 40 people drowned.", False),
        ("In 2025 a flood killed 40 people in Bihar.", False),
        ("In 2026 a flood killed 40 people in Bihar.", False),
        ("Two years ago the family fled; on Monday a strike killed five of them.", False),
        ("Ten years ago a dam burst here. A flood killed 12 people on Sunday.", False),
        ("Two years ago protests began that still paralyse the capital.", False),
        ("Ten years ago the bridge was declared unsafe, and it collapsed, killing five people.", False),
        ("Two days ago a strike killed 14 people in Khartoum.", False),
        ("A bomb killed 14 people in Khartoum, the worst attack in ten years.", False),
    ],
)
def test_a_sentence_that_tells_a_past_again_is_no_event(text: str, *, retold: bool) -> None:
    assert is_retold(text, 2026) is retold


def test_a_title_that_is_the_texts_beginning_cut_counts_nothing_by_itself() -> None:
    text = PAST[1]
    read = read_facts(text, (), open_reading().targets, title=f"{text[:70]}…", year=2022)
    assert not read.counted.fatalities.is_known
