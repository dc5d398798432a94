"""Counts of years, of a date gone by, of animals and of things are no toll of the event told."""

from __future__ import annotations

import pytest

from lookfar.reports.tolls import tolls

OF_OTHER_TIMES = [
    "ETA killed more than 800 people in its 40-year history.",
    "Prosecutors say more than 600 people were killed over a period of seven years in Yunnan.",
    "Landmines have killed 300 people in Croatia over more than 20 years.",
    "UNICEF says that 10,000 children have been killed in Yemen since Saudi Arabia started bombing the country in 2015.",
    "More than 300,000 people have been killed since the start of the civil war in 2011.",
    "Boko Haram was the deadliest group in 2014, being responsible for 6,664 deaths.",
    "Four people will be charged with murder for the crash that killed 298 people on July 17, 2014.",
    "Prosecutors seek a suspended sentence over the Concorde that crashed near Paris in 2000, killing 113 people.",
    "A mass grave containing the bodies of 250 people from the Kosovo War is discovered in Serbia.",
    "An estimated 180,000 alpacas are dead due to frigid temperatures in Peru.",
    "A landowner and an earthmoving business face charges for the deaths of 70 koalas last year.",
    "The toll of homes destroyed by wildfires in California reaches 1,600.",
    "About 700 anti-nuclear activists hold a die-in in Strasbourg.",
]

OF_NOW = [
    ("A bus plunged into a ravine on 31 December 2021, killing 9.", 9),
    ("Gunmen killed 14 in the third such attack in two years in Quetta.", 14),
    ("In its worst month in its 30-year history the prison saw 44 inmates killed in a riot on Tuesday.", 44),
    ("A landslide killed 12 on Monday in Medellin; over ten years 300 have died there.", 12),
    ("A landslide killed 12 on Monday, where over the past decade 300 have died.", 12),
    (
        "The insurgency, which has killed 40,000 over the past decade, flared again on Tuesday when gunmen shot dead nine villagers.",
        9,
    ),
    ("Over two days, 30 people were killed in Sirte.", 30),
    ("Clashes in Darfur killed 70 people over the past two weeks.", 70),
    ("1,300 civilians have been killed so far this year in Afghanistan.", 1300),
    ("An ambush killed 12 soldiers in northern Mali, where jihadists have fought since the coup of 2012.", 12),
    ("Gunmen killed 12 villagers in Ituri, a province under siege since 2021.", 12),
    ("The group, founded in 2014 with 300 fighters, killed 12 people.", 12),
    ("A bomb struck the mall, opened in 2015, killing 12.", 12),
    ("Twelve people were killed on Sunday by an inmate who had spent over ten years in prison.", 12),
    ("Rebels killed 12 on Monday in their 30-year insurgency.", 12),
    ("The army killed 12 protesters in the capital over the past decade's worst price rise.", 12),
    ("At least 12 died when the ferry, in service over 40 years, sank off Cebu.", 12),
    ("At least 30 bodies were found in a mass grave near Tripoli.", 30),
]


@pytest.mark.parametrize("text", OF_OTHER_TIMES)
def test_a_sum_of_years_or_of_a_date_gone_by_is_no_toll(text: str) -> None:
    assert tolls(text, year=2022).fatalities.best is None


@pytest.mark.parametrize(("text", "killed"), OF_NOW)
def test_the_dead_of_now_count_beside_such_sums(text: str, killed: int) -> None:
    assert tolls(text, year=2022).fatalities.best == killed


def test_a_year_is_no_count() -> None:
    assert tolls("In late 2008 and early 2009, nine people died of tainted peanut butter.").fatalities.best in (
        9,
        None,
    )
