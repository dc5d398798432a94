"""Ways to look calm without having listened; each must end as degraded or blind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.test import Client
from tests.flow.parts_making import ALMATY, happen, riot
from tests.sources.recorded import PAYLOADS, body_of
from tests.web.seeding import DAY, incident

from lookfar import sources
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Level, Origin
from lookfar.flow import watching
from lookfar.flow.asking import issued_as_of, rating_as_of, verify
from lookfar.flow.health import hearing_as_of, source_states
from lookfar.flow.rating import Rater, rate_reheard, rate_world
from lookfar.flow.taking import take
from lookfar.flow.tools import open_tools
from lookfar.flow.watching import heard_as_of
from lookfar.ratings.coverage import Watch
from lookfar.records.models import AreaRating, ChangeRow, Contact
from lookfar.records.subjects import PrivatePlace

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NDJAMENA = PrivatePlace(name="N'Djamena", lon=15.04, lat=12.11, country="TCD", radius_km=5.0)
NEWS, CODED, QUAKES, DISASTERS, ADVICE = "wikipedia_current_events", "gdelt", "usgs", "gdacs", "uk_fcdo"


def contact(source: str, at: datetime, newest: datetime | None, **changes: object) -> None:
    row = {"url": "", "at": at, "recorded_at": at, "origin": "live", "outcome": "body", "newest": newest}
    Contact.objects.create(source=source, **(row | changes))


def heard(*names: str, until: datetime = DAY, days: int = 30) -> None:
    for name in names:
        for n in range(days + 1):
            contact(name, until - timedelta(days=n), until - timedelta(days=n))


def coverage(category: str, *, area: str = "TCD", at: datetime = DAY) -> Coverage:
    return rating_as_of(area, category, as_of=at).coverage


def state(source: str, at: datetime) -> Coverage:
    return next(one.coverage for one in source_states(at) if one.source.id == source)


@pytest.mark.parametrize(
    ("up", "terrorism", "hazard", "health"),
    [
        ([], Coverage.BLIND, Coverage.BLIND, Coverage.BLIND),
        ([ADVICE], Coverage.BLIND, Coverage.BLIND, Coverage.BLIND),
        ([QUAKES], Coverage.BLIND, Coverage.DEGRADED, Coverage.BLIND),
        ([QUAKES, DISASTERS, ADVICE], Coverage.BLIND, Coverage.DEGRADED, Coverage.BLIND),
        ([CODED, ADVICE], Coverage.DEGRADED, Coverage.BLIND, Coverage.BLIND),
        ([NEWS], Coverage.COVERED, Coverage.DEGRADED, Coverage.COVERED),
        ([NEWS, QUAKES, DISASTERS], Coverage.COVERED, Coverage.COVERED, Coverage.COVERED),
    ],
)
def test_what_may_be_concluded_when_only_these_are_heard(
    up: list[str], terrorism: Coverage, hazard: Coverage, health: Coverage
) -> None:
    heard(*up)
    for area in ("TCD", "NRU", "KAZ"):
        assert coverage("terrorism", area=area) is terrorism
        assert coverage("hazard", area=area) is hazard
        assert coverage("health", area=area) is health


def test_a_source_that_dies_after_the_daily_run_is_no_longer_covered_though_nothing_was_rated_since() -> None:
    heard(NEWS, CODED, QUAKES, DISASTERS)
    happen(incident("a", source=CODED, place=NDJAMENA, category=Category.TERRORISM, start=DAY - 13 * HOUR))
    issued = rate_world(Rater(open_tools()), as_of=DAY, origin=Origin.LIVE)
    for category in ("terrorism", "hazard"):
        assert coverage(category, at=DAY + timedelta(minutes=20)) is Coverage.COVERED
    assert coverage("hazard", at=DAY + 3 * HOUR) is Coverage.DEGRADED
    assert coverage("terrorism", at=DAY + 3 * HOUR) is Coverage.DEGRADED, "what was counted on is silent"
    assert coverage("terrorism", area="NRU", at=DAY + 3 * HOUR) is Coverage.COVERED, "nothing was counted on"
    assert coverage("unrest", at=DAY + 3 * HOUR) is Coverage.COVERED
    assert AreaRating.objects.count() == issued, "a question keeps nothing"


def test_where_nobody_is_heard_any_longer_an_issued_level_is_not_in_force() -> None:
    contact(NEWS, DAY, DAY - 100 * HOUR)
    rate_world(Rater(open_tools()), as_of=DAY, origin=Origin.LIVE)
    assert rating_as_of("TCD", "terrorism", as_of=DAY + HOUR).level > Level.NOT_ENOUGH_DATA
    later = rating_as_of("TCD", "terrorism", as_of=DAY + 10 * HOUR)
    assert (later.level, later.coverage) == (Level.NOT_ENOUGH_DATA, Coverage.BLIND)
    now = DAY + 11 * HOUR
    [kept] = [one for one in issued_as_of(["TCD"], as_of=now, now=now) if one.category == "terrorism"]
    assert kept.coverage is Coverage.BLIND
    assert verify(kept.id) == ""


def test_the_worker_rates_anew_what_is_heard_otherwise_and_nothing_else() -> None:
    heard(NEWS, QUAKES, DISASTERS)
    happen(riot("r", ALMATY, hours=1))
    rater = Rater(open_tools())
    rate_world(rater, as_of=DAY + 2 * HOUR, origin=Origin.LIVE)
    for name in (NEWS, QUAKES, DISASTERS):
        contact(name, DAY + 2 * HOUR, DAY + 2 * HOUR)
    assert reheard(rater, DAY + 3 * HOUR) == 0
    assert reheard(rater, DAY + 9 * HOUR) > 240
    assert reheard(rater, DAY + 9 * HOUR) == 0
    assert coverage("hazard", at=DAY + 9 * HOUR) is Coverage.DEGRADED
    assert not ChangeRow.objects.filter(category="hazard", after=0).exists(), "degraded is no level 0"


def reheard(rater: Rater, at: datetime) -> int:
    return rate_reheard(rater, open_tools().areas, heard_as_of(at), as_of=at, origin=Origin.LIVE)


def test_what_an_earlier_version_issued_stays_for_the_past_and_is_rated_anew_by_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard(QUAKES)
    rater = Rater(open_tools())
    with monkeypatch.context() as former:
        former.setattr(watching, "combine", lambda *_: Watch(coverage=Coverage.QUIET, since=DAY, until=DAY))
        rate_world(rater, as_of=DAY, origin=Origin.LIVE)
    assert coverage("hazard", at=DAY + HOUR) is Coverage.QUIET
    assert coverage("hazard", at=DAY + 3 * HOUR) is Coverage.DEGRADED, "its source has gone old since"
    assert reheard(rater, DAY + HOUR) == 250
    assert coverage("hazard", at=DAY + HOUR) is Coverage.DEGRADED


def fetch(name: str, at: datetime, content: bytes | None = None) -> None:
    """Takes the shipped payload (or other bytes) as fetched live at a time."""
    body = body_of(PAYLOADS / name, fetched_at=at, **({} if content is None else {"content": content}))
    take(body, open_tools(), now=at, origin=Origin.LIVE)


def weeks(start: datetime) -> Iterator[datetime]:
    return (start + n * timedelta(hours=12) for n in range(43))


QUIET_RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>GDACS</title></channel></rss>'


@pytest.mark.parametrize("name", ["usgs.geojson", "gdacs.json", "gdacs_feed.xml", "wikipedia_current_events.json"])
def test_the_same_old_body_for_three_weeks_is_not_hearing(name: str) -> None:
    at = body_of(PAYLOADS / name).fetched_at
    for moment in weeks(at):
        fetch(name, moment)
    assert state(sources_id(name), at) is Coverage.COVERED
    assert state(sources_id(name), moment) is Coverage.BLIND


def sources_id(name: str) -> str:
    return max((known for known in sources.known() if name.startswith(known)), key=len)


def test_a_body_generated_in_the_far_future_never_counts_as_new() -> None:
    frozen = orjson.loads((PAYLOADS / "usgs.geojson").read_bytes())
    frozen["metadata"]["generated"] = 4_102_444_800_000
    at = body_of(PAYLOADS / "usgs.geojson").fetched_at
    for moment in weeks(at):
        fetch("usgs.geojson", moment, orjson.dumps(frozen))
    assert state(QUAKES, moment) is Coverage.BLIND


def test_an_empty_feed_that_answers_for_three_weeks_is_blind() -> None:
    at = body_of(PAYLOADS / "gdacs_feed.xml").fetched_at
    fetch("gdacs_feed.xml", at)
    for moment in weeks(at + HOUR):
        fetch("gdacs_feed.xml", moment, QUIET_RSS)
    assert state(DISASTERS, moment) is Coverage.BLIND


@pytest.mark.parametrize("spoilt", ["time", "updated"])
def test_a_body_whose_records_cannot_be_read_is_no_quiet(spoilt: str) -> None:
    broken = orjson.loads((PAYLOADS / "usgs.geojson").read_bytes())
    for feature in broken["features"]:
        feature["properties"][spoilt] = None
    for n in range(10):
        at = DAY + n * HOUR
        broken["metadata"]["generated"] = at.timestamp() * 1000
        fetch("usgs.geojson", at, orjson.dumps(broken))
    assert state(QUAKES, at) is Coverage.BLIND
    assert coverage("hazard", at=at) is Coverage.BLIND


def test_news_without_any_date_is_blind() -> None:
    for n in range(5):
        contact(NEWS, DAY + n * HOUR, None)
    assert state(NEWS, DAY + 5 * HOUR) is Coverage.BLIND
    assert coverage("unrest", at=DAY + 5 * HOUR) is Coverage.BLIND


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=400)])
def test_contacts_of_a_clock_that_was_set_back_are_no_hearing_now(ahead: timedelta) -> None:
    for name in (NEWS, QUAKES):
        contact(name, DAY - timedelta(days=20), DAY - timedelta(days=20))
        contact(name, DAY + ahead, DAY + ahead)
        contact(name, DAY + ahead, DAY + ahead, recorded_at=DAY - HOUR)
        assert state(name, DAY) is Coverage.BLIND
    assert {coverage(one) for one in ("unrest", "hazard", "security")} == {Coverage.BLIND}


def test_advice_alone_is_said_to_be_no_hearing_of_incidents() -> None:
    heard(ADVICE)
    page = Client().get("/?as_of=2022-01-06").content.decode()
    assert "No feed that tells of incidents was heard" in page
    assert hearing_as_of(DAY).all_blind


def test_a_list_is_not_called_complete_while_a_feed_brings_nothing_new() -> None:
    live = (NEWS, CODED, QUAKES, DISASTERS, ADVICE)
    heard(*live)
    fresh, late = (f"/?as_of=2022-01-06T00:{minute}:00Z&area=PER" for minute in ("10", "40"))
    assert "All feeds are heard" in Client().get(fresh).content.decode()
    assert "1 of 5 feeds is late, so something may be missing" in Client().get(late).content.decode()


def test_the_health_of_an_installation_does_not_wait_for_a_closed_record() -> None:
    now = datetime.now(UTC)
    for name in (NEWS, CODED, QUAKES, DISASTERS, ADVICE):
        contact(name, now, now)
    parts = Client().get("/health").json()["parts"]
    told = {name: part["state"] for name, part in parts.items() if name.startswith("source:")}
    assert told == {f"source:{name}": "ok" for name in (NEWS, CODED, QUAKES, DISASTERS, ADVICE)}


def test_answers_that_bring_nothing_are_no_hearing() -> None:
    heard(NEWS, DISASTERS, until=DAY - timedelta(days=10))
    for n in range(240):
        at = DAY - n * HOUR
        contact(NEWS, at, None, outcome="not_modified")
        contact(DISASTERS, at, at, outcome="changed")
    assert (state(NEWS, DAY), state(DISASTERS, DAY)) == (Coverage.BLIND, Coverage.BLIND)
