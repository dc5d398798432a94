from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import orjson
import pytest
from tests.sources.recorded import LATEST, PAYLOADS, adds_up, body_of, read

from lookfar.domain.errors import SourceChanged, SourceUnreachable
from lookfar.domain.source import Reading
from lookfar.formats.records import Reason, reason_of
from lookfar.sources import wikipedia_current_events as wiki

PAGE = PAYLOADS / "wikipedia_current_events.json"
OLD_PAGE = PAYLOADS / "wikipedia_current_events_2017.json"
DAY_PAGE = "https://en.wikipedia.org/wiki/Portal:Current_events/2022_January_6"


def wikitext() -> str:
    text = orjson.loads(PAGE.read_bytes())["parse"]["wikitext"]
    assert isinstance(text, str)
    return text


def read_page(text: str, title: str = "Portal:Current events/2022 January 6") -> Reading:
    content = orjson.dumps({"parse": {"title": title, "wikitext": text}})
    return read(PAGE, content=content, fetched_at=datetime(2022, 1, 7, tzinfo=UTC))


def read_list(*lines: str) -> Reading:
    body = "\n".join(lines)
    return read_page(f"{{{{Current events|year=2022|month=01|day=6|content=\n{body}\n}}}}")


def row(text: str, day: object = date(2022, 1, 6), **others: object) -> dict[str, object]:
    return {
        "date": day,
        "category": "Uncategorized",
        "topic": "",
        "text": text,
        "sources": "Example News",
    } | others


def read_rows(*rows: dict[str, object]) -> Reading:
    [(moment, content)] = wiki.history(rows)
    return read(PAGE, content=content, fetched_at=moment)


def test_a_topic_is_the_path_of_bullets_without_a_source() -> None:
    topics = [report.topic for report in read(PAGE).reports]
    assert topics[0] == "2022 Example unrest"
    assert topics[3] == "2022 Example unrest > Exampleland–Otherland relations"


def test_a_topic_does_not_leak_to_the_next_item_of_its_own_depth() -> None:
    [ferry] = [report for report in read(PAGE).reports if "ferry" in report.text]
    assert ferry.topic == ""


def test_the_heading_is_kept_as_a_hint() -> None:
    headings = {report.native["category"] for report in read(PAGE).reports}
    assert headings == {"Armed conflicts and attacks", "Disasters and accidents", "Sports"}
    assert read(OLD_PAGE).reports[0].native["category"] == "Armed conflict and attacks"


def test_the_sentences_of_one_item_are_reports_that_know_each_other() -> None:
    first, second = read(PAGE).reports[:2]
    assert (first.id, second.id) == (f"{first.item}#1", f"{first.item}#2")
    assert second.text == "Protesters also seize the airport of Sampleton."
    assert second.context == f"2022 Example unrest. {first.text}"
    assert read(PAGE).records == 6


def test_an_item_of_one_sentence_has_its_own_id() -> None:
    report = read(PAGE).reports[2]
    assert report.id == report.item


def test_outlets_and_links_come_from_the_labels_and_the_day_page_is_always_there() -> None:
    first = read(PAGE).reports[0]
    assert first.outlets == ("The Example Times", "AFP via Example 24")
    assert [link.url for link in first.links] == ["https://news.example/a1", "https://wire.example/b2", DAY_PAGE]


def test_templates_references_comments_and_entities_leave_plain_text() -> None:
    texts = [report.text for report in read(PAGE).reports]
    assert "A ferry with 120 ft of length sinks off Port Beispiel." in texts
    assert "Hail & wind damage 30 homes in Beispielstadt, Austria." in texts
    assert "editor" not in " ".join(texts)


def test_an_item_is_of_its_day_and_known_at_its_end() -> None:
    report = read(PAGE).reports[0]
    assert report.published_at == datetime(2022, 1, 6, 23, 59, 59, 999_999, UTC)
    assert report.happened is not None
    assert report.happened.start == datetime(2022, 1, 6, tzinfo=UTC)


def test_the_page_of_a_day_that_is_not_over_is_read_and_its_freshness_is_now() -> None:
    noon = datetime(2022, 1, 6, 12, tzinfo=UTC)
    reading = read(PAGE, fetched_at=noon)
    assert (len(reading.reports), reading.newest) == (7, noon)


def test_both_forms_of_the_envelope_are_one() -> None:
    answer = orjson.loads(PAGE.read_bytes())
    answer["parse"]["wikitext"] = {"*": answer["parse"]["wikitext"]}
    assert read(PAGE, content=orjson.dumps(answer)) == read(PAGE)


def test_both_styles_of_heading_are_one() -> None:
    old_style = re.sub(r"(?m)^'''(.+)'''$", r";\1", wikitext())
    assert read_page(old_style).reports == read_page(wikitext()).reports


def test_two_items_with_one_source_have_two_ids() -> None:
    court, second = read(OLD_PAGE).reports[1:]
    assert court.links[0].url == second.links[0].url
    assert court.item != second.item


def test_an_edited_item_keeps_its_id() -> None:
    before, after = read_page(wikitext()).reports, read_page(wikitext().replace("30 homes", "45 homes")).reports
    assert [report.id for report in before] == [report.id for report in after]
    assert before != after


def test_an_item_without_a_source_is_read_when_it_is_a_sentence() -> None:
    reading = read_list("*[[Some topic]]", "**Ten miners are freed from a shaft in [[Sampleton]].")
    assert [(report.topic, report.outlets) for report in reading.reports] == [("Some topic", ())]


def test_a_sourced_line_outside_of_a_list_is_set_aside() -> None:
    reading = read_list("Stray words [https://x.example (X)]", "*A bridge falls in Rome. [https://y.example (Y)]")
    assert [bad.reason for bad in reading.quarantined] == [Reason.STRAY_MARKUP]
    assert len(reading.reports) == 1
    assert adds_up(reading)


def test_an_item_of_links_alone_is_set_aside() -> None:
    reading = read_list("*[https://x.example (X)]", "*A bridge falls in Rome. [https://y.example (Y)]")
    assert [bad.reason for bad in reading.quarantined] == [Reason.MISSING_FIELD]
    assert adds_up(reading)


def test_a_link_that_is_no_web_address_is_not_offered() -> None:
    [report] = read_list("*A bridge falls in Rome. [ftp://x.example (X)] [https://y.example (Y)]").reports
    assert [link.url for link in report.links] == ["https://y.example", DAY_PAGE]


def test_html_in_a_page_is_not_kept() -> None:
    [report] = read_list("*A <b>bridge</b> falls<script>x()</script> in Rome. [https://y.example (Y)]").reports
    assert "<" not in report.text
    assert report.text.endswith("in Rome.")


def test_an_empty_page_of_a_day_is_read_as_no_items_and_nothing_new() -> None:
    reading = read_list("<!-- All news items below this line -->", "<!-- All news items above this line -->")
    assert (reading.records, reading.reports, reading.newest) == (0, (), None)


def test_a_page_of_another_kind_is_a_change_not_a_calm_day() -> None:
    with pytest.raises(SourceChanged):
        read_page("#REDIRECT [[Portal:Current events]]")


@pytest.mark.parametrize("code", ["missingtitle", "maxlag", "ratelimited"])
def test_an_error_of_the_api_is_no_calm_day(code: str) -> None:
    content = orjson.dumps({"error": {"code": code, "info": "Something"}})
    with pytest.raises(SourceUnreachable, match=code):
        read(PAGE, content=content)


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("Portal:Current events/2022 January 6", "", date(2022, 1, 6)),
        (
            "Something",
            "https://en.wikipedia.org/w/api.php?page=Portal:Current_events/2022_January_6&x",
            date(2022, 1, 6),
        ),
        ("Something", "", date(2022, 1, 6)),
    ],
)
def test_the_day_comes_from_the_title_the_address_or_the_template(title: str, url: str, expected: date) -> None:
    content = orjson.dumps({"parse": {"title": title, "wikitext": wikitext()}})
    reading = read(PAGE, content=content, url=url, fetched_at=LATEST)
    assert reading.reports[0].published_at.date() == expected


@pytest.mark.parametrize("day", ["2031 January 6", "1601 January 6"])
def test_a_page_of_an_impossible_day_is_set_aside_item_by_item(day: str) -> None:
    reading = read_page(wikitext(), title=f"Portal:Current events/{day}")
    assert {bad.reason for bad in reading.quarantined} == {Reason.BAD_TIME}
    assert (len(reading.quarantined), reading.records, reading.newest) == (6, 6, None)


def test_a_day_that_does_not_exist_is_a_change() -> None:
    with pytest.raises(SourceChanged) as caught:
        read_page(wikitext(), title="Portal:Current events/2022 February 30")
    assert reason_of(caught.value) is Reason.BAD_TIME


def test_today_and_the_three_days_before_are_asked_for_without_leading_zeros() -> None:
    asked = wiki.addresses(datetime(2022, 3, 2, 12, tzinfo=UTC))
    pages = [re.search(r"Current_events/(\w+)", address) for address in asked]
    assert [found and found[1] for found in pages] == [
        "2022_March_2",
        "2022_March_1",
        "2022_February_28",
        "2022_February_27",
    ]


def test_a_table_becomes_one_body_a_day_in_order_known_at_the_end_of_it() -> None:
    later, earlier = row("Rain falls.", date(2022, 1, 7)), row("Snow falls.", "2022-01-06")
    bodies = list(wiki.history([later, earlier]))
    assert [moment for moment, _ in bodies] == [
        datetime(2022, 1, 6, 23, 59, 59, 999_999, UTC),
        datetime(2022, 1, 7, 23, 59, 59, 999_999, UTC),
    ]
    assert [wiki.clock(content, LATEST) for _, content in bodies] == [moment for moment, _ in bodies]


def test_a_table_gives_the_same_bytes_whatever_the_order_of_its_columns() -> None:
    one = row("Rain falls.")
    assert list(wiki.history([one])) == list(wiki.history([dict(reversed(one.items()))]))


def test_a_row_is_a_report_with_its_outlets_and_the_day_page() -> None:
    [report] = read_rows(row("Rain falls in Rome.", sources="Al Arabiya; The Guardian", topic="A > B")).reports
    assert (report.outlets, report.topic, report.native) == (("Al Arabiya", "The Guardian"), "A > B", {})
    assert [link.url for link in report.links] == [DAY_PAGE]


def test_identical_text_twice_on_one_day_is_one_item() -> None:
    reading = read_rows(row("Rain falls in Rome."), row("Rain falls in Rome."))
    assert (reading.records, len(reading.reports), reading.skipped) == (2, 1, 1)


def test_identical_text_under_another_topic_is_still_one_item() -> None:
    reading = read_rows(row("Rain falls in Rome.", topic="Rain"), row("Rain falls in Rome.", sources="Other"))
    assert (len(reading.reports), reading.skipped, reading.quarantined) == (1, 1, ())


def test_identical_text_on_two_days_is_two_items() -> None:
    ids = {
        report.id
        for _, content in wiki.history([row("Rain falls."), row("Rain falls.", date(2022, 1, 7))])
        for report in read(PAGE, content=content, fetched_at=LATEST).reports
    }
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("A bridge falls.", "soon"), Reason.BAD_TIME),
        (row("A bridge falls.", None), Reason.BAD_TIME),
        (row(""), Reason.MISSING_FIELD),
        (row("<b></b>"), Reason.MISSING_FIELD),
        (row(None), Reason.MISSING_FIELD),
        (row(["a"]), Reason.BAD_VALUE),
        (row("Fall. " * 5_000), Reason.OVERSIZED),
    ],
)
def test_one_bad_row_is_set_aside_with_its_reason(bad: dict[str, object], reason: Reason) -> None:
    reading = read_rows(row("Rain falls in Rome."), bad)
    assert [one.reason for one in reading.quarantined] == [reason]
    assert len(reading.reports) == 1
    assert adds_up(reading)


def test_only_a_whole_page_can_take_items_back() -> None:
    assert read(PAGE).pages == ("2022-01-06",)
    assert read_rows(row("Rain falls.")).pages == ()


def test_a_recorded_winter_is_read_in_whole(shared: Callable[[str], Path]) -> None:
    path = shared("data/wikipedia_current_events/current_events_2010_2022.parquet")
    found = duckdb.sql(
        f"select * from '{path}' where date between '2021-12-15' and '2022-01-31'",
    )
    rows = [dict(zip(found.columns, values, strict=True)) for values in found.fetchall()]
    readings = [
        read(PAGE, content=content, fetched_at=moment + timedelta(hours=1))
        for moment, content in wiki.history(rows)
    ]
    assert sum(reading.records for reading in readings) == len(rows) > 800
    assert all(adds_up(reading) and not reading.quarantined for reading in readings)
    texts = {report.text: report for reading in readings for report in reading.reports}
    airport = next(text for text in texts if "Almaty International Airport" in text)
    assert texts[airport].id.endswith("#2")


def test_the_payload_is_of_its_day() -> None:
    assert body_of(PAGE).fetched_at == datetime(2022, 1, 6, 23, 59, 59, 999_999, UTC)
