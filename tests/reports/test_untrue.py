"""Counts that a text denies, that a film or a museum tells of, or that are of a time gone by."""

from __future__ import annotations

import pytest
from tests.reports.test_understand import report, tools

from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import NOT_AN_EVENT
from lookfar.facts.actors import open_actors, open_targets
from lookfar.reports.facts import read_facts
from lookfar.reports.tolls import tolls
from lookfar.reports.understand import Tools, understand
from lookfar.reports.untrue import is_tale_title

__all__ = ["tools"]


@pytest.mark.parametrize(
    "text",
    [
        "Nigerian army denies killing 18 women protesters in Adamawa",
        "The army rejected reports that 60 villagers had been killed.",
        "Reports that 12 people died in the blast in Aden were false.",
        "Israel denies killing 20 people at Gaza aid site",
        "Police say there is no truth in rumours that 12 people were killed.",
        "The claim that 12 died was dismissed by police.",
        "A minister denies that 100 people were killed by the guards.",
    ],
)
def test_a_denied_count_is_unknown_not_believed(text: str) -> None:
    assert tolls(text).fatalities == Toll()


def test_a_stated_zero_stays_when_the_other_count_is_denied() -> None:
    text = "Police said that no one died, contradicting reports on social media that nine people had been killed."
    assert tolls(text).fatalities == Toll(low=0, best=0, high=0)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("The Taliban denied involvement in the blast which killed 60.", 60),
        ("Russia denied that it carried out the strike that killed 40 people in Dnipro.", 40),
        ("Israel denied targeting a hospital where 12 people were killed.", 12),
        ("Residents say 30 people were killed. The army denies killing civilians.", 30),
        ("The rebels deny they were behind the bomb that killed nine.", 9),
        ("The army rejects claims of a massacre after 25 villagers were killed.", 25),
    ],
)
def test_who_denies_the_guilt_does_not_unmake_the_dead(text: str, best: int) -> None:
    assert tolls(text).fatalities.best == best


@pytest.mark.parametrize(
    "text",
    [
        "Robert Harris's thriller, in which three cardinals die by poison, is out in paperback.",
        "He says the film about the father of the bomb, which killed 140,000 people, was hard to make.",
        "A new gallery in Nova Scotia recalls the blast that killed nearly 2,000 people and injured 9,000.",
        "The museum tells the story of the fire in which 146 workers died.",
    ],
)
def test_what_films_books_and_museums_tell_is_not_counted(text: str) -> None:
    told = tolls(text)
    assert told.fatalities == told.injured == Toll()


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("A museum was bombed and 12 visitors were killed.", 12),
        ("Gunmen attacked a museum that honours veterans, killing 12.", 12),
        ("A museum director tells police that 12 people were killed.", 12),
        ("A museum guard recalls the attack that killed 12.", 12),
        ("A book about birds was found next to the bodies of 12 men.", 12),
        ("A film crew was attacked and three died.", 3),
    ],
)
def test_what_befalls_museums_and_film_crews_is_counted(text: str, best: int) -> None:
    assert tolls(text).fatalities.best == best


def test_a_title_of_a_tale_says_that_its_text_counts_no_event() -> None:
    title, text = (
        "Museum tells story of the 1917 Halifax explosion",
        "The blast killed 2,000 people when two ships collided.",
    )
    assert read_facts(text, open_actors(), open_targets(), title=title).counted.fatalities == Toll()
    assert (
        read_facts(text, open_actors(), open_targets(), title="Blast in Halifax").counted.fatalities.best == 2000
    )
    assert not is_tale_title("Museum guard tells of attack that killed 12")


def test_a_tale_is_no_event_for_the_dead_it_counts(tools: Tools) -> None:
    text = (
        "A new gallery recalls the blast that killed nearly 2,000 people when two ships collided in the harbour."
    )
    (said,) = understand(report(text, title="Museum tells story of the 1917 Halifax explosion"), tools)
    assert said.fatalities == Toll()
    assert said.event_type == NOT_AN_EVENT or said.abstained


@pytest.mark.parametrize(
    ("text", "best"),
    [
        (
            "At least 35 people died on Tuesday. In January, 98 people were killed in a similar blast in Suleja.",
            35,
        ),
        ("A bus crash near Jos killed nine people on Monday. In December, 31 people died on the same road.", 9),
        ("A bomb killed four in Quetta on Monday. A month earlier 26 people died in an attack.", 4),
        ("Last month 31 people died in a flood. On Monday a bus crash killed nine.", 9),
        ("A raid killed two people. A previous attack killed 40.", 2),
        ("In March, floods killed 40 people in the province.", 40),
        ("Two weeks ago, a bomb killed nine people.", 9),
        ("A killer murdered eleven women between 1988 and 2002.", None),
    ],
)
def test_the_dead_of_a_time_gone_by_count_only_when_alone(text: str, best: int | None) -> None:
    assert tolls(text, year=2026).fatalities.best == best


@pytest.mark.parametrize(
    ("title", "text", "best"),
    [
        (
            "Six tourists die in Vang Vieng",
            "Two Australian teenagers, a Briton, an American and two Danes died.",
            6,
        ),
        ("At least 20 killed across Iraq", "A bomb killed five people in Baghdad.", 20),
        ("Dozens killed in fire", "The fire killed 18 people.", 18),
        ("Three killed in fire", "The death toll has risen to five.", 5),
        ("Nine killed in fire", "The death toll was revised to seven.", 7),
        ("Fire in Lagos", "The fire killed 18 people.", 18),
    ],
)
def test_a_text_that_counts_a_part_leaves_the_whole_of_its_title(title: str, text: str, best: int) -> None:
    assert read_facts(text, open_actors(), open_targets(), title=title).counted.fatalities.best == best
