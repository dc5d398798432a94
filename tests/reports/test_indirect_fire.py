"""Rockets and shells are shelling, whoever is hit; gunmen are not."""

from __future__ import annotations

import pytest

from lookfar.domain.taxonomy import Category, EventType
from lookfar.reports.classify import Classification
from lookfar.reports.indirect_fire import by_weapon

ATTACK = Classification(
    category=Category.TERRORISM, event_type=EventType("armed_attack"), confidence=0.7, abstained=False
)


@pytest.mark.parametrize(
    "text",
    [
        "Dozens are killed in a massive MLRS attack on Kharkiv. Videos appear to show cluster munitions.",
        "Three people are killed by a Russian cluster munition attack on a bus stop in Mykolaiv.",
        "A soldier is killed after the border crossing is shelled by suspected militants.",
    ],
)
def test_an_attack_with_rockets_or_shells_is_shelling(text: str) -> None:
    said = by_weapon(ATTACK, text)
    assert (said.category, said.event_type) == (Category.ARMED_CONFLICT, "shelling_airstrike")
    assert said.confidence == ATTACK.confidence


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen opened fire with small arms and artillery on a camp in Muse.",
        "Militants stormed a village. Last week an airstrike had hit their base.",
        "A man was stabbed to death at the air show.",
    ],
)
def test_an_attack_by_hand_stays_one(text: str) -> None:
    assert by_weapon(ATTACK, text) is ATTACK


def test_other_kinds_are_left_alone() -> None:
    crash = Classification(
        category=Category.TRANSPORT, event_type=EventType("aviation_accident"), confidence=0.9, abstained=False
    )
    assert by_weapon(crash, "An airliner was hit in a missile strike.") is crash
