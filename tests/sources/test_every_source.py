"""What every source promises; a new file in the folder is held to it at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.recorded import LATEST, PAYLOADS, adds_up, body_of, read, source_of

from lookfar.domain.errors import SourceChanged, SourceError, SourceUnreachable
from lookfar.formats.records import Reason, reason_of
from lookfar.sources import HasAddresses, SourceModule, known

PATHS = sorted(PAYLOADS.iterdir())
each_payload = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
each_source = pytest.mark.parametrize("source", known().values(), ids=list(known()))


@each_source
def test_it_says_who_publishes_under_what_licence_and_where_that_is_written(source: SourceModule) -> None:
    about = source.SOURCE
    for filled in (about.name, about.publisher, about.licence, about.attribution):
        assert filled.strip() == filled != ""
    for address in (about.homepage, about.licence_url, about.specification, *about.urls):
        assert address.startswith("https://")
    assert timedelta(minutes=1) <= about.rhythm < about.stale_after
    assert about.categories
    assert bool(about.urls) is not about.historic


@each_source
def test_it_has_a_payload(source: SourceModule) -> None:
    assert any(source_of(path) is source for path in PATHS)


@each_source
def test_its_addresses_are_secure_and_distinct(source: SourceModule) -> None:
    named = source.addresses(LATEST) if isinstance(source, HasAddresses) else source.SOURCE.urls
    assert len(set(named)) == len(named)
    assert all(address.startswith("https://") for address in named)


@each_payload
def test_it_reads_all_of_its_payload(path: Path) -> None:
    reading = read(path)
    assert reading.records > 0
    assert adds_up(reading)
    assert reading.quarantined == ()
    assert reading.reports or reading.advice or reading.follow
    assert len(reading.follow) == len(reading.follow_changed_at)


@each_payload
def test_ids_are_distinct_stable_and_carry_the_name_of_the_source(path: Path) -> None:
    first, again = read(path), read(path, fetched_at=LATEST)
    ids = [told.id for told in (*first.reports, *first.advice)]
    assert len(set(ids)) == len(ids)
    assert ids == [told.id for told in (*again.reports, *again.advice)]
    assert all(told.startswith(f"{source_of(path).SOURCE.id}:") for told in ids)
    for report in first.reports:
        assert report.id == report.item or report.id.startswith(f"{report.item}#")


@each_payload
def test_reading_twice_gives_equal_values(path: Path) -> None:
    assert read(path) == read(path)


@each_payload
def test_what_a_report_says_does_not_depend_on_when_it_was_fetched(path: Path) -> None:
    assert read(path).reports == read(path, fetched_at=LATEST).reports


@each_payload
def test_times_are_utc_and_the_newest_is_not_in_the_future(path: Path) -> None:
    reading = read(path)
    at = body_of(path).fetched_at
    assert reading.newest is not None
    assert reading.newest <= at
    for report in reading.reports:
        assert report.published_at.tzinfo is UTC
        assert report.happened is not None
        assert report.happened.start.tzinfo is UTC
    assert all(advice.updated_at.utcoffset() == timedelta() for advice in reading.advice)


@each_payload
def test_places_are_on_earth_with_a_radius_of_doubt_or_absent(path: Path) -> None:
    for place in (place for report in read(path).reports for place in report.places):
        assert -180 <= place.point.lon <= 180
        assert -90 <= place.point.lat <= 90
        assert (place.point.lon, place.point.lat) != (0, 0)
        assert place.radius_km > 0
        assert place.country == "" or (len(place.country) == 3 and place.country.isupper())


@each_payload
def test_texts_are_plain_and_titles_are_short(path: Path) -> None:
    reading = read(path)
    texts = [
        text for report in reading.reports for text in (report.title, report.text, report.context, report.topic)
    ]
    texts += [text for advice in reading.advice for text in (advice.summary, advice.change)]
    for text in (text.replace(" > ", " / ") for text in texts):
        assert not set(text) & set("<>\r\n\t\0\u202e")
        assert "&amp;" not in text
        assert "[[" not in text
        assert "''" not in text
        assert text == text.strip()
    assert all(0 < len(report.title) <= 120 for report in reading.reports)


@each_payload
def test_links_are_addresses_with_names(path: Path) -> None:
    for link in (link for report in read(path).reports for link in report.links):
        assert link.url.startswith(("https://", "http://"))
        assert link.name or link.url


@each_payload
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \r\n\t ", Reason.EMPTY),
        (b"<!DOCTYPE html><html><body>Down for maintenance</body></html>", Reason.NOT_THE_FEED),
        (b"<html lang=en><title>Sign in</title>", Reason.NOT_THE_FEED),
        (b"Service unavailable", Reason.NOT_THE_FEED),
    ],
)
def test_what_is_not_the_feed_is_a_failure_and_never_calm(path: Path, content: bytes, reason: Reason) -> None:
    with pytest.raises(SourceUnreachable) as caught:
        read(path, content=content)
    assert reason_of(caught.value) is reason


@each_payload
@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"items": 3}', b'{"features": {}}', b"null", b'"text"', b"7"])
def test_another_form_is_a_change_and_never_calm(path: Path, content: bytes) -> None:
    with pytest.raises(SourceError):
        read(path, content=content)


@each_payload
def test_an_oversized_body_is_refused(path: Path) -> None:
    with pytest.raises(SourceChanged) as caught:
        read(path, content=body_of(path).content + b" " * (20 * 2**20))
    assert reason_of(caught.value) is Reason.OVERSIZED


@each_payload
def test_half_a_body_is_called_cut(path: Path) -> None:
    content = body_of(path).content
    with pytest.raises(SourceChanged) as caught:
        read(path, content=content[: len(content) // 2])
    assert reason_of(caught.value) is Reason.CUT


@each_payload
@settings(max_examples=12)
@given(data=st.data())
def test_a_cut_body_raises_a_source_error_and_nothing_else(path: Path, data: st.DataObject) -> None:
    content = body_of(path).content.rstrip()
    end = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(SourceError):
        read(path, content=content[:end])


@each_payload
@settings(max_examples=30)
@given(data=st.data())
def test_a_flipped_bit_is_an_error_or_leaves_every_record_accounted_for(path: Path, data: st.DataObject) -> None:
    content = bytearray(body_of(path).content)
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        reading = read(path, content=bytes(content))
    except SourceError:
        return
    assert adds_up(reading)
    assert {bad.reason for bad in reading.quarantined} <= set(Reason)


@each_payload
@settings(max_examples=12)
@given(content=st.binary(max_size=200))
def test_noise_is_a_source_error(path: Path, content: bytes) -> None:
    with pytest.raises(SourceError):
        read(path, content=content)


@each_payload
def test_a_body_of_a_time_ahead_of_its_fetch_shows_no_freshness_and_the_same_body_ages(path: Path) -> None:
    """Fetched again and again it would else count as new for ever."""
    if source_of(path).SOURCE.historic:
        pytest.skip("nothing new is expected of a closed record")
    at = body_of(path).fetched_at
    for early in (at - timedelta(hours=30), at - timedelta(days=400)):
        found = _newest(path, early)
        assert found is None or found < early - timedelta(minutes=10)
    assert _newest(path, at + timedelta(days=21)) == _newest(path, at + timedelta(days=2))


def _newest(path: Path, fetched_at: datetime) -> datetime | None:
    try:
        return read(path, fetched_at=fetched_at).newest
    except SourceError:
        return None
