from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from tests.sources.recorded import PAYLOADS, adds_up, body_of, read, read_recorded

from lookfar.domain.source import Reading
from lookfar.domain.vocabulary import Certainty, Severity
from lookfar.formats.records import Reason

PATH = PAYLOADS / "usgs.geojson"
EMPTY = {"type": "FeatureCollection", "metadata": {"generated": 1641434400000, "count": 0}, "features": []}


def payload() -> dict[str, list[dict[str, dict[str, object]]]]:
    loaded: dict[str, list[dict[str, dict[str, object]]]] = orjson.loads(PATH.read_bytes())
    return loaded


def read_with(**changes: object) -> Reading:
    """The payload with properties (or geometry, or id) of its first record changed."""
    body = payload()
    first = body["features"][0]
    for name, value in changes.items():
        if name in ("geometry", "id"):
            first[name] = value  # type: ignore[assignment]
        else:
            first["properties"][name] = value
    return read(PATH, content=orjson.dumps(body))


def test_an_event_keeps_every_networks_id_as_an_alias() -> None:
    assert read(PATH).reports[0].aliases == ("us7000aaa1", "at00aaa1")


def test_a_deleted_event_is_a_retraction() -> None:
    assert [report.id for report in read(PATH).reports if report.retracted] == ["usgs:us7000ccc3"]


def test_a_deleted_event_may_have_lost_its_position() -> None:
    reading = read_with(status="deleted", geometry=None)
    assert reading.quarantined == ()
    assert reading.reports[0].retracted


def test_a_quarry_blast_is_skipped_and_counted() -> None:
    reading = read(PATH)
    assert (reading.records, reading.skipped, len(reading.reports)) == (5, 1, 4)


@pytest.mark.parametrize(
    ("properties", "severity"),
    [
        ({"alert": "green", "mag": 7.5}, Severity.MINOR),
        ({"alert": "yellow"}, Severity.MODERATE),
        ({"alert": "orange"}, Severity.SEVERE),
        ({"alert": "red", "mag": 5.0}, Severity.EXTREME),
        ({"alert": None, "mag": 8.1}, Severity.EXTREME),
        ({"alert": None, "mag": 7.0}, Severity.SEVERE),
        ({"alert": None, "mag": 6.0}, Severity.MODERATE),
        ({"alert": None, "mag": 5.9}, Severity.MINOR),
        ({"alert": None, "mag": -1.0}, Severity.MINOR),
        ({"alert": None, "mag": None}, None),
    ],
)
def test_severity_is_pagers_colour_or_else_the_magnitudes_class(
    properties: dict[str, object], severity: Severity | None
) -> None:
    assert read_with(**properties).reports[0].severity is severity


def test_an_automatic_solution_is_likely_and_its_place_more_doubtful() -> None:
    automatic, reviewed = read_with(status="automatic").reports[0], read(PATH).reports[0]
    assert (automatic.certainty, reviewed.certainty) == (Certainty.LIKELY, Certainty.OBSERVED)
    assert automatic.places[0].radius_km > reviewed.places[0].radius_km


def test_magnitude_and_depth_are_kept_as_published() -> None:
    native = read(PATH).reports[0].native
    assert (native["mag"], native["depth_km"], native["alert"]) == ("6.1", "38.2", "green")


def test_time_is_milliseconds_of_the_origin() -> None:
    happened = read(PATH).reports[2].happened
    assert happened is not None
    assert happened.start == datetime(2022, 1, 5, 16, 26, 40, 123_000, UTC)


def test_the_body_has_its_own_clock() -> None:
    assert body_of(PATH).fetched_at == read(PATH).newest == datetime(2022, 1, 6, 2, tzinfo=UTC)


def test_an_empty_collection_is_quiet_with_its_clock() -> None:
    reading = read(PATH, content=orjson.dumps(EMPTY))
    assert (reading.records, reading.reports, reading.quarantined) == (0, (), ())
    assert reading.newest == datetime(2022, 1, 6, 2, tzinfo=UTC)


def point(*coordinates: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(coordinates)}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"geometry": None}, Reason.BAD_COORDINATES),
        ({"geometry": point(0, 0, 10)}, Reason.BAD_COORDINATES),
        ({"geometry": point(12.1, -96.2, 10)}, Reason.BAD_COORDINATES),
        ({"geometry": point(-181, 5, 10)}, Reason.BAD_COORDINATES),
        ({"geometry": point("12", "5", 10)}, Reason.BAD_COORDINATES),
        ({"geometry": point(12)}, Reason.BAD_COORDINATES),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, Reason.BAD_COORDINATES),
        ({"time": -11644473600000}, Reason.BAD_TIME),
        ({"time": 0}, Reason.BAD_TIME),
        ({"time": None}, Reason.BAD_TIME),
        ({"time": "2022-01-06T00:00:00Z"}, Reason.BAD_TIME),
        ({"time": 1672963200000}, Reason.BAD_TIME),
        ({"updated": 9e17}, Reason.BAD_TIME),
        ({"mag": "6.1", "alert": None}, Reason.BAD_VALUE),
        ({"id": ""}, Reason.MISSING_FIELD),
        ({"id": None}, Reason.MISSING_FIELD),
        ({"type": None}, Reason.MISSING_FIELD),
        ({"title": "x" * 1_000_000}, Reason.OVERSIZED),
    ],
)
def test_one_bad_record_is_set_aside_with_its_reason_and_the_rest_is_read(
    changes: dict[str, object], reason: Reason
) -> None:
    reading = read_with(**changes)
    assert [bad.reason for bad in reading.quarantined] == [reason]
    assert len(reading.reports) == 3
    assert adds_up(reading)


@pytest.mark.parametrize("word", [b"NaN", b"-Infinity", b"1e400"])
def test_a_number_that_is_not_finite_costs_only_its_record(word: bytes) -> None:
    content = PATH.read_bytes().replace(b"-86.2", word, 1)
    reading = read(PATH, content=content)
    assert [bad.reason for bad in reading.quarantined] == [Reason.BAD_COORDINATES]
    assert len(reading.reports) == 3


def test_bytes_that_are_no_utf8_cost_only_their_record() -> None:
    reading = read(PATH, content=PATH.read_bytes().replace(b"Ejemplo", b"Ejempl\xf3", 1))
    assert [bad.reason for bad in reading.quarantined] == [Reason.BAD_ENCODING]
    assert len(reading.reports) == 3


def test_markup_and_control_characters_in_a_title_are_taken_out() -> None:
    title = "M 6.1 - <script>alert(1)</script><b>Port</b>\u202e\u0000 &amp; bay\r\nX: 1"
    assert read_with(title=title).reports[0].title == "M 6.1 - Port & bay X: 1"


def test_a_bare_control_character_does_not_cost_the_body() -> None:
    reading = read(PATH, content=PATH.read_bytes().replace(b"Puerto Ejemplo", b"Puerto\x01Ejemplo"))
    assert reading.reports[0].title == "M 6.1 - 60 km SSW of Puerto Ejemplo"


def test_of_two_versions_in_one_body_the_newer_is_kept() -> None:
    body = payload()
    newer = orjson.loads(orjson.dumps(body["features"][0]))
    newer["properties"] |= {"mag": 6.3, "updated": 1641432000000}
    body["features"].insert(0, newer)
    reading = read(PATH, content=orjson.dumps(body))
    assert (reading.records, len(reading.reports), reading.skipped) == (6, 4, 2)
    assert reading.reports[0].native["mag"] == "6.3"


def test_one_id_twice_with_other_content_at_one_time_is_a_duplicate() -> None:
    body = payload()
    other = orjson.loads(orjson.dumps(body["features"][0]))
    other["properties"]["mag"] = 2.0
    body["features"].append(other)
    reading = read(PATH, content=orjson.dumps(body))
    assert [bad.reason for bad in reading.quarantined] == [Reason.DUPLICATE_ID]
    assert adds_up(reading)


def test_an_identical_repeat_is_counted_once() -> None:
    body = payload()
    body["features"].append(body["features"][0])
    reading = read(PATH, content=orjson.dumps(body))
    assert (len(reading.reports), reading.skipped, reading.quarantined) == (4, 2, ())


def test_a_record_nested_too_deeply_costs_only_itself() -> None:
    deep: object = 1
    for _ in range(200):
        deep = [deep]
    assert [bad.reason for bad in read_with(sources=deep).quarantined] == [Reason.BAD_VALUE]


def test_a_recorded_week_is_read_in_whole(shared: Callable[[str], Path]) -> None:
    path = shared("feeds/usgs/all_week_2018_vega-datasets.json")
    reading = read_recorded(PATH, path)
    assert (reading.records, len(reading.reports), reading.skipped, reading.quarantined) == (1707, 1679, 28, ())
    assert len({report.id for report in reading.reports}) == 1679


def test_a_recorded_detail_body_is_read(shared: Callable[[str], Path]) -> None:
    [report] = read_recorded(PATH, shared("feeds/usgs/details.json")).reports
    assert (report.id, report.severity) == ("usgs:us6000pi9w", Severity.EXTREME)
