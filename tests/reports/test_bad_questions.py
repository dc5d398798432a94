"""`lookfar locate --jsonl` answers every line, whatever it holds: true offsets, no place at nowhere, language said."""

from __future__ import annotations

import io
import random

import orjson
import pytest

from lookfar.cli.locate import stream
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.geonames import read_towns
from lookfar.reports.language import UNDETERMINED

ZERO_WIDTH = ("\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad")


def ask(*questions: dict[str, object]) -> list[dict[str, object]]:
    asked = io.BytesIO(b"".join(orjson.dumps(question) + b"\n" for question in questions))
    answered = io.BytesIO()
    stream(asked, answered, open_gazetteer())
    return [orjson.loads(line) for line in answered.getvalue().splitlines()]


def places(text: str) -> list[dict[str, object]]:
    found = ask({"id": "x", "text": text})[0]["places"]
    assert isinstance(found, list)
    for place in found:
        assert text[place["start"] : place["end"]] == place["text"]
        assert (place["lon"], place["lat"]) != (0.0, 0.0)
        assert -180 <= place["lon"] <= 180
        assert -90 <= place["lat"] <= 90
        assert 0 < place["confidence"] < 1
    return found


def ten_thousand_names() -> str:
    towns = random.Random(3).sample(read_towns(), 10_000)
    return ", ".join(town.name for town in towns)


TEXTS = {
    "empty": "",
    "a megabyte": "Shelling hit Kyiv, then Lviv; nobody was hurt in Odesa. " * 18_000,
    "a megabyte without a space": "Kyiv" * 250_000,
    "a megabyte of brackets": "(" * 1_000_000,
    "a megabyte of capitals": "Aa " * 330_000,
    "right to left": "\u202eقال شهود إن انفجارا وقع في بغداد\u202c أمس",
    "emoji": "🔥💣😀👩‍👩‍👧‍👦🇺🇦" * 2_000,
    "mixed scripts": "Взрыв in Kyiv 爆発 بغداد ხანძარი თბილისში",
    "html": "<div class='Paris'><p>Blast in <b>Kabul</b>&nbsp;&amp; <a href='https://x.test/London'>Herat</a></p>"
    * 500,
    "ten thousand places": ten_thousand_names(),
    "lone surrogates escaped": "Blast in Kabul \\ud800",
    "combining marks": "Z\u0335a\u0301l\u0338g\u0335o in Kabul" + "\u0301" * 5_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_offsets_are_of_the_text_as_sent(text: str) -> None:
    places(text)


@pytest.mark.parametrize("name", ["a megabyte", "ten thousand places", "html", "right to left", "mixed scripts"])
def test_a_strange_text_still_gives_its_places(name: str) -> None:
    assert places(TEXTS[name])


@pytest.mark.parametrize("name", ["empty", "emoji", "a megabyte of brackets", "a megabyte without a space"])
def test_a_text_that_names_nothing_gives_nothing(name: str) -> None:
    assert places(TEXTS[name]) == []


@pytest.mark.parametrize("mark", ZERO_WIDTH, ids=[f"U+{ord(mark):04X}" for mark in ZERO_WIDTH])
@pytest.mark.parametrize(("name", "country"), [("Kyiv", "UKR"), ("Addis Ababa", "ETH"), ("Tbilisi", "GEO")])
def test_a_name_with_invisible_marks_inside_is_found_whole(mark: str, name: str, country: str) -> None:
    dressed = mark.join(name)
    (place,) = places(f"Fire{mark} in {dressed}, police{mark} said.")
    assert (place["text"], place["country"]) == (dressed, country)


def test_a_language_that_is_not_read_is_said_to_be_unknown() -> None:
    answer = ask({"id": "x", "text": "Qwx zzt prrf blorg snark trelb vuhm."})[0]
    assert (answer["language"], answer["places"]) == (UNDETERMINED, [])


def test_lines_that_are_no_questions_are_answered_with_an_error_and_the_next_is_read() -> None:
    asked = io.BytesIO(b'{"id": 1\n[]\n{"id": 2, "text": 5}\n{"id": 3, "text": "Fire in Kabul."}\n')
    answered = io.BytesIO()
    stream(asked, answered, open_gazetteer())
    lines = [orjson.loads(line) for line in answered.getvalue().splitlines()]
    assert ["error" in line for line in lines] == [True, True, True, False]
    assert lines[3]["places"][0]["country"] == "AFG"
