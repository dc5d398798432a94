"""A text that repeats itself is read in time that grows with its length, not with its square."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from lookfar.domain.geo import Point
from lookfar.domain.places import Place, Precision
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.entry import NameKind
from lookfar.reports.locate import locate
from lookfar.reports.matches import LONGEST_NAME, Reader
from lookfar.reports.mentions import find_mentions
from lookfar.reports.scene import scene_weight
from lookfar.reports.statements import MOST_SCENES, scenes

LONG = 250_000
TOWN = Place(
    name="Kabul",
    point=Point(lon=69.2, lat=34.5),
    radius_km=20.0,
    country="AFG",
    precision=Precision.CITY,
    confidence=0.9,
    start=0,
    end=5,
)


def seconds_since(began: float) -> float:
    return time.process_time() - began


@pytest.mark.parametrize("words", ["Paris, Texas; London, Ontario; ", "Paris regions, ", "Kabul Herat "])
def test_many_names_are_located_in_linear_time(words: str) -> None:
    text = words * (LONG // len(words))
    began = time.process_time()
    assert locate(text, open_gazetteer())
    assert seconds_since(began) < 10


def test_where_the_first_sentence_ends_is_not_sought_in_the_whole_text() -> None:
    text = "Kabul and Herat " * 60_000
    gazetteer = open_gazetteer()
    first = find_mentions(text[:20], gazetteer)[0]
    last = replace(first, start=len(text) - 5, end=len(text))
    entry = gazetteer.entry(first.named[0].row)
    began = time.process_time()
    for _ in range(20_000):
        scene_weight(text, last, entry, NameKind.PRIMARY)
    assert seconds_since(began) < 1.5


def test_a_list_of_ten_thousand_towns_gives_its_first_scenes_at_once() -> None:
    text = "Kabul, " * 10_000
    towns = [replace(TOWN, name=f"Town {n}", start=7 * n, end=7 * n + 5) for n in range(10_000)]
    began = time.process_time()
    assert [place.name for place in scenes(text, towns)] == [f"Town {n}" for n in range(MOST_SCENES)]
    assert seconds_since(began) < 2


def test_spans_that_no_table_knows_are_placed_in_linear_time() -> None:
    text = "Kabul Qwxzt " * 10_000
    spans = [(12 * n + start, 12 * n + end) for n in range(10_000) for start, end in ((0, 5), (6, 11))]
    began = time.process_time()
    found = locate(text, open_gazetteer(), spans=spans)
    assert seconds_since(began) < 5
    assert [place.country for place in found] == ["AFG"] * 20_000


def test_a_run_of_letters_too_long_for_a_name_is_not_kept_in_what_remembers_names() -> None:
    gazetteer = open_gazetteer()
    text = "Q" + "w" * LONGEST_NAME
    before = gazetteer._named.cache_info().misses
    assert Reader(text, gazetteer).matches() == []
    assert gazetteer._named.cache_info().misses == before
