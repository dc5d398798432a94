from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pycountry
import pytest
from tests.sources.recorded import LATEST, PAYLOADS, adds_up, read, read_recorded

from lookfar.domain.report import Advice
from lookfar.domain.source import Reading
from lookfar.formats.records import BadRecord, Reason
from lookfar.sources.uk_fcdo import countries_of

INDEX = PAYLOADS / "uk_fcdo.json"
COUNTRY = PAYLOADS / "uk_fcdo_country.json"
ISLANDS = PAYLOADS / "uk_fcdo_islands.json"
BASE = "https://www.gov.uk/api/content/foreign-travel-advice"


def advice_with(**details: object) -> Reading:
    """The country payload with values of `details` changed; `...` takes a key away."""
    page = orjson.loads(COUNTRY.read_bytes())
    page["details"] = {k: v for k, v in (page["details"] | details).items() if v is not ...}
    return read(COUNTRY, content=orjson.dumps(page))


def only(reading: Reading) -> Advice:
    [advice] = reading.advice
    return advice


def test_the_index_gives_addresses_newest_change_first_and_no_advice() -> None:
    reading = read(INDEX)
    assert [address.removeprefix(f"{BASE}/") for address in reading.follow] == [
        "kazakhstan",
        "kosovo",
        "the-gambia",
        "cook-islands-tokelau-and-niue",
    ]
    assert reading.follow_changed_at[:2] == (
        datetime(2022, 1, 6, 14, 5, tzinfo=UTC),
        datetime(2022, 1, 5, 7, 0, tzinfo=UTC),
    )
    assert (reading.advice, reading.reports, reading.records, reading.skipped) == ((), (), 4, 4)


def test_warnings_are_the_publishers_words() -> None:
    advice = only(read(COUNTRY))
    assert (advice.country, advice.issuer) == ("KAZ", "GBR")
    assert advice.statuses == ("avoid_all_but_essential_travel_to_parts",)
    assert advice.link.url == "https://www.gov.uk/foreign-travel-advice/kazakhstan"


def test_no_warning_and_unknown_are_two_things() -> None:
    assert only(advice_with(alert_status=[])).statuses == ()
    assert only(advice_with(alert_status=...)).statuses is None
    assert only(advice_with(alert_status=None)).statuses is None


@pytest.mark.parametrize("value", ["avoid_all", {"a": 1}, [1, 2], [None], 3])
def test_warnings_in_another_form_are_not_read_as_none(value: object) -> None:
    reading = advice_with(alert_status=value)
    assert reading.advice == ()
    assert [bad.reason for bad in reading.quarantined] == [Reason.SCHEMA_CHANGED]
    assert adds_up(reading)


def test_the_summary_is_plain_and_falls_back_to_the_first_part() -> None:
    assert only(read(COUNTRY)).summary.startswith("Before you travel FCDO advises")
    assert only(advice_with(summary="<p>Do&nbsp;not <b>go</b>.</p>")).summary == "Do not go."
    assert only(advice_with(parts=[])).summary == ""


def test_a_page_for_several_countries_is_advice_for_each_and_one_record() -> None:
    reading = read(ISLANDS)
    assert [advice.country for advice in reading.advice] == ["COK", "TKL", "NIU"]
    assert reading.records == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"country": {"slug": "atlantis", "name": "Atlantis"}}, Reason.BAD_VALUE),
        ({"country": {"slug": "../../etc", "name": "France"}}, Reason.BAD_VALUE),
        ({"country": ...}, Reason.MISSING_FIELD),
        ({"country": {"name": "France"}}, Reason.MISSING_FIELD),
    ],
)
def test_a_page_that_cannot_be_read_is_set_aside(changes: dict[str, object], reason: Reason) -> None:
    reading = advice_with(**changes)
    assert [bad.reason for bad in reading.quarantined] == [reason]
    assert adds_up(reading)


@pytest.mark.parametrize(
    "time", ["1601-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "yesterday", "2022-01-06T14:05:00"]
)
def test_an_impossible_time_is_set_aside(time: str) -> None:
    page = orjson.loads(COUNTRY.read_bytes()) | {"public_updated_at": time}
    assert [bad.reason for bad in read(COUNTRY, content=orjson.dumps(page)).quarantined] == [Reason.BAD_TIME]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"base_path": "/foreign-travel-advice/../../secrets"}, Reason.BAD_VALUE),
        ({"base_path": "https://evil.example/"}, Reason.BAD_VALUE),
        ({"base_path": None}, Reason.MISSING_FIELD),
        ({"public_updated_at": "2031-01-01T00:00:00Z"}, Reason.BAD_TIME),
        ({"details": {}}, Reason.MISSING_FIELD),
    ],
)
def test_one_bad_entry_of_the_index_costs_only_itself(changes: dict[str, object], reason: Reason) -> None:
    index = orjson.loads(INDEX.read_bytes())
    index["links"]["children"][0] |= changes
    reading = read(INDEX, content=orjson.dumps(index))
    assert [bad.reason for bad in reading.quarantined] == [reason]
    assert len(reading.follow) == 3
    assert adds_up(reading)


def test_a_withdrawn_page_is_not_followed() -> None:
    index = orjson.loads(INDEX.read_bytes())
    index["links"]["children"][0]["withdrawn"] = True
    reading = read(INDEX, content=orjson.dumps(index))
    assert len(reading.follow) == 3
    assert adds_up(reading)


@pytest.mark.parametrize(
    ("slug", "name", "codes"),
    [
        ("kazakhstan", "Kazakhstan", ("KAZ",)),
        ("usa", "USA", ("USA",)),
        ("south-korea", "South Korea", ("KOR",)),
        ("north-korea", "North Korea", ("PRK",)),
        ("congo", "Congo", ("COG",)),
        ("democratic-republic-of-the-congo", "Democratic Republic of the Congo", ("COD",)),
        ("georgia", "Georgia", ("GEO",)),
        ("niger", "Niger", ("NER",)),
        ("nigeria", "Nigeria", ("NGA",)),
        ("guinea", "Guinea", ("GIN",)),
        ("namibia", "Namibia", ("NAM",)),
        ("kosovo", "Kosovo", ("XKX",)),
        ("cote-d-ivoire", "Côte d'Ivoire", ("CIV",)),
        ("st-martin-and-st-barthelemy", "St Martin and St Barthélemy", ("MAF", "BLM")),
    ],
)
def test_pages_are_mapped_to_the_right_country(slug: str, name: str, codes: tuple[str, ...]) -> None:
    assert countries_of(slug, name) == codes


def test_an_unknown_country_is_said_to_be_unknown() -> None:
    with pytest.raises(BadRecord):
        countries_of("atlantis", "Atlantis")


@pytest.mark.parametrize("day", ["2026-03-26", "2026-04-07", "2026-05-03"])
def test_every_country_of_a_recorded_index_is_known(day: str, shared: Callable[[str], Path]) -> None:
    path = shared(f"feeds/fcdo/{day}_advisories-uk.json")
    reading = read_recorded(INDEX, path)
    assert (reading.records, len(reading.follow), reading.quarantined) == (226, 226, ())
    countries = [child["details"]["country"] for child in orjson.loads(path.read_bytes())["links"]["children"]]
    codes = [code for country in countries for code in countries_of(country["slug"], country["name"])]
    assert len(codes) == len(set(codes))
    assert {code for code in codes if pycountry.countries.get(alpha_3=code) is None} == {"XKX"}


def test_a_recorded_country_page_is_read(shared: Callable[[str], Path]) -> None:
    content = shared("feeds/fcdo/examples__travel_advice__frontend__alt-country.json").read_bytes()
    advice = only(read(COUNTRY, content=content, fetched_at=LATEST))
    assert (advice.country, advice.statuses) == ("TUR", ())
    assert len(advice.summary) <= 600
