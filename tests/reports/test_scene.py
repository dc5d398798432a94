"""The scene, told from the ends of a journey, senders of missions, shooters and governments that act."""

from __future__ import annotations

import pytest

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.journeys import Leg, leg
from lookfar.reports.locate import locate


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AHMEDABAD, India - A London-bound Air India plane crashed into a hostel.", "Ahmedabad"),
        ("A British Airways flight from Lagos to London was diverted to Barcelona.", "Barcelona"),
        ("A plane from Delhi to London returned to Mumbai.", "Mumbai"),
        ("A Qantas flight to Sydney turned back to Auckland.", "Auckland"),
        ("A bus travelling from Lahore to Karachi overturned near Sukkur.", "Sukkur"),
        ("A ferry bound for Zanzibar sank off Tanga.", "Tanga"),
        ("Migrants from Gambia to the Canaries drowned off the Mauritanian coast.", "Mauritania"),
        ("U.S. Embassy N'Djamena, Chad - Security Alert: gunfire was reported near the palace.", "N'Djamena"),
        ("U.S. Embassy Niamey - Security Alert: an attack occurred at the airport.", "Niamey"),
        ("The U.S. consulate in Erbil said rockets had landed nearby.", "Erbil"),
        ("British High Commission Abuja: roads are blocked.", "Abuja"),
        ("BAMAKO - Mali's foreign ministry protested against hostile remarks by Paris.", "Bamako"),
        ("Beijing summons the US ambassador over an arms sale to Taiwan.", "Beijing"),
        ("Five die in a cross-border attack from Afghanistan, Dushanbe says.", "Dushanbe"),
        ("The deal was signed at the White House.", "Washington"),
        ("Protesters gathered outside the Kremlin.", "Moscow"),
        ("Troops captured the town of Kreminna in Luhansk Oblast.", "Kreminna"),
        ("A fire broke out in India's Andhra Pradesh.", "Andhra Pradesh"),
        ("A bus burned south of Sofia on its way home to Skopje.", "Sofia"),
        ("A drone was shot down over Abha airport in Saudi Arabia.", "Abha"),
        ("A blast at the Manchester Arena, England, killed 19.", "Manchester"),
        ("Two bombs exploded near the finish of the Boston Marathon.", "Boston"),
    ],
)
def test_the_scene_is_where_it_happened(text: str, name: str) -> None:
    assert locate(text, open_gazetteer())[0].name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Floods reached from Lagos to Ibadan on Friday.", "Ibadan"),
        ("The storm moved to Florida.", "Florida"),
        ("Airlines stop flights to Cairo.", "Cairo"),
        ("The White House said so.", "United States"),
        ("A mob attacked the embassy in Nairobi.", "Nairobi"),
        ("Shells hit Kharkiv, Ukraine, from across the border.", "Kharkiv"),
        ("Staff left the Kabul embassy.", "Kabul"),
    ],
)
def test_other_words_leave_the_place_as_it_is(text: str, name: str) -> None:
    assert locate(text, open_gazetteer())[0].name == name


def test_attacks_told_of_as_what_happened_are_no_deed_of_the_capital() -> None:
    assert locate("Kabul attacks kill 12.", open_gazetteer(), title="Alarm in Ghazni")[0].name == "Kabul"
    assert locate("Kabul attacks rebels.", open_gazetteer(), title="Alarm in Ghazni")[0].name == "Ghazni"


def test_a_town_that_only_a_site_is_named_after_is_half_believed_and_has_no_offsets() -> None:
    (place,) = locate("Shots were fired at the Kandy Hotel.", open_gazetteer())
    assert (place.name, place.start) == ("Kandy", -1)
    assert place.confidence <= 0.5


@pytest.mark.parametrize("text", ["Fire destroyed the Toronto Star newsroom.", "Paris Hilton left the stadium."])
def test_a_paper_or_a_person_is_no_site_of_a_town(text: str) -> None:
    assert locate(text, open_gazetteer()) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("A ", "-bound plane", Leg.END),
        ("It was bound for ", "", Leg.END),
        ("A boat with migrants trying to reach ", "", Leg.END),
        ("The bus from ", " crashed", Leg.START),
        ("The jet was diverted to ", "", Leg.STOP),
        ("It made an emergency landing in ", "", Leg.STOP),
        ("Canada bans aircraft from its airspace due to ", "", Leg.NONE),
        ("The first flight to ", "", Leg.NONE),
        ("Refugees returned to ", "", Leg.STOP),
        ("He returned to ", "", Leg.NONE),
        ("Bombs fell in ", "", Leg.NONE),
    ],
)
def test_what_a_place_is_to_a_journey(before: str, after: str, expected: Leg) -> None:
    text = f"{before}Lagos{after}"
    assert leg(text, len(before), len(before) + 5) is expected
