"""What news mostly means by a name that several places bear, counted where other names of a text tell it."""

from __future__ import annotations

from collections import Counter

import pytest

from lookfar.cli.train_senses import FOLDS, counted, fold_of, told_by
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.entry import Kind
from lookfar.reports.locate import locate
from lookfar.reports.told_senses import told_senses


def test_a_name_is_told_by_another_of_its_country_and_not_by_itself() -> None:
    told = dict(told_senses("Shelling hit Tripoli in Lebanon on Monday.", open_gazetteer()))
    assert told["tripoli"][:2] == ("city", "LBN")
    assert not list(told_senses("Shelling hit Tripoli on Monday.", open_gazetteer()))


def test_texts_are_counted_once_each_in_the_part_of_their_hash() -> None:
    meaning = ("tripoli", ("city", "LBN", "North Lebanon", "Tripoli"))
    texts = [f"text {number}" for number in range(40)]
    parts = counted((text, [meaning]) for text in texts)
    assert [part[meaning] for part in parts] == [Counter(map(fold_of, texts))[fold] for fold in range(FOLDS)]
    assert told_by(parts)["tripoli"][meaning[1]] == 40
    assert told_by(parts[1:])["tripoli"][meaning[1]] == 40 - parts[0][meaning]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("A bomb exploded in Bali on Monday, killing three.", "IDN"),
        ("A nerve agent was used in Salisbury.", "GBR"),
        ("Floods in Para", "BRA"),
    ],
)
def test_a_bare_name_means_what_news_means_by_it(text: str, country: str) -> None:
    assert locate(text, open_gazetteer())[0].country == country


def test_every_meaning_that_was_counted_is_a_row_of_the_gazetteer() -> None:
    gazetteer = open_gazetteer()
    lost = [
        name
        for name, places in gazetteer.meanings().items()
        if not any(gazetteer.told(name, gazetteer.entry(n.row)) for n in gazetteer.named(name)) and " " not in name
    ]
    assert not lost
    assert gazetteer.told(
        "bali",
        next(e for e in map(gazetteer.entry, (n.row for n in gazetteer.named("bali"))) if e.kind == Kind.REGION),
    )
