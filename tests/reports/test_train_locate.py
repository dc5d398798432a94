"""Training the locator gives the same weights from the same texts, whatever was shipped before."""

from __future__ import annotations

from pathlib import Path

from lookfar.facts.gazetteer import gazetteer_with, open_gazetteer
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.name_usage import count_usage
from lookfar.reports.rank_training import cases_near, cases_with_hidden_area, fit
from lookfar.reports.ranker import JUDGED, Ranker

TEXTS = (
    "A bomb killed nine people in Paris, Texas, near Dallas.",
    "Troops shelled Tripoli, Lebanon, and Sidon.",
    "The Syrian city of Homs was shelled again; Aleppo was quiet.",
    "Police in Birmingham, Alabama, arrested two men from Montgomery.",
    "Floods hit Hyderabad, Pakistan, and Karachi.",
)


def judged() -> Gazetteer:
    return gazetteer_with(Path("no counts"), Ranker(JUDGED))


def test_the_words_that_tell_the_area_are_hidden() -> None:
    (case,) = cases_with_hidden_area(TEXTS[0], judged())
    assert case.mentions[case.target].text == "Paris"
    assert "Texas" not in {mention.text for mention in case.mentions}
    assert {judged().entry(row).country for row in case.right} == {"USA"}


def test_a_headline_with_a_known_point_teaches_the_town_near_it() -> None:
    (case,) = cases_near("Two shot dead in Odessa and Texas", -102.37, 31.85, "USA", judged())
    assert {judged().entry(row).admin1 for row in case.right} == {"Texas"}


def test_fitting_twice_gives_the_same_weights_and_they_differ_from_judgement() -> None:
    gazetteer = judged()
    cases = [case for text in TEXTS for case in cases_with_hidden_area(text, gazetteer)]
    first, second = (fit(cases, JUDGED, 1.0, [gazetteer]) for _ in range(2))
    assert first == second
    assert first != JUDGED
    assert {name: first[name] for name in ("country", "region", "parent")} == {
        name: JUDGED[name] for name in ("country", "region", "parent")
    }


def test_names_are_counted_without_a_look_at_the_shipped_counts() -> None:
    assert count_usage(TEXTS, judged()) == count_usage(TEXTS, open_gazetteer())
