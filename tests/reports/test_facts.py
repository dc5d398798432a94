"""Counts, actors and targets of our labelled sentences, and what once was misread."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.score_facts import Sentence, count_tally, labelled, name_tally, read

from lookfar.domain.report import FactKind, Toll
from lookfar.facts.actors import open_actors, open_targets
from lookfar.reports.facts import FactsRead, read_facts
from lookfar.reports.tolls import HARMS, tolls

MISREAD = [
    ("Bird flu kills at least 3,100 migratory herons and cranes by the lake.", None, None),
    ("The storm cut power to thousands of homes. One woman was killed by a tree.", 1, None),
    ("Sixty of the rebels and 12 soldiers are killed in the fight.", 72, None),
    (
        "Two gunmen flee; one of the planners of the 2013 market attack, in which 58 people were killed, was with them.",
        None,
        2021,
    ),
    ("Eight troops and 20 militants died, after 30 civilians were killed there last week.", 28, None),
    ("The clinic reports 40 deaths in a day, bringing the nationwide death toll to 9,120.", 40, None),
    ("The worldwide death toll from the illness surpasses three million.", None, None),
    ("Militants stop a bus, killing the driver, then burn it, killing 31 passengers.", 32, None),
    ("Floods kill at least 13 people in the worst flooding since 1961.", 13, 2011),
    ("A series of blasts across the province kill 46 people.", 46, None),
    ("A bomb at a memorial parade kills 12 people.", 12, None),
    ("Around 13,000 people have been killed there since 2014, he says.", None, 2022),
    ("Police charge a man after eight people were killed in a shooting on Sunday.", 8, None),
    ("Six girls aged between eight and twelve drown in a river.", 6, None),
    ("A model, crowned as 2012 Woman of Sinaloa, is killed in a shootout.", None, None),
]


def facts(text: str) -> FactsRead:
    return read_facts(text, open_actors(), open_targets())


@pytest.mark.parametrize(("text", "killed", "year"), MISREAD)
def test_what_once_was_misread_is_read_now(text: str, killed: int | None, year: int | None) -> None:
    assert tolls(text, year=year).fatalities.best == killed


def test_a_year_counts_when_it_is_the_reports_own() -> None:
    text = "In March 2022, 14 people were killed in the town."
    assert tolls(text, year=2022).fatalities.best == 14
    assert tolls(text, year=2024).fatalities == Toll()


@pytest.mark.parametrize("sentence", [s for s in labelled() if s.tunes], ids=lambda s: s.text[:40])
def test_counts_of_the_tuning_half_have_the_right_bounds(sentence: Sentence) -> None:
    tally = count_tally(sentence, read(sentence), HARMS, bounds=True)
    assert tally.right == tally.found == tally.wanted


@pytest.mark.parametrize(("kind", "least"), [(FactKind.ACTOR, 0.85), (FactKind.TARGET, 0.85)])
def test_actors_and_targets_of_all_sentences_are_mostly_right(kind: FactKind, least: float) -> None:
    tallies = [name_tally(sentence, read(sentence), kind) for sentence in labelled()]
    right = sum(t.right for t in tallies)
    assert right / sum(t.found for t in tallies) >= least
    assert right / sum(t.wanted for t in tallies) >= least


def test_counts_of_the_measured_half_are_mostly_right() -> None:
    tallies = [count_tally(s, read(s), HARMS, bounds=True) for s in labelled() if not s.tunes]
    assert sum(t.right for t in tallies) / sum(t.found for t in tallies) >= 0.85


def test_the_doer_and_the_target_are_told_apart_in_either_voice() -> None:
    for text in ("Rebels attacked a hospital.", "A hospital was attacked by rebels."):
        said = {fact.kind: fact.name for fact in facts(text).facts}
        assert said == {FactKind.ACTOR: "rebels", FactKind.TARGET: "hospital"}


def test_the_titles_words_are_marked_and_the_texts_count_goes_first() -> None:
    found = read_facts("Nine people were killed.", open_actors(), open_targets(), title="Gunmen kill 7 at market")
    assert found.counted.fatalities.best == 9
    assert {fact.in_title for fact in found.facts if fact.kind is FactKind.ACTOR} == {True}


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "gunmen",
                "police",
                "killed",
                "12",
                "people",
                "at",
                "least",
                "was",
                "by",
                "attacked",
                "a",
                "mosque",
                "and",
                ",",
                ".",
                "the",
                "2004",
                "attack",
                "which",
                "no",
                "clashes",
                "between",
                "soldiers",
                "\u200b",
                "\u202e",
                "\x00",
                "<b>",
                "😀",
                "انفجار",
                "взрыв",
                "1",
                "dozens",
                "missing",
                "arrested",
                "hostage",
                "could",
                "since",
            ]
        ),
        max_size=60,
    ).map(" ".join)
)
def test_every_fact_is_at_its_words(text: str) -> None:
    for fact in facts(text).facts:
        assert text[fact.start : fact.end] == fact.words
        assert fact.words


@pytest.mark.parametrize(
    "piece", ["killed ", "12 people, ", "a man ", "was also ", "the 2004 attack ", "and 12 ", "A"]
)
def test_a_piece_over_and_over_is_read_in_bounded_steps(piece: str) -> None:
    """Twenty times the text that is read costs no more: what is beyond is cut, and no pattern runs away."""
    assert facts(piece * 200_000).facts == facts(piece * (8_400 // len(piece) + 1)).facts
