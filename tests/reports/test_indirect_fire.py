"""Rockets and shells are shelling, whoever is hit; gunmen are not."""

from __future__ import annotations

import pytest

from lookfar.domain.taxonomy import Category
from lookfar.facts.classifier import open_classifier
from lookfar.reports.classify import classify
from lookfar.reports.indirect_fire import is_indirect_fire


@pytest.mark.parametrize(
    "text",
    [
        "Dozens are killed in a massive MLRS attack on Kharkiv. Videos appear to show cluster munitions.",
        "Three people are killed by a Russian cluster munition attack on a bus stop in Mykolaiv.",
        "A soldier is killed after the border crossing is shelled by suspected militants.",
    ],
)
def test_an_attack_with_rockets_or_shells_is_shelling(text: str) -> None:
    assert is_indirect_fire(text)
    said = classify(text, open_classifier())
    assert (said.category, said.event_type) == (Category.ARMED_CONFLICT, "shelling_airstrike")


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen opened fire with small arms and artillery on a camp in Muse.",
        "Militants stormed a village. Last week an airstrike had hit their base.",
        "A man was stabbed to death at the air show.",
    ],
)
def test_an_attack_by_hand_stays_one(text: str) -> None:
    assert not is_indirect_fire(text)


def test_other_kinds_are_left_alone() -> None:
    text = "Two drone strikes are discussed in court as the trial of four men opens in Hamburg."
    assert is_indirect_fire(text)
    assert classify(text, open_classifier()).event_type != "shelling_airstrike"
