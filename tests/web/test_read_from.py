"""An incident's page says from which words of a report each count, actor and target was read."""

from __future__ import annotations

from datetime import timedelta

from tests.web.seeding import DAY, happen, incident

from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.report import Report
from lookfar.domain.source import Body, Reading
from lookfar.domain.vocabulary import Origin
from lookfar.facts.reading import open_reading
from lookfar.records import feeds, reports
from lookfar.reports.understand import understand

TEXT = "Gunmen attacked a police station in Almaty, killing at least twelve officers & <b>others</b>."


def keep(text: str) -> None:
    """Keeps the report that the seeded incident was founded by, as a feed would bring it."""
    ident = ReportId("wikipedia_current_events:almaty")
    report = Report(
        id=ident, item=ident, source=SourceId("wikipedia_current_events"), title="", text=text, published_at=DAY
    )
    contact = feeds.keep_body_contact(
        Body(source=report.source, content=text.encode(), url="x", fetched_at=DAY),
        Reading(reports=(report,)),
        reported=1,
        now=DAY,
        origin=Origin.LIVE,
        validators=feeds.NO_VALIDATORS,
    )
    fresh = reports.Fresh(report=report, version=1, understandings=understand(report, open_reading()))
    reports.keep_reports([fresh], contact=contact, fetched_at=DAY, now=DAY, origin=Origin.LIVE)


def test_counts_actors_and_targets_show_the_words_they_were_read_from(client, db):
    happen(incident(recorded_at=DAY + timedelta(hours=12)))
    keep(TEXT)
    page = " ".join(client.get(f"/incidents/{incident().id}").content.decode().split())
    assert "at least 12 killed (read from: “<bdi>at least twelve</bdi>”)" in page
    assert "who: gunmen (read from: “<bdi>Gunmen</bdi>”)" in page
    assert "target: police station (read from: “<bdi>police station</bdi>”)" in page
    assert "<b>others" not in page


def test_a_report_that_says_none_of_these_shows_none(client, db):
    happen(incident(recorded_at=DAY + timedelta(hours=12)))
    keep("Talks go on in Almaty.")
    assert "read from:" not in client.get(f"/incidents/{incident().id}").content.decode()
