from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from tests.sources.recorded import LATEST, PAYLOADS, adds_up, read, read_recorded

from lookfar.domain.errors import SourceChanged
from lookfar.domain.geo import Point
from lookfar.domain.places import Precision
from lookfar.domain.source import Reading
from lookfar.domain.vocabulary import Severity, Urgency
from lookfar.formats.records import Reason, reason_of
from lookfar.sources import gdacs

API = PAYLOADS / "gdacs.json"
RSS = PAYLOADS / "gdacs_feed.xml"


def read_with(**changes: object) -> Reading:
    """The API payload with properties (or geometry, or bbox) of its first record changed."""
    body = orjson.loads(API.read_bytes())
    first = body["features"][0]
    for name, value in changes.items():
        (first if name in ("geometry", "bbox") else first["properties"])[name] = value
    return read(API, content=orjson.dumps(body))


def edited(before: str, after: str) -> Reading:
    """The RSS payload with a text replaced once."""
    text = RSS.read_text("utf-8")
    assert before in text
    return read(RSS, content=text.replace(before, after, 1).encode())


def test_episodes_are_stages_of_one_event_and_the_newest_is_kept() -> None:
    [cyclone] = [report for report in read(API).reports if report.event_type == "tropical_cyclone"]
    assert cyclone.id == "gdacs:TC1000801"
    assert cyclone.native["episodeid"] == "4"
    assert cyclone.places[0].point == Point(lon=-178.9, lat=-19.0)


def test_a_later_episode_is_a_newer_version_of_the_same_report() -> None:
    before, after = read(API).reports[0], read_with(episodeid=1400009, alertlevel="Red").reports[0]
    assert before.id == after.id
    assert before != after
    assert (before.severity, after.severity) == (Severity.SEVERE, Severity.EXTREME)


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("Green", Severity.MINOR),
        ("Orange", Severity.SEVERE),
        ("Red", Severity.EXTREME),
        (None, None),
        ("Blue", None),
    ],
)
def test_alert_colours_are_severities_and_an_unknown_one_is_unknown(
    level: str | None, severity: Severity | None
) -> None:
    assert read_with(alertlevel=level).reports[0].severity is severity


def test_a_time_without_a_zone_is_utc() -> None:
    report = read(API).reports[0]
    assert report.published_at == datetime(2022, 1, 5, 6, 30, 9, tzinfo=UTC)


def test_currency_is_a_word_not_a_truth_value() -> None:
    assert read_with(iscurrent="false").reports[0].urgency is Urgency.PAST
    assert read_with(iscurrent="true").reports[0].urgency is Urgency.IMMEDIATE


def test_a_country_is_given_only_when_there_is_one() -> None:
    by_id = {report.id: report for report in read(API).reports}
    assert by_id["gdacs:EQ1300001"].places[0].country == "PHL"
    assert by_id["gdacs:TC1000801"].places[0].country == ""
    assert by_id["gdacs:TC1000801"].native["affected"] == "FJI,TON"
    assert by_id["gdacs:VO1000101"].places[0].country == "JPN"


def test_every_country_listed_is_kept_and_a_disaster_known_by_its_middle_touches_them_as_wholes() -> None:
    by_id = {report.id: report.places[0] for report in read(API).reports}
    cyclone, quake = by_id["gdacs:TC1000801"], by_id["gdacs:EQ1300001"]
    assert (cyclone.countries, cyclone.whole) == (("FJI", "TON"), True)
    assert (quake.countries, quake.whole) == ((), False)
    affected = [{"iso3": "PHL"}, {"iso3": "IDN"}]
    [felt] = read_with(affectedcountries=affected).reports[0].places
    assert (felt.countries, felt.whole) == (("PHL", "IDN"), False)


def test_a_centroid_is_a_region_and_an_epicentre_a_point() -> None:
    by_id = {report.id: report.places[0] for report in read(API).reports}
    assert by_id["gdacs:EQ1300001"].precision is Precision.POINT
    assert by_id["gdacs:DR1014001"].precision is Precision.REGION
    assert by_id["gdacs:DR1014001"].radius_km > by_id["gdacs:EQ1300001"].radius_km


def test_the_glide_number_is_an_alias() -> None:
    assert read(API).reports[1].aliases == ("TC1000801", "TC-2022-000001-FJI")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"eventtype": "XX"}, Reason.SCHEMA_CHANGED),
        ({"eventtype": None}, Reason.MISSING_FIELD),
        ({"eventid": "12a"}, Reason.BAD_VALUE),
        ({"eventid": None}, Reason.MISSING_FIELD),
        ({"fromdate": "1601-01-01T00:00:00"}, Reason.BAD_TIME),
        ({"fromdate": "2023-01-01T00:00:00"}, Reason.BAD_TIME),
        ({"fromdate": "03/01/2022"}, Reason.BAD_TIME),
        ({"todate": "9999-12-31T00:00:00"}, Reason.BAD_TIME),
        ({"datemodified": "2022-02-30T00:00:00"}, Reason.BAD_TIME),
        ({"geometry": {"type": "Point", "coordinates": [9.8, 125.1]}}, Reason.BAD_COORDINATES),
        ({"geometry": {"type": "Point", "coordinates": [9.8, 25.1]}}, Reason.BAD_COORDINATES),
        ({"geometry": {"type": "Point", "coordinates": [0, 0]}}, Reason.BAD_COORDINATES),
        ({"geometry": None, "bbox": None}, Reason.BAD_COORDINATES),
        ({"bbox": [-999, 0, 999, 1]}, Reason.BAD_COORDINATES),
    ],
)
def test_one_bad_record_is_set_aside_with_its_reason_and_the_rest_is_read(
    changes: dict[str, object], reason: Reason
) -> None:
    reading = read_with(**changes)
    assert [bad.reason for bad in reading.quarantined] == [reason]
    assert len(reading.reports) == 3
    assert adds_up(reading)


def test_the_feed_starts_with_a_byte_order_mark_and_is_read() -> None:
    assert RSS.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [report.id for report in read(RSS).reports] == ["gdacs:FL1101234", "gdacs:EQ1300002"]


def test_the_feed_says_latitude_first() -> None:
    assert read(RSS).reports[0].places[0].point == Point(lon=-72.25, lat=-13.25)
    assert read(RSS).reports[1].places[0].point == Point(lon=176.0, lat=-38.0)


def test_api_and_feed_give_one_event_one_id() -> None:
    reading = read_with(eventtype="FL", eventid=1101234)
    assert reading.reports[0].id == read(RSS).reports[0].id


def test_a_box_is_longitudes_then_latitudes_and_stands_in_for_a_missing_point() -> None:
    reading = edited("<georss:point>-38.0 176.0</georss:point>", "")
    [place] = reading.reports[1].places
    assert place.point == Point(lon=176.0, lat=-38.0)
    assert 200 < place.radius_km < 400


def test_a_box_too_wide_to_be_a_place_gives_none() -> None:
    text = RSS.read_text("utf-8").replace("<georss:point>-38.0 176.0</georss:point>", "")
    reading = read(RSS, content=text.replace("174.0 178.0 -40.0 -36.0", "160.0 179.0 -47.0 -20.0").encode())
    assert reading.reports[1].places == ()
    assert reading.quarantined == ()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Mon, 03 Jan 2022 01:00:00 GMT", "yesterday", Reason.BAD_TIME),
        ("Mon, 03 Jan 2022 01:00:00 GMT", "Mon, 01 Jan 1601 00:00:00 GMT", Reason.BAD_TIME),
        ("<geo:lat>-13.25", "<geo:lat>NaN", Reason.BAD_COORDINATES),
        ("<geo:lat>-13.25", "<geo:lat>13,25", Reason.BAD_COORDINATES),
        ("<geo:lat>-13.25", "<geo:lat>-72.25", Reason.BAD_COORDINATES),
        ("<gdacs:eventid>1101234", "<gdacs:eventid>eleven", Reason.BAD_VALUE),
    ],
)
def test_one_bad_item_of_the_feed_costs_only_itself(before: str, after: str, reason: Reason) -> None:
    reading = edited(before, after)
    assert [bad.reason for bad in reading.quarantined] == [reason]
    assert [report.id for report in reading.reports] == ["gdacs:EQ1300002"]


def test_bytes_that_are_no_utf8_cost_only_their_item() -> None:
    content = RSS.read_bytes().replace(b"Orange flood", b"Orange fl\xf6od", 1)
    reading = read(RSS, content=content)
    assert [bad.reason for bad in reading.quarantined] == [Reason.BAD_ENCODING]
    assert len(reading.reports) == 1


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/evil.dtd">',
    ],
)
def test_a_feed_that_declares_a_dtd_is_refused(declaration: str) -> None:
    text = RSS.read_text("utf-8").replace("<rss ", f"{declaration}\n<rss ", 1).replace("Peru", "&a;")
    with pytest.raises(SourceChanged) as caught:
        read(RSS, content=text.encode())
    assert reason_of(caught.value) is Reason.FORBIDDEN_MARKUP


def test_the_search_asks_for_the_last_two_weeks() -> None:
    [address] = gdacs.addresses(datetime(2022, 1, 6, 12, tzinfo=UTC))
    assert "fromDate=2021-12-23&toDate=2022-01-06" in address


@pytest.mark.parametrize(("name", "count"), [("2026-04-19_gdacs.json", 82), ("2026-04-30_gdacs.json", 79)])
def test_a_recorded_search_is_read_in_whole(name: str, count: int, shared: Callable[[str], Path]) -> None:
    reading = read_recorded(API, shared(f"feeds/gdacs/{name}"))
    assert (reading.records, len(reading.reports), reading.skipped, reading.quarantined) == (count, count, 0, ())


def test_recorded_episodes_of_one_drought_are_versions_of_one_report(shared: Callable[[str], Path]) -> None:
    paths = [shared(f"feeds/gdacs/dr-1016449-ep{number}-event.json") for number in (1, 4, 5, 6)]
    reports = [read_recorded(API, path).reports[0] for path in paths]
    assert {report.id for report in reports} == {"gdacs:DR1016449"}
    assert len({report.native["episodeid"] for report in reports}) == 4


def test_a_recorded_geometry_body_counts_its_shapes_as_skipped(shared: Callable[[str], Path]) -> None:
    reading = read_recorded(API, shared("feeds/gdacs/tc-1001253-ep1-geometry.json"))
    assert (len(reading.reports), reading.skipped, reading.quarantined) == (1, 22, ())


def test_the_recorded_feed_with_only_a_box_is_read(shared: Callable[[str], Path]) -> None:
    content = shared("feeds/gdacs/gdacs-2.xml").read_bytes()
    reading = read(RSS, content=content, fetched_at=LATEST)
    assert [report.id for report in reading.reports] == ["gdacs:TC1000643"]
