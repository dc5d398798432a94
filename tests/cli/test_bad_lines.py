"""One bad line gets an error of its own; the lines around it are answered."""

from __future__ import annotations

import io

import orjson
import pytest

from lookfar.cli import classify, locate, merge
from lookfar.facts.actors import open_actors
from lookfar.facts.classifier import open_classifier
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.grouping import grouping_rule
from lookfar.facts.reading import open_reading
from lookfar.reports.understand import understand

GOOD: dict[str, object] = {
    "id": "good",
    "title": "",
    "text": "Two people were killed in Kabul.",
    "published_at": "2024-05-01T00:00:00Z",
    "source": "s",
}
DEEP = b"[" * 300 + b"]" * 300


def answers(command: str, line: bytes) -> list[dict[str, object]]:
    asked, told = io.BytesIO(line + b"\n" + orjson.dumps(GOOD) + b"\n"), io.BytesIO()
    if command == "locate":
        locate.stream(asked, told, open_gazetteer())
    elif command == "classify":
        classify.stream(asked, told, open_classifier(), open_actors())
    else:
        merge.stream(asked, told, lambda report: understand(report, open_reading())[0], grouping_rule())
    return [orjson.loads(one) for one in told.getvalue().splitlines()]


@pytest.mark.parametrize("command", ["locate", "classify", "merge"])
@pytest.mark.parametrize(
    "line", [b'{"id": ' + DEEP + b', "text": "x"}', b'{"id": {"a": 1}, "text": 1}', b"null", b"[1]", b"{", DEEP]
)
def test_a_line_that_is_no_question_is_refused_and_the_next_is_answered(command: str, line: bytes) -> None:
    bad, good = answers(command, line)
    assert bad["id"] is None
    assert "error" in bad
    assert good["id"] == "good"
    assert "error" not in good


@pytest.mark.parametrize(
    "wrong",
    [
        {"published_at": "0001-01-01T00:00:00Z"},
        {"published_at": "0001-01-03T00:00:00"},
        {"published_at": "9999-12-31T23:59:59.999999Z"},
        {"lon": 44.4, "lat": 33.3, "radius_km": -5},
        {"lon": 0, "lat": 0},
    ],
)
def test_a_report_of_no_possible_time_or_place_is_refused_and_the_next_is_merged(wrong: dict[str, object]) -> None:
    bad, good = answers("merge", orjson.dumps({**GOOD, "id": "bad", **wrong}))
    assert bad["id"] == "bad"
    assert "error" in bad
    assert good["incident_id"]
