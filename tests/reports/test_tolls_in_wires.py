"""Tolls as news agencies tell them: several victims in one phrase, headlines, the treated, and what is background."""

from __future__ import annotations

import pytest

from lookfar.domain.report import Toll
from lookfar.reports.listed_grammar import listed
from lookfar.reports.numbers import Count
from lookfar.reports.tolls import tolls


def dead(text: str) -> int | None:
    return tolls(text, year=2026).fatalities.best


def injured(text: str) -> int | None:
    return tolls(text, year=2026).injured.best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Fire kills father, three sons in Lahore", 4),
        ("Landslide kills grandmother, toddler in Baguio", 2),
        ("A couple and their baby were killed when a lorry hit their car.", 3),
        ("Police said an elderly couple and two grandchildren were found dead in their home.", 4),
        ("The ambush left six soldiers and a driver dead.", 7),
        ("Militants killed nine labourers and an engineer at the dam site.", 10),
        ("Gunmen attacked the convoy, killing three policemen and a civilian.", 4),
        ("A nurse and two patients lost their lives when the ward caught fire.", 3),
        ("A 34-year-old man and his nephew were shot dead near the market.", 2),
        ("The raid came after a teacher and a shopkeeper were gunned down in Quetta.", 2),
        ("At least 14 villagers and one policeman killed in raid", 15),
        ("The army shelled the town, with at least 14 villagers and one policeman killed.", 15),
        ("Three women, a man and a child were killed.", 5),
        ("Two gendarmes, driver shot dead in Agadez", 3),
        ("Four tourists and their guide drowned in the cave.", 5),
        ("An Israeli couple was shot dead near the junction.", 2),
        ("Both pilots, a man of 30 and a trainee, died when the jet crashed on approach.", 2),
        ("Three soldiers and “at least twenty” rebels were killed in the fighting.", 23),
        ("A student and police officer were killed.", 2),
        ("The militants killed a Sikh and a Hindu man.", 2),
    ],
)
def test_several_victims_of_one_phrase_are_added(text: str, best: int) -> None:
    assert dead(text) == best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Five people, a man and four women, were killed.", 5),
        ("Five civilians, a police officer said, were killed.", 5),
        ("The strike killed 51 people, 20 of them women.", 51),
        ("Nineteen people had died, one a nurse.", 19),
        ("Eight people, including a couple and their son, were killed.", 8),
        ("The fire killed 21 people, among them a mother and her two sons.", 21),
        ("Blast kills 3 soldiers, official in Kabul says", 3),
        ("A soldier was killed and a policeman was wounded.", 1),
        ("Shell kills farmer, injures wife", 1),
        ("A man, a commander and one of the founders of the group, is killed.", 1),
    ],
)
def test_parts_and_others_are_not_added(text: str, best: int) -> None:
    assert dead(text) == best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Gunman shoots dead five colleagues, then himself", 6),
        ("Father kills three children before taking his own life", 4),
        ("He shot dead four people before turning the gun on himself.", 5),
        ("Man stabs wife to death, then hangs self", 2),
        ("A mother kills her four children and then herself.", 5),
        ("The bomber killed himself and 12 others.", 13),
        ("The officer killed two superiors and then tried to kill himself.", 2),
        ("The driver died at the scene, his wife died later in hospital.", 2),
    ],
)
def test_who_dies_beside_the_victims_is_counted_too(text: str, best: int) -> None:
    assert dead(text) == best


@pytest.mark.parametrize(
    "text",
    [
        "Stabbing in Leeds: 16-year-old killed, two hurt",
        "Ex-councillor shot dead in Guerrero",
        "Attackers shot dead a goat herder, aged 40, and fled.",
        "Burglars stabbed to death the owner of the shop.",
        "Overnight drone attack leaves a man, 58, dead in Nikopol.",
        "Crash leaves motorcyclist dead",
        "Raiders stormed the school and killed its headmaster.",
        "Their guide, who was hit by a rock, died later.",
        "A 19-year-old was shot dead in Rinkeby.",
    ],
)
def test_one_victim_is_counted(text: str) -> None:
    assert dead(text) == 1


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Five jawans martyred in Sukma blast", 5),
        ("Security forces neutralised 14 terrorists in Kech.", 14),
        ("Three gunmen were neutralised in Katsina.", 3),
        ("Extremists slaughtered 17 farmers in Zabarmari.", 17),
        ("Truck loses brakes, crushing six pedestrians", 6),
        ("Seven infants succumb to dehydration in camp", 7),
        ("Two officers paid the supreme price during the operation.", 2),
        ("The remains of four climbers were found below the ridge.", 4),
        ("Death toll surges to 412 after quake", 412),
        ("Kerala landslide: death toll 167", 167),
        ("A plane with 62 people on board crashed near Vinhedo. Everyone on board died.", 62),
        ("The plane was carrying 28 people. All on board were killed.", 28),
        ("Ten more bodies were pulled from the rubble, making a total of 74.", 74),
        ("Two more victims died on Sunday, bringing the total to nine.", 9),
        ("Another man died in hospital, taking the number killed to five.", 5),
        ("He died overnight, becoming the fourth firefighter killed in the blaze at the depot.", 4),
        ("The number of worshippers killed when the roof fell in has risen to 33.", 33),
        ("Twelve farmhands, five of them teenagers on their first job, died when the truck overturned.", 12),
        ("Three divers who entered the flooded pit drowned.", 3),
    ],
)
def test_what_else_tells_of_the_dead(text: str, best: int) -> None:
    assert dead(text) == best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("A guard was killed by a mine. Since March, attacks in the area have left more than 90 dead.", 1),
        ("Four died. Since the feud started in June 2023, more than 5,000 people have been killed.", 4),
        ("Six miners died. A collapse in 2019 killed 43 at the same mine.", 6),
        ("A bomb killed five in Kirkuk. The same day nine soldiers died when their truck overturned.", 5),
        ("Five people died in the blaze. Initial reports had put the toll at eight.", 5),
        ("Witnesses first spoke of ten deaths, but the governor said four people had died.", 4),
        ("Floods swept away 15 people; ten bodies have been recovered, five others are presumed drowned.", 10),
        ("Armed men killed 30 soldiers; the rebels claimed they had killed 70.", 30),
    ],
)
def test_what_is_told_beside_the_event_does_not_count(text: str, best: int) -> None:
    assert dead(text) == best


@pytest.mark.parametrize(
    "text",
    [
        "The economy is in critical condition after 12 months of war.",
        "The army neutralised 30 mines.",
        "A video shows him claiming the guerrilla group was armed.",
        "The team crushed five opponents.",
        "The final death toll 2013 shipwreck inquiry opens.",
        "A poet dies of a heart attack.",
        "Tokyo claims a record 1,591 new cases.",
    ],
)
def test_what_only_sounds_like_death_counts_nobody(text: str) -> None:
    assert tolls(text, year=2026).fatalities == Toll()


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("The truck overturned; seven others sustained injuries.", 7),
        ("The blast killed one. Ten others are being treated for burns.", 10),
        ("Fourteen people are being treated at a nearby clinic.", 14),
        ("Bus falls into gorge: 12 dead, 8 critical", 8),
        ("Nine passengers were admitted with serious injuries.", 9),
        ("One of its drivers was lightly wounded.", 1),
        ("The strike left a 30-year-old woman critically hurt.", 1),
        ("The ministry put the number of injured at 212.", 212),
        ("Three are nursing gunshot wounds.", 3),
        ("Shell kills farmer, injures wife", 1),
        ("A man was killed and his wife injured.", 1),
        ("Two men were killed and a third wounded.", 1),
        ("Three men were shot dead. A fourth, 31, is fighting for his life.", 1),
        ("Twenty people sought medical attention after the leak.", 20),
        ("Sixteen are still in hospital.", 16),
        ("Nineteen people had died, one a nurse, 44 were injured.", 44),
        ("Anna Kowalska, 61, was hit by a tram and is in critical condition.", 1),
    ],
)
def test_the_hurt_are_known_by_what_became_of_them(text: str, best: int) -> None:
    assert injured(text) == best


@pytest.mark.parametrize(
    "text",
    [
        "Ten patients are being treated for cholera.",
        "The minister is in hospital for tests.",
        "The protest leader was hospitalised over his hunger strike.",
        "More than 70,000 patients have been treated with plasma.",
        "The bodies bore no injuries.",
        "SEAL Team Six also suffered injuries.",
    ],
)
def test_the_sick_and_the_unknown_are_not_injured(text: str) -> None:
    assert tolls(text, year=2026).injured == Toll()


@pytest.mark.parametrize("text", ["Quake shakes Lombok, nobody hurt", "Warehouse blaze, no human casualties"])
def test_nobody_hurt_in_a_headline_is_nobody_killed(text: str) -> None:
    nobody = Toll(low=0, best=0, high=0)
    assert tolls(text).fatalities == tolls(text).injured == nobody


def test_nobody_hurt_hides_no_dead_that_are_told_in_other_words() -> None:
    assert dead("Storm topples crane, nobody hurt; a body was found elsewhere.") is None


def test_the_bounds_of_a_list_are_those_of_its_parts() -> None:
    assert listed("at least nine women and a child") == Count(low=10, best=10, high=None)
    assert listed("two men and three women") is None


@pytest.mark.parametrize(
    "behind",
    [
        "A missile killed at least 16 people at the same market on Sept. 6, 2023.",
        "A quake in 2015 near the capital killed about 9,000 people.",
        "The canopy fell on 1 November 2024, killing 16 people.",
        "The spirit has killed hundreds of people over the past decade.",
        "Hurricane Oscar killed seven people last October.",
        "France ruled until 1962, after a war in which 300,000 people died.",
        "Since 2001 the country has recorded 348 cases, of whom 250 died.",
        "Before the vaccine it killed 400 children a year.",
    ],
)
def test_what_news_recalls_behind_its_lead_counts_neither_alone_nor_beside_the_event(behind: str) -> None:
    assert dead(f"Crowds marched through the city on Saturday. {behind}") is None
    assert dead(f"A bomb killed four people on Saturday. {behind}") == 4


@pytest.mark.parametrize(
    "behind",
    [
        "The bus, built in 2009, rolled over and 12 people were killed.",
        "Twelve people died.",
        "Police said 12 were killed on Saturday.",
    ],
)
def test_what_a_second_sentence_counts_of_the_event_is_kept(behind: str) -> None:
    assert dead(f"A bus fell into a ravine on Saturday. {behind}") == 12


@pytest.mark.parametrize(
    "behind",
    [
        "It was the deadliest attack since 2014, killing 40 people.",
        "Forty people were killed in the worst attack in a decade.",
        "Shelling in the district, which rebels have held since 2014, killed 40 people.",
        "Forty people were killed at the last market stall.",
        "The last decision of the judge led to clashes that killed 40 people.",
        "Forty bodies have been recovered since the blast.",
    ],
)
def test_what_is_compared_or_set_aside_takes_no_dead_from_the_event(behind: str) -> None:
    assert dead(f"Something happened in the city on Saturday. {behind}") == 40
    assert dead(f"A bomb killed three people on Saturday. {behind}") == 40


def test_a_sum_of_the_year_counts_only_when_nothing_else_does() -> None:
    assert dead("Cholera spreads in the port. The outbreak has killed 120 people this year.") == 120
    assert dead("A bomb killed four people. Attacks have killed 120 people this year.") == 4


def test_a_day_of_the_month_counts_nobody() -> None:
    assert dead("The patient fell ill on 21 January and died on 28 January.") in (None, 1)


def test_an_ordinal_over_an_adjective_is_a_total() -> None:
    assert dead("A sixth foreign tourist has died after drinking tainted alcohol.") == 6


@pytest.mark.parametrize(
    "text", ["Five men robbed a van. No one was injured.", "The blast broke windows but caused no injuries."]
)
def test_nobody_hurt_is_nobody_killed(text: str) -> None:
    nobody = Toll(low=0, best=0, high=0)
    assert tolls(text).fatalities == tolls(text).injured == nobody


@pytest.mark.parametrize(
    "text", ["No injuries were reported.", "Nobody else was hurt.", "No one was seriously hurt."]
)
def test_what_is_only_not_reported_or_not_grave_is_unknown(text: str) -> None:
    assert tolls(text).fatalities == Toll()
