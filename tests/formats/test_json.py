from __future__ import annotations

import pytest

from lookfar.domain.errors import SourceChanged, SourceError, SourceUnreachable
from lookfar.formats.json import JsonObject, check_record, number_of, optional_text, raw_bytes, read_json
from lookfar.formats.records import BadRecord, Reason, reason_of


@pytest.mark.parametrize(
    ("content", "error", "reason"),
    [
        (b"", SourceUnreachable, Reason.EMPTY),
        (b"\0\0", SourceUnreachable, Reason.EMPTY),
        (b" <html>", SourceUnreachable, Reason.NOT_THE_FEED),
        (b"Too many requests", SourceUnreachable, Reason.NOT_THE_FEED),
        (b'{"a": "b', SourceChanged, Reason.CUT),
        (b'{"a": {"b": 1}', SourceChanged, Reason.CUT),
        (b'{"a": 1,}', SourceChanged, Reason.SCHEMA_CHANGED),
        (b"{'a': 1}", SourceChanged, Reason.SCHEMA_CHANGED),
        (b"[1, 2]", SourceChanged, Reason.SCHEMA_CHANGED),
        (b"\xff\xfe{\x00\x00", SourceChanged, Reason.BAD_ENCODING),
        (b"[" * 100_000 + b"]" * 100_000, SourceChanged, Reason.SCHEMA_CHANGED),
    ],
)
def test_a_body_that_is_no_object_has_one_true_reason(
    content: bytes, error: type[SourceError], reason: Reason
) -> None:
    with pytest.raises(error) as caught:
        read_json(content)
    assert reason_of(caught.value) is reason


@pytest.mark.parametrize(
    "content",
    [b'{"a": "\xc3\xa9"}', b'\xef\xbb\xbf{"a": "\xc3\xa9"}', '{"a": "é"}'.encode("utf-16")],
    ids=["utf-8", "utf-8 with mark", "utf-16 with mark"],
)
def test_encodings_that_say_what_they_are_are_read(content: bytes) -> None:
    assert read_json(content).value == {"a": "é"}
    assert not read_json(content).damaged


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400", "-1E9999"])
def test_a_number_that_is_not_finite_is_refused_where_it_is_used(word: str) -> None:
    value = read_json(f'{{"bad": {word}, "good": 1.5, "text": "NaN, {word}"}}'.encode()).value
    assert number_of(value, "good") == 1.5
    assert value["text"] == f"NaN, {word}"
    with pytest.raises(BadRecord):
        number_of(value, "bad")


@pytest.mark.parametrize("value", ["1", True, [], {}])
def test_a_number_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(BadRecord):
        number_of({"a": value}, "a")


def test_absent_is_unknown_and_not_zero() -> None:
    assert number_of({}, "a") is None
    assert number_of({"a": 0}, "a") == 0.0


def test_half_a_surrogate_pair_does_not_cost_the_body() -> None:
    assert read_json(rb'{"a": "x\ud800y", "b": "\ud83d\ude00"}').value == {"a": "x\ufffdy", "b": "😀"}


def test_bytes_that_are_no_utf8_are_found_in_the_record_that_holds_them() -> None:
    body = read_json(b'{"rows": [{"a": "fine"}, {"a": "caf\xe9"}]}')
    rows = body.value["rows"]
    assert isinstance(rows, list)
    assert check_record(rows[0], damaged=body.damaged) == {"a": "fine"}
    with pytest.raises(BadRecord) as caught:
        check_record(rows[1], damaged=body.damaged)
    assert caught.value.reason is Reason.BAD_ENCODING


def test_a_replacement_character_the_publisher_sent_is_not_damage() -> None:
    body = read_json('{"a": "caf\ufffd"}'.encode())
    assert check_record(body.value, damaged=body.damaged)


def test_a_record_too_deep_is_refused_and_still_has_bytes() -> None:
    deep: object = 1
    for _ in range(500):
        deep = [deep]
    record: JsonObject = {"a": deep}
    with pytest.raises(BadRecord):
        check_record(record, damaged=False)
    assert raw_bytes(record)


def test_a_text_of_a_megabyte_is_refused() -> None:
    with pytest.raises(BadRecord) as caught:
        optional_text({"a": "x" * 1_000_000}, "a")
    assert caught.value.reason is Reason.OVERSIZED
