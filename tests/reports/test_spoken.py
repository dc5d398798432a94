"""A text in a language that is not read is abstained from, whatever its publisher says of it; English is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lookfar.cli.classify import answer
from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.report import Report
from lookfar.facts.actors import open_actors
from lookfar.facts.classifier import open_classifier
from lookfar.facts.reading import open_reading
from lookfar.reports.understand import understand

FOREIGN = [
    "Une bombe a tué douze personnes hier soir à Kaboul, en Afghanistan, selon la police.",
    "Bei einem Bombenanschlag in Kabul sind am Montag mindestens zwölf Menschen getötet worden, teilte die Polizei mit.",
    "Twaalf doden bij aanslag in Kabul, Afghanistan, zegt de politie maandag.",
    "قتل اثنا عشر شخصا في انفجار سيارة مفخخة في بغداد يوم الاثنين",
    "دوازده نفر در انفجار بمب در کابل کشته شدند",
    "Компания Google и концерн Volkswagen сообщили, что самолёт Boeing MAX разбился, погибли люди.",
    "周一，喀布尔发生汽车炸弹爆炸，造成十二人死亡。",
    "በአዲስ አበባ በደረሰ ፍንዳታ አሥራ ሁለት ሰዎች ሞቱ",
    "Взрыв прогремел вчера в Киеве, погибли двенадцать человек, сообщает полиция.",
]
ENGLISH = [
    "Twelve killed in Kabul.",
    "Tornado hits Ouagadougou; three dead.",
    "A gunman kills two people in Łódź, Kraków and Wrocław.",
    "Взрыв прогремел вчера в Киеве, погибли двенадцать человек, сообщает полиция. Two people were killed in Kyiv.",
    "Blast in Baghdad بغداد kills nine people, police say.",
]


def report(text: str) -> Report:
    ident, when = ReportId("x:1"), datetime(2024, 5, 1, tzinfo=UTC)
    return Report(id=ident, item=ident, source=SourceId("x"), title="", text=text, published_at=when)


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_text_is_abstained_from_and_is_not_told_to_be_no_event(text: str) -> None:
    for said in understand(report(text), open_reading()):
        assert (said.category, said.event_type, said.abstained) == (None, None, True)
        assert said.language != "en"


@pytest.mark.parametrize("text", FOREIGN)
def test_classify_calls_a_text_in_another_script_by_no_english_name(text: str) -> None:
    told = answer({"id": "x", "text": text}, open_classifier(), open_actors())
    assert told["language"] != "en"
    assert told["abstained"] is True


@pytest.mark.parametrize("text", ENGLISH)
def test_english_with_foreign_names_is_read(text: str) -> None:
    said = understand(report(text), open_reading())[0]
    assert said.language == "en"
    assert said.fatalities.is_known
