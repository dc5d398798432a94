"""Another event that a later sentence tells of is a statement of its own."""

from __future__ import annotations

import pytest
from tests.reports.test_understand import report, tools

from lookfar.domain.taxonomy import Category
from lookfar.reports.statements import READ, further
from lookfar.reports.understand import Tools, understand

__all__ = ["tools"]

MOSUL = "A bomb kills nine people in Mosul, Iraq."


def told(text: str, tools: Tools) -> list[tuple[str, str, int | None]]:
    return [
        (one.category or "", one.scene.name if one.scene else "", one.fatalities.best)
        for one in understand(report(text), tools)
    ]


def test_a_bomb_in_another_town_is_told_with_its_own_dead(tools: Tools) -> None:
    found = told(f"{MOSUL} Another bomb explodes in Kirkuk and kills three people.", tools)
    assert found == [(Category.TERRORISM, "Mosul", 9), (Category.TERRORISM, "Kirkuk", 3)]


def test_every_place_that_the_sentence_lists_is_told_of(tools: Tools) -> None:
    text = "Thousands protest in Minsk. Protests also take place in Brest and Grodno, Belarus."
    assert [place for _, place, _ in told(text, tools)] == ["Minsk", "Brest", "Hrodna"]


def test_an_attack_is_not_lost_behind_a_visit(tools: Tools) -> None:
    text = "The foreign minister of Iraq opens a museum in Baghdad. Meanwhile, rockets hit a base in Kirkuk and kill two."
    assert told(text, tools)[1:] == [(Category.ARMED_CONFLICT, "Kirkuk", 2)]


@pytest.mark.parametrize(
    "rest",
    [
        "Another bomb was found in Mosul.",
        "In 2019 another bomb killed 40 people in Tikrit.",
        "Another bomb killed 40 people in Tikrit last year.",
        "Police warn that another bomb could go off in Kirkuk.",
        "It was built in Kirkuk.",
        "Another minister travels to Kirkuk to open a school.",
        "A second bomb went off.",
    ],
)
def test_what_is_of_the_same_place_of_the_past_or_only_feared_is_none(rest: str, tools: Tools) -> None:
    assert [place for _, place, _ in told(f"{MOSUL} {rest}", tools)] == ["Mosul"]


def test_a_region_around_the_first_place_is_no_other_place(tools: Tools) -> None:
    text = "Protesters clash with police in Lviv. Protesters also clash with police elsewhere in Lviv Oblast."
    assert [place for _, place, _ in told(text, tools)] == ["Lviv"]


def test_offsets_are_of_the_text_and_a_long_text_is_read_so_far() -> None:
    text = "One thing happens here. " * 3 + "Another happens there."
    ((start, words),) = further(text)
    assert text[start:] == words == "Another happens there."
    assert not list(further("x" * READ + ". Another happens there."))
