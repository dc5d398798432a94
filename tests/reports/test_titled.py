"""A title tells the scene where the text names only who acted, where it was written or where a journey goes."""

from __future__ import annotations

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        (
            "Explosion in Beirut's southern suburbs",
            "An Israeli strike on a flat in Dahiyeh killed five.",
            "Dahiyeh",
        ),
        ("Four dead in Kherson", "A Russian drone killed four people on Monday.", "Kherson"),
        ("Bomb kills nine in Kabul", "Islamabad condemned the attack.", "Kabul"),
        ("Bomb kills nine in Kabul", "Pakistan condemned the attack.", "Kabul"),
        ("Protests in Ouagadougou", "French nationals were told to stay indoors.", "Ouagadougou"),
        ("Police find cocaine in Guayaquil port", "It lay among bananas bound for Antwerp.", "Guayaquil"),
        (
            "Gunmen storm a school in Maiduguri",
            "DAKAR (Reuters) - Gunmen killed two guards on Friday.",
            "Maiduguri",
        ),
        ("Fuel runs out in Bamako", "Schools across Mali were closed for two weeks.", "Bamako"),
        ("Earthquake shakes Herat", "A quake struck Afghanistan on Sunday, killing 80.", "Herāt"),
        ("Sabotage blamed for blast in Lublin", "Track near the village of Mika was damaged.", "Lublin"),
        ("Kyiv says it is in control of Kupiansk", "Moscow denied the claim.", "Kupyansk"),
    ],
)
def test_the_scene_is_the_titles_or_the_texts_own_place(title: str, text: str, name: str) -> None:
    first = locate(text, open_gazetteer(), title=title)[0]
    assert (first.name, first.scene) == (name, True)


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Blast in Kabul", "Gunmen attacked a market in Herat.", "Herāt"),
        ("Pakistan blast kills nine", "PESHAWAR - A blast killed nine people.", "Peshawar"),
        ("Moscow denies the claim", "A Russian drone killed four people.", "Russia"),
        ("Floods in Lagos", "Heavy rain fell across Kenya.", "Kenya"),
        ("London-bound plane crashes", "AHMEDABAD - The plane fell on a hostel.", "Ahmedabad"),
    ],
)
def test_a_title_takes_nothing_from_a_text_that_tells_its_place(title: str, text: str, name: str) -> None:
    assert locate(text, open_gazetteer(), title=title)[0].name == name


def test_a_titles_place_has_no_offsets_and_the_texts_stay_as_mentioned() -> None:
    first, second = locate("Islamabad condemned the attack.", open_gazetteer(), title="Bomb kills nine in Kabul")
    assert (first.start, first.scene) == (-1, True)
    assert (second.name, second.start, second.scene) == ("Islamabad", 0, False)
    assert first.confidence <= 0.7
