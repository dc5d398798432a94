"""A text says the same however its letters are encoded, spaced or marked up, at the offsets it was sent with."""

from __future__ import annotations

import html
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.cli.classify import answer
from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.report import Report, Understanding
from lookfar.facts.actors import open_actors
from lookfar.facts.classifier import open_classifier
from lookfar.facts.reading import open_reading
from lookfar.reports.bare import Bare
from lookfar.reports.understand import understand

SAID = (
    "At least five people are killed and 30 injured as Taliban gunmen fire on a mosque in Kandahar, Afghanistan.",
    "The death toll from Saturday's earthquake in Torreón, Coahuila, Mexico rises to 41, COVID-19 wards being hit.",
    "A car bomb kills 12 soldiers in the Iraqi city of Kirkuk. The Islamic State claims responsibility.",
)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


AS: dict[str, Callable[[str], str]] = {
    "zero width": "\u200b".join,
    "soft hyphens": lambda text: text.replace("a", "a\u00ad"),
    "nul": lambda text: text.replace("i", "i\x00"),
    "override": lambda text: f"\u202e{text}\u202c",
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "crlf": lambda text: text.replace(" are ", "\r\nare ").replace(" rises ", "\r\nrises ").replace(" kills ", "\r\nkills "),
    "tabs": lambda text: text.replace(" ", "\t"),
    "two spaces": lambda text: text.replace(" ", "  "),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
    "print hyphens": lambda text: text.replace("-", "\u2011"),
    "ligatures": lambda text: text.replace("fi", "\ufb01"),
    "full width": wide,
    "escaped": html.escape,
    "escaped spaces": lambda text: text.replace(" ", "&nbsp; "),
    "marked up": lambda text: "<p>" + " ".join(f"<b>{word}</b>" for word in text.split(" ")) + "</p><!-- 99 dead -->",
}  # fmt: skip


def said_of(text: str, title: str = "") -> Understanding:
    ident = ReportId("x:1")
    when = datetime(2024, 5, 1, tzinfo=UTC)
    report = Report(id=ident, item=ident, source=SourceId("x"), title=title, text=text, published_at=when)
    return understand(report, open_reading())[0]


@pytest.mark.parametrize("write", AS.values(), ids=AS.keys())
@pytest.mark.parametrize("plain", SAID)
def test_how_a_text_is_written_loses_no_place_and_no_count(plain: str, write: Callable[[str], str]) -> None:
    text = write(plain)
    told, seen = said_of(plain), said_of(text)
    assert [(p.name, p.country, p.scene) for p in seen.places] == [
        (p.name, p.country, p.scene) for p in told.places
    ]
    assert (seen.fatalities, seen.injured, seen.actors) == (told.fatalities, told.injured, told.actors)
    assert (seen.category, seen.event_type, seen.severity) == (told.category, told.event_type, told.severity)
    assert [(f.kind, f.name, f.count) for f in seen.facts] == [(f.kind, f.name, f.count) for f in told.facts]
    assert told.fatalities.is_known
    for place, other in zip(seen.places, told.places, strict=True):
        assert text[place.start : place.end] == place.text
        assert Bare(place.text).text == other.text
    for fact, same in zip(seen.facts, told.facts, strict=True):
        assert text[fact.start : fact.end] == fact.words
        assert Bare(fact.words).text.split() == same.words.split()


@pytest.mark.parametrize("write", AS.values(), ids=AS.keys())
def test_a_title_is_read_as_it_is_seen(write: Callable[[str], str]) -> None:
    title = write(SAID[2])
    seen = said_of("Details follow.", title)
    assert seen.fatalities.best == 12
    assert all(title[fact.start : fact.end] == fact.words for fact in seen.facts if fact.in_title)


@pytest.mark.parametrize("write", AS.values(), ids=AS.keys())
def test_classify_answers_with_spans_of_the_text_as_sent(write: Callable[[str], str]) -> None:
    text = write(SAID[0])
    told = answer({"id": "x", "text": text}, open_classifier(), open_actors())
    assert told["fatalities"] == {"low": 5, "best": 5, "high": None}
    assert told["language"] == "en"
    spans = told["spans"]
    assert isinstance(spans, list)
    assert spans
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


PIECES = st.lists(
    st.sampled_from(
        [*"aé1 .,\n\t\r<>&;", "\u200b", "e\u0301", "&amp;", "&nbsp;", "<br>", "<b>", "<!--", "-->", "\ufb01"]
    )
    | st.characters(),
    max_size=40,
)


@given(PIECES)
def test_every_bare_letter_has_its_place_in_the_given_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    bare = Bare(text)
    spans = [bare.outside(at, at + 1) for at in range(len(bare.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(
        text[s:e] == c or c.isspace() or len(text[s:e]) > 0 for (s, e), c in zip(spans, bare.text, strict=True)
    )


def test_ordinary_text_is_not_copied() -> None:
    assert all(Bare(text).text is text for text in SAID)


@pytest.mark.parametrize(
    "piece", ["<!--", "<script>", "<b ", "&amp;", "\u200bA", "<br>", "x <br><br>", "e\u0301", "\r\n"]
)
def test_a_megabyte_of_marks_is_made_bare_at_once(piece: str) -> None:
    began = time.process_time()
    Bare(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TWO PEOPLE DIED IN THE SEATTLE AREA ON FRIDAY, BRINGING THE DEATH TOLL TO NINE.", "Seattle"),
        ("POLICE SAY KABUL BLAST KILLS NINE PEOPLE NEAR MOSQUE.", "Kabul"),
    ],
)
def test_a_text_in_capitals_keeps_its_places_and_its_dead(text: str, name: str) -> None:
    said = said_of(text)
    assert name in [place.name for place in said.places]
    assert said.fatalities.best == 9
