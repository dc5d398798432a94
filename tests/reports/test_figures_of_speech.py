"""Words of disaster and violence by what stands around them: a storm of criticism is none, an ambush is one."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

import pytest

from lookfar.facts.classifier import open_classifier
from lookfar.reports.classify import classify

LITERAL = [
    "Two carriages are swept into a river by floods in Sichuan.",
    "Residents report being fired on by government soldiers.",
    "Rebels open fire on government security forces.",
    "A storm hit the coast and a landslide closed the road.",
    "The army began shelling; air strikes followed.",
    "The patrol came under fire from rebels near the border.",
    "A convoy came under fire after leaving the base.",
    "The helicopter came under fire over Mogadishu.",
    "Protesters came under fire for hours from the army.",
    "Gunmen stormed the theatre, holding the audience hostage.",
    "Militants keep spectators hostage in the stadium.",
    "The blast and the fire that followed killed nine.",
    "A blast and gunfire were heard near the embassy.",
    "Police fired back at the gunmen.",
    "Israel hit back at Hezbollah with air strikes.",
    "Troops do battle with rebels in the east.",
    "The ferry caught fire on Tuesday with 200 aboard.",
    "Houthis fired missiles killing government soldiers.",
    "Rebels fired rockets at the government compound.",
    "Attackers fired on the minister's convoy.",
    "Officials elected last year were killed in a landslide.",
    "Voters died in a landslide on their way to the polls.",
    "The ship capsized in a storm off the coast of Brazil.",
    "Two people were killed by Storm Ali.",
    "Tornadoes were seen by storm chasers.",
    "Residents rode out the storm in shelters.",
    "The crew weathered the storm at sea.",
    "Water from the river flooded the market in Lagos.",
    "Oil prices rose after a pipeline exploded.",
    "Servers crashed and 300 flights were grounded.",
    "A computer crash at the airport caused delays.",
    "A bus was hijacked near Bamako.",
    "Peace talks stalled after a plane was hijacked.",
    "The shooting of a documentary maker shocked the country.",
    "The car crashed out of control into the market.",
    "The plane crashed out of the sky.",
    "At least 71 people were killed after terrorists stormed a military base.",
    "Hundreds of militants stormed the town.",
    "Police opened fire on protesters opposing plans for a dam.",
    "A gang opened fire on rivals in Tijuana.",
    "The army staged a coup in the capital.",
    "Soldiers mutinied in the barracks.",
]


@cache
def shares(half: str) -> tuple[float, float]:
    """Shares read rightly of what means what it says, and of what does not; `half`: tune, or held for measuring only."""
    with Path(__file__).with_name("figures_of_speech.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    own = [row for row in rows if (hashlib.sha256(row["text"].encode()).digest()[0] % 2 == 1) == (half == "held")]
    right: dict[bool, list[bool]] = {True: [], False: []}
    for row in own:
        said = classify(row["text"], open_classifier()).category
        right[row["category"] == "none"].append((said or "none") in row["category"].split("|"))
    return sum(right[False]) / len(right[False]), sum(right[True]) / len(right[True])


@pytest.mark.parametrize(("half", "literal", "figure"), [("tune", 0.8, 0.73), ("held", 0.9, 0.7)])
def test_words_of_violence_are_read_by_what_stands_around_them(half: str, literal: float, figure: float) -> None:
    found = shares(half)
    assert found[0] >= literal
    assert found[1] >= figure


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The party wins a landslide victory in the general election.", "stability"),
        ("Eight people are killed by a landslide in South Kivu.", "hazard"),
        ("Gunmen open fire at a school and kill three children.", "terrorism"),
        ("A prison mutiny leaves four inmates dead.", "unrest"),
        ("The president fires the health minister.", "stability"),
    ],
)
def test_a_cue_is_read_in_its_context(text: str, category: str) -> None:
    assert classify(text, open_classifier()).category == category


def test_hardly_an_attack_or_disaster_is_read_as_nothing() -> None:
    missed = [text for text in LITERAL if classify(text, open_classifier()).category is None]
    assert len(missed) <= len(LITERAL) // 20, missed
