"""Which numbers before or behind a word of death count its people, and which do not."""

from __future__ import annotations

import pytest

from lookfar.domain.report import Toll
from lookfar.reports.tolls import tolls

AGES = [
    ("The pilot, 46, was killed and three passengers were injured in the crash.", 1),
    ("Police said John Smith, 42, was killed in a shooting in Leeds.", 1),
    ("Three men, 19, 22 and 40, were shot dead.", 3),
    ("Two brothers, 19 and 22, were killed on the road.", 2),
    ("A woman (34) was killed by a falling tree.", 1),
    ("Man, 34, stabbed to death outside a nightclub", 1),
    ("Boys aged 9 and 11 drowned.", None),
    ("Sean Fitzgerald, 31, is shot dead by officers.", 1),
    ("In Kabul, 39, including three children, were killed.", 39),
    ("At the first site, 12, most of them women, died.", 12),
    ("Father of four killed in shooting", 1),
]
OTHER_CLAUSES = [
    ("He was shot seven times in front of hundreds of people and died in hospital.", None),
    ("Gunmen opened fire, killing six people and wounding 12 before they were shot dead.", 6),
    ("Hundreds of homes burnt and three people died in Manila.", 3),
    ("Thousands of protesters marched and two were shot dead in Dakar.", 2),
    ("At least 40 houses collapsed and two people died in Kunar.", 2),
    ("A plane with 181 people on board crashed and 179 died.", 179),
    ("A boat carrying 80 migrants sank off Libya and a dozen drowned.", 12),
    ("Thousands fled and hundreds died.", 200),
    ("Police fired on hundreds of marchers and 3 died.", 3),
    ("The attack on 12 people left two dead.", 2),
    ("Two people injured and three killed in a fire.", 3),
    ("The court sentenced 29 people to be hanged.", None),
    ("He ran in 1986 and 1993, fell ill and was killed.", None),
    ("Seventy rebels and 29 soldiers are killed.", 99),
    ("Two armed men and three women were killed.", 5),
    ("Twelve people are said to have died.", 12),
    ("Two United States soldiers were killed.", 2),
    ("A group of 12 migrants drowned.", 12),
    ("The bodies of 12 men were found.", 12),
    ("The navy declares its 53 crew members to be dead.", 53),
    ("The vaccine was stopped after causing one person to die.", 1),
]
SHARES = [
    ("All but two of the 181 people on board were killed.", 179),
    ("The strike killed all but three of the 40 people in the building.", 37),
    ("All but one of the crew of 14 drowned.", 13),
    ("Eighteen of 51 passengers on a coach from Kigali to Kampala perished.", 18),
    ("Four of the nine climbers died.", 4),
    ("Two of the six people killed were children.", 6),
    ("Most of the 51 passengers died.", None),
    ("One in five killed", None),
    ("None of the 80 passengers was killed.", 0),
]
TELLERS = [
    ("The raid went on, killing dozens of soldiers, three security sources said.", 24),
    ("A strike on a market in Nyala killed 31 people, four medics said.", 31),
    ("An ambush in Cauca killed five police, two officers said.", 5),
    ("A bomb killed nine people, according to two officials.", 9),
    ("Three witnesses said six people were killed.", 6),
    ("A bomber kills four soldiers and two civilians at a gate.", 6),
    ("Blast kills 12 people police say", 12),
    ("Five people are killed. He shot dead four men and one woman.", 5),
]
REFUSED_FIRST = [
    ("Flight 302 crashed near Addis Ababa and 157 died.", 157),
    ("Boeing 737 crashed and 157 died.", 157),
    ("Magnitude 6 quake hits and 12 people died.", 12),
    ("Highway 9 was cut and four people died.", 4),
]


@pytest.mark.parametrize(
    ("text", "best"), [*AGES, *OTHER_CLAUSES, *SHARES, *TELLERS, *REFUSED_FIRST], ids=lambda value: str(value)[:40]
)
def test_a_number_counts_the_dead_only_when_they_are_its_own(text: str, best: int | None) -> None:
    assert tolls(text).fatalities.best == best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Anna Kowalska, 61, was injured.", 1),
        ("None of the 80 passengers was hurt.", 0),
        ("Fifteen people were killed and 40 taken to hospital.", 40),
        ("Two members were shot and critically wounded.", 2),
        ("A guard was shot in the leg.", 1),
        ("More than 600 pilgrims were treated for breathing problems.", 600),
        ("Twenty-three others were admitted to Masaka hospital.", 23),
        ("A soldier was killed and Major Rahul Sharma and two others were injured.", 3),
        ("Magnitude 4.6 tremor felt in Naples; no damage or injuries reported", 0),
        ("Twelve people (three of them children) were hurt.", 12),
        ("Forty people were admitted to hospital with cholera.", None),
        ("The patient has been hospitalised.", None),
        ("The king, 84, is admitted to a hospital.", None),
    ],
)
def test_the_injured_are_counted_likewise(text: str, best: int | None) -> None:
    assert tolls(text).injured.best == best


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Teenager dies in police custody in Voi", 1),
        ("Kurdish politician shot dead in Paris suburb", 1),
        ("Soldier killed in Kashmir gunfight", 1),
        ("US strike kills militant leader in Syria", 1),
        ("Two Malawian shopkeepers were hacked to death.", 2),
        ("Twenty protesters are gunned down by soldiers.", 20),
        ("Militants shot dead at least 40 farmers.", 40),
        ("The fire claimed 12 lives.", 12),
        ("They murdered 12 villagers.", 12),
        ("Israel says four soldiers wounded, none killed, in Nablus raid", 0),
        ("Drone hits refinery; governor reports fire, no victims", 0),
        ("Southport stabbing: third girl, aged nine, dies in hospital", 3),
        ("Army shelling kills a family of five in Sagaing", 5),
        ("A couple and their four children were killed.", 6),
        ("A mother and her three daughters are found dead.", 4),
        ("A strike killed military chief Haytham Ali Tabtabai and four other members.", 5),
        ("Militants kill a policeman and two guards.", 3),
        ("A soldier and a civilian were killed.", 2),
        ("Twelve people – including three children – were killed.", 12),
        ("At least ten people, including seven officers, are killed.", 10),
    ],
)
def test_headlines_groups_and_other_words_of_death_are_counted(text: str, best: int) -> None:
    assert tolls(text).fatalities.best == best


@pytest.mark.parametrize(
    "text",
    [
        "Former president dies aged 92",
        "Man kills himself in Rome",
        "No victims have been identified after the blast.",
        "Driver kills time in Rome",
        "The governor first said they had died, then withdrew it.",
        "A party member was arrested for taking bribes.",
    ],
)
def test_what_is_no_death_by_violence_or_chance_is_not_counted(text: str) -> None:
    assert tolls(text).fatalities == Toll()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("A landslide kills 12 people and leaves 51 missing.", 51),
        ("At least 23 people are dead and 300 missing after attacks on three villages.", 300),
        ("21,000 homes are without power and one person is missing.", 1),
        ("A plane with 38 passengers and crew onboard is reported missing.", 38),
    ],
)
def test_the_missing_are_their_own_number(text: str, missing: int) -> None:
    assert tolls(text).others["missing"].best == missing


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Nineteen children and two teachers are killed in a school.", 21),
        ("Fourteen people in Guatemala and ten in El Salvador are killed by rain.", 24),
        ("Two colonels, two soldiers and four insurgents are killed in clashes.", 8),
        ("Five people, three adults and two children, are killed.", 5),
        ("Two people – one Japanese and one American – die in Wuhan.", 2),
        ("Ten people, including three men and two boys, are killed.", 10),
    ],
)
def test_counts_side_by_side_are_added_and_parts_are_not(text: str, best: int) -> None:
    assert tolls(text).fatalities.best == best


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("A dam collapses, leaving 248 dead and 22 people missing.", 22),
        ("One person dies and eleven others are missing.", 11),
        ("The toll from floods rises to 20 and 14 people remain missing.", 14),
    ],
)
def test_the_dead_are_not_among_the_missing(text: str, missing: int) -> None:
    assert tolls(text).others["missing"].best == missing


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("A gunman opens fire on a crowd, with at least 59 people dead. The gunman is dead.", 59),
        (
            "Storm Isaac kills at least three people in Haiti, a nation still recovering from the 2010 earthquake.",
            3,
        ),
        ("Children are among more than 200 people estimated to have been killed.", 200),
        ("Rebels shell two cities with claims of several soldiers being killed.", 3),
        ("A 21 year-old man has died in clashes.", 1),
        ("A man attacks officers with a hatchet, injuring two before being shot dead.", 1),
        ("A lawyer and his wife are found dead at home.", 2),
        ("Russian journalist Oksana Baulina is killed in shelling in Kyiv.", 1),
        ("Militants kill eight civilians, with more than 140 people killed by the group since January.", 8),
    ],
)
def test_a_guard_loses_no_dead_of_the_event(text: str, best: int) -> None:
    assert tolls(text, year=2012).fatalities.best == best
