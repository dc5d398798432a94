from __future__ import annotations

from dataclasses import replace

import pytest
from tests.incidents.making import (
    AKTAU,
    ALMATY,
    KAZAKHSTAN,
    KINDS,
    KIRKUK,
    MOSUL,
    SETTING,
    Told,
    killed,
    run,
    take,
    told,
)

from lookfar.domain.ids import incident_id, part_id
from lookfar.domain.incident import Verdict
from lookfar.domain.places import Precision
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.incidents.absorb import absorbed

RIOT = "Crowds angry about fuel prices torch the mayor's office in Almaty and fight with police."


def test_a_report_founds_an_incident_named_after_it() -> None:
    one = told("a", RIOT)
    outcome = take(one, [])
    assert outcome is not None
    assert outcome.is_new
    assert outcome.incident.id == incident_id(one.report.id)
    assert outcome.incident.version == 1
    assert outcome.judgements[0].verdict is Verdict.FOUNDED


def test_the_second_understanding_of_a_report_founds_under_its_part_id() -> None:
    one = told("a", "The president decrees an emergency after riots in Almaty.", kind="state_of_emergency")
    riot = told("a", "The president decrees an emergency after riots in Almaty.")
    first = take(one, [])
    assert first is not None
    second = take(riot, [first.incident], part=2)
    assert second is not None
    assert second.is_new
    assert second.incident.id == incident_id(part_id(riot.report.id, 2))


def test_the_same_report_again_changes_nothing() -> None:
    first = take(told("a", RIOT), [])
    assert first is not None
    again = take(told("a", RIOT), [first.incident])
    assert again is not None
    assert not again.is_changed
    assert again.incident == first.incident


def test_a_corrected_report_is_a_new_version_of_the_same_incident() -> None:
    first = take(told("a", RIOT, toll=killed(12)), [])
    assert first is not None
    again = take(told("a", RIOT, toll=killed(7)), [first.incident])
    assert again is not None
    assert again.incident.id == first.incident.id
    assert again.incident.version == 2
    assert again.incident.fatalities == killed(7)
    assert again.incident.change == "fatalities 12 -> 7"
    assert again.judgements[0].verdict is Verdict.UPDATED


@pytest.mark.parametrize("kind", ["not_an_event", "unheard_of"])
def test_what_is_no_event_founds_nothing(kind: str) -> None:
    assert take(told("a", "A film about the riot opens.", kind=kind), []) is None


def test_an_exercise_founds_nothing() -> None:
    one = told("a", RIOT)
    assert take(replace(one, report=replace(one.report, exercise=True)), []) is None


def test_protests_in_two_cities_are_two_incidents() -> None:
    history = run(
        told("a", RIOT, topic="Fuel protests"),
        told("b", "Protesters angry about fuel prices block roads in Aktau.", place=AKTAU, topic="Fuel protests"),
    )
    assert len(history) == 2


def test_a_seized_airport_is_not_the_riot_in_its_city() -> None:
    airport = replace(ALMATY, name="Almaty International Airport", radius_km=4, precision=Precision.POINT)
    history = run(
        told("a", RIOT, topic="Fuel protests"),
        told(
            "b",
            "Protesters seize control of Almaty International Airport; all flights are cancelled.",
            place=airport,
            kind="airport_seizure",
            topic="Fuel protests",
        ),
    )
    assert len(history) == 2


def test_a_towns_fighting_is_not_the_countrys_war() -> None:
    town = told(
        "a",
        "Troops attack the port of Aktau and seize two ships.",
        kind="battle",
        place=AKTAU,
        topic="War",
    )
    country = told(
        "b",
        "The general staff reports hundreds of losses among its troops in a day of fighting.",
        kind="battle",
        place=KAZAKHSTAN,
        topic="War",
    )
    assert len(run(town, country)) == 2
    assert len(run(country, town)) == 2


def test_an_attack_is_not_a_peaceful_protest_in_the_same_town() -> None:
    history = run(
        told("a", "Crowds protest against the war in Almaty.", kind="peaceful_protest"),
        told("b", "Gunships bombard Almaty during the war.", kind="shelling_airstrike"),
    )
    assert len(history) == 2


def test_two_scenes_of_one_report_are_two_incidents() -> None:
    both = "The president decrees an emergency after riots over fuel prices in Almaty and in Aktau."
    first = take(told("a", both), [])
    assert first is not None
    second = take(told("a", both, place=AKTAU), [first.incident], part=2)
    assert second is not None
    assert second.is_new


def test_news_of_a_blast_is_told_from_the_next_blast() -> None:
    blast = told("a", "A car bomb kills seven in Kirkuk.", place=KIRKUK, kind="bombing", toll=killed(7))
    news = "Hospitals say the car bombing in Kirkuk killed 11 people."
    fresh = "A car bomb kills 11 people in Kirkuk."
    told_later = [
        told("b", text, day="2022-01-06", place=KIRKUK, kind="bombing", toll=killed(11)) for text in (news, fresh)
    ]
    assert [len(run(blast, later)) for later in told_later] == [1, 2]


@pytest.mark.parametrize(("a", "b"), [("magnitude 5.2", "magnitude 6.4"), ("Cyclone Idai", "Cyclone Kenneth")])
def test_another_magnitude_or_name_is_another_event(a: str, b: str) -> None:
    kind = "earthquake" if "magnitude" in a else "tropical_cyclone"
    several = [told(str(n), f"{what} hits Almaty, houses damaged.", kind=kind) for n, what in enumerate((a, b))]
    assert len(run(*several)) == 2


def test_a_spot_does_not_stand_for_what_many_told_of_a_city() -> None:
    square = replace(ALMATY, name="Republic Square", radius_km=1, precision=Precision.POINT)
    (versions,) = run(
        told("a", RIOT),
        told("b", RIOT + " More police arrive."),
        told("c", RIOT + " Shots are heard.", place=square),
    ).values()
    assert versions[-1].place == ALMATY


def test_a_later_report_of_one_site_leaves_the_incident_in_its_town() -> None:
    airport = replace(ALMATY, name="Almaty airport", precision=Precision.POINT, radius_km=2, confidence=0.99)
    (versions,) = run(
        told("a", RIOT, topic="Fuel protests"),
        told(
            "b",
            "Rioters angry about fuel prices seize the airport of Almaty.",
            place=airport,
            topic="Fuel protests",
        ),
    ).values()
    assert versions[-1].place is not None
    assert (versions[-1].place.name, versions[-1].place.confidence) == ("Almaty", 0.99)


def test_an_emergency_is_not_the_riot_behind_it() -> None:
    history = run(
        told("a", RIOT, topic="Fuel protests"),
        told(
            "b",
            "A state of emergency is declared in Almaty over the fuel riots.",
            kind="state_of_emergency",
            topic="Fuel protests",
        ),
    )
    assert {versions[-1].category for versions in history.values()} == {Category.UNREST, Category.STABILITY}


def test_a_nationwide_count_updates_the_running_unrest() -> None:
    history = run(
        told("a", RIOT, day="2022-01-05", topic="Fuel protests", outlets=("AP",)),
        told(
            "b#1",
            "Twenty-six protesters are killed by troops in Almaty.",
            day="2022-01-06",
            toll=killed(26),
            topic="Fuel protests",
            outlets=("BBC",),
            kind="protest_crackdown",
            context="The death toll of security forces rises to 18.",
        ),
        told(
            "b#2",
            "The death toll of security forces rises to 18.",
            day="2022-01-06",
            toll=killed(18),
            running=True,
            topic="Fuel protests",
            outlets=("BBC",),
            kind="protest_crackdown",
            context="Twenty-six protesters are killed by troops in Almaty.",
        ),
        told(
            "c",
            "The number of dead in the protests in Kazakhstan goes up to 164, of them 103 in Almaty.",
            day="2022-01-09",
            toll=killed(164),
            running=True,
            place=KAZAKHSTAN,
            topic="Fuel protests",
            outlets=("Al Jazeera",),
        ),
    )
    (versions,) = history.values()
    assert [v.fatalities.best for v in versions] == [None, 26, 44, 164]
    assert versions[-1].place == ALMATY
    assert versions[-1].status is IncidentStatus.CONFIRMED
    assert versions[-1].change.startswith("fatalities 44 -> 164")


def test_the_next_days_clash_is_another_incident() -> None:
    history = run(
        told(
            "a",
            "Militants attack an army checkpoint near Kirkuk, killing two soldiers.",
            place=KIRKUK,
            kind="battle",
            toll=killed(2),
        ),
        told(
            "b",
            "Militants attack a police post near Kirkuk, killing four officers.",
            day="2022-01-06",
            place=KIRKUK,
            kind="battle",
            toll=killed(4),
        ),
    )
    assert len(history) == 2


def test_two_bombs_minutes_apart_stay_two() -> None:
    history = run(
        told(
            "a",
            "A car bomb at 10:15 outside the courthouse in Kirkuk kills 7 people.",
            place=KIRKUK,
            kind="bombing",
            toll=killed(7),
        ),
        told(
            "b",
            "A car bomb at 10:20 outside the courthouse in Kirkuk kills 4 people.",
            place=KIRKUK,
            kind="bombing",
            toll=killed(4),
        ),
    )
    assert len(history) == 2


def test_the_same_words_of_another_city_are_another_incident() -> None:
    words = (
        "A car bomb exploded outside a police station in {} on Tuesday, killing 7 people and wounding 21 others."
    )
    history = run(
        told("a", words.format("Kirkuk"), place=KIRKUK, kind="bombing", toll=killed(7)),
        told("b", words.format("Mosul"), place=MOSUL, kind="bombing", toll=killed(7)),
    )
    assert len(history) == 2


@pytest.mark.parametrize("copies", [2, 30])
def test_copies_of_one_text_are_one_incident_with_one_source(copies: int) -> None:
    words = "A car bomb exploded outside a police station in Kirkuk on Tuesday, killing 7 people, wounding 21."
    history = run(
        *(
            told(
                str(n),
                f"{words} Copy of the day.",
                place=KIRKUK,
                kind="bombing",
                toll=killed(7),
                outlets=(f"Outlet {n}",),
            )
            for n in range(copies)
        )
    )
    (versions,) = history.values()
    assert len(versions[-1].sources) == 1
    assert len(versions[-1].reports) == copies
    assert versions[-1].fatalities == killed(7)
    assert versions[-1].status is IncidentStatus.DEVELOPING


def test_unknown_deaths_stay_unknown() -> None:
    (versions,) = run(told("a", RIOT), told("b", RIOT + " More police arrive.")).values()
    assert versions[-1].fatalities == Toll()


def attack(identity: str, kind: str, text: str, toll: Toll) -> Told:
    return told(identity, text, kind=kind, toll=toll, place=KIRKUK)


BLAST = "A bomb tears through the market of Kirkuk, Iraq, near the Rahim hotel"


@pytest.mark.parametrize(
    ("first", "second", "becomes"),
    [
        (("arrest", Toll()), ("bombing", killed(9)), "bombing"),
        (("airport_closure", killed(3)), ("bombing", killed(9)), "bombing"),
        (("industrial_accident", killed(3)), ("bombing", killed(9)), "bombing"),
        (("industrial_accident", killed(9)), ("bombing", killed(3)), "industrial_accident"),
        (("bombing", killed(3)), ("arrest", killed(9)), "bombing"),
        (("bombing", killed(3)), ("riot", killed(9)), "bombing"),
        (("arrest", Toll()), ("bombing", Toll()), "arrest"),
    ],
)
def test_what_kills_nobody_by_itself_takes_the_kind_of_the_attack_that_is_told_of_later(
    first: tuple[str, Toll], second: tuple[str, Toll], becomes: str
) -> None:
    one, other = (
        attack("a", first[0], f"{BLAST}.", first[1]),
        attack("b", second[0], f"{BLAST}, doctors say.", second[1]),
    )
    founded = take(one, [])
    assert founded is not None
    after = absorbed(founded.incident, other.report, other.understanding, SETTING)
    assert after is not None
    assert after.event_type == becomes
    assert after.category is KINDS[EventType(becomes)].category
    assert ("kind" in after.change) is (becomes != first[0])


def test_a_telling_that_is_unsure_gives_no_other_kind() -> None:
    one, other = (
        attack("a", "arrest", f"{BLAST}.", Toll()),
        attack("b", "bombing", f"{BLAST}, doctors say.", killed(9)),
    )
    founded = take(one, [])
    assert founded is not None
    unsure = replace(other.understanding, confidence=0.59)
    after = absorbed(founded.incident, other.report, unsure, SETTING)
    assert after is not None
    assert after.event_type == "arrest"
