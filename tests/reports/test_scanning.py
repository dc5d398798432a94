"""A text searched from where numbers and words of killing stand gives what a plain search gives."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.reports import loss_grammar, toll_grammar
from lookfar.reports.scanning import Scan, opening
from lookfar.reports.tolls import tolls
from lookfar.reports.untrue import is_tale_title

PATTERNS = [pattern for pattern, _, _ in (*toll_grammar.PATTERNS, *loss_grammar.PATTERNS)]
WORDS = st.sampled_from(
    [
        "12",
        "two",
        "at",
        "least",
        "hundreds",
        "of",
        "people",
        "killed",
        "dead,",
        "and",
        "were",
        "the",
        "a",
        "man",
        "soldiers",
        "kills",
        "shot",
        "missing",
        "1,000",
        "injured.",
        "in",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=25), st.integers(min_value=0, max_value=40))
def test_the_same_is_found_as_by_a_plain_search(words: list[str], at: int) -> None:
    text = " ".join(words)
    scan = Scan(text)
    for pattern in PATTERNS:
        plain, found = pattern.search(text, at), scan.search(pattern, opening(pattern), at)
        assert (plain and plain.span()) == (found and found.span())


def test_most_patterns_open_alike() -> None:
    assert {opening(pattern) for pattern in PATTERNS} == {0, 1, 2, 3, 4, 5, None}


@pytest.mark.parametrize(
    "words",
    [
        "killed 12, ",
        "12 injured and ",
        "12 of 51 ",
        "A man, ",
        "film about ",
        "denied reports that ",
        "– three – ",
        "killed John Smith Smith and ",
        "hundreds of thousands of ",
    ],
)
def test_a_megabyte_that_repeats_itself_is_counted_at_once(words: str) -> None:
    text = "Nine killed, two injured. " + words * (1_000_000 // len(words))
    began = time.process_time()
    tolls(text)
    is_tale_title(text)
    assert time.process_time() - began < 3
