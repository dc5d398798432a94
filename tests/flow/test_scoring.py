"""The score: from the records through the lake to a dated document that is never edited."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.flow.scored import CALM, DAY, FIRST, GRAVE, NOW, SECURITY, UNREST, half_a_year, issue, scored
from tests.web.seeding import happen, house, incident

from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.report import Advice, Link
from lookfar.domain.vocabulary import Level, Origin
from lookfar.flow.lake import export
from lookfar.flow.scoring import is_due, read
from lookfar.lake.store import Lake
from lookfar.records import feeds, scores
from lookfar.records.models import AlertRow, Contact, DeliveryRow, ScoreReport
from lookfar.records.punctuality import punctuality
from lookfar.sources import uk_fcdo

pytestmark = pytest.mark.django_db


def rows(told: dict, category: str, days: int) -> dict[str, dict]:
    found = told["levels"]["rows"]
    return {row["level"]: row for row in found if (row["category"], row["days"]) == (category, days)}


def test_levels_are_held_against_what_followed(tmp_path: Path) -> None:
    half_a_year()
    told = read(scored(tmp_path))
    of = rows(told, UNREST, 90)
    assert of["4"]["places"] == of["4-5"]["places"] == 5
    assert of["4"]["at_least_1"] == {"share": 0.6, "low": 0.2307, "high": 0.8824}
    assert of["1"]["at_least_1"]["share"] == 0.2
    assert of["4"]["windows"] == 5 * 62
    assert rows(told, SECURITY, 90)["4"]["at_least_1"]["share"] == 0.6
    assert 0 < of["4"]["at_least_5"]["share"] < 0.6
    assert told["found"][0] == (
        "Of the places we rated level 4 or 5 for security, 60 % had a violent incident in the next 90 days "
        "(n = 5 places, 23-88 %); of those at level 1 or 2, 20 % (n = 5 places, 4-62 %)."
    )


def test_a_span_no_window_of_which_is_over_is_said_to_be_unknown(tmp_path: Path) -> None:
    half_a_year()
    told = read(scored(tmp_path))
    assert rows(told, UNREST, 180) == {}
    assert (
        "No complete window of 180 days among the daily ratings of the last 730 days (3,020 are still running)."
        in told["not_known"]
    )
    assert any("forecast has been resolved" in line for line in told["not_known"])


def test_a_day_that_was_blind_takes_out_the_windows_it_lies_in(tmp_path: Path) -> None:
    half_a_year(blind=[75])
    told = read(scored(tmp_path))
    assert rows(told, UNREST, 90) == {}
    left = {row["days"]: row for row in told["levels"]["left_out"]}
    assert (left[90]["counted"], left[90]["not_listened"]) == (0, 20 * 62)
    assert left[30]["not_listened"] == 20 * 30
    assert told["spoken_of"] == 30
    assert "had days that nobody listened to" in told["not_known"][0]


def test_a_promise_that_is_kept_is_not_complained_of(tmp_path: Path) -> None:
    half_a_year()
    told = read(scored(tmp_path))
    promise = rows(told, UNREST, 90)["4"]["foretold"]
    assert promise["expected"] == 3.0
    assert promise["seen"] == pytest.approx(0.6 * 4.5, abs=0.2)
    assert promise["broken"] == ""
    assert told["promises"] == []
    assert told["compared"] == 2


def test_levels_that_promise_more_than_follows_are_told(tmp_path: Path) -> None:
    half_a_year(calm=Level.HIGH, riot=False)
    told = read(scored(tmp_path))
    assert told["promises"] == [
        "Unrest, level 4: our levels promised more than followed. Foretold 3.0 incidents a place in 90 days, "
        "0.00 came (n = 10 places)."
    ]


def test_replayed_ratings_make_a_score_reconstructed(tmp_path: Path) -> None:
    half_a_year(origin=Origin.REPLAYED)
    assert read(scored(tmp_path))["reconstructed"] is True


def test_an_empty_store_says_what_it_does_not_know(tmp_path: Path) -> None:
    told = read(scored(tmp_path))
    assert told["found"] == []
    assert told["promises"] == []
    assert told["reconstructed"] is False
    assert told["not_known"][0].startswith("No daily rating of the last 730 days is in the lake:")
    assert told["sensitivity"] is None


def test_ratings_that_are_no_longer_looked_at_are_not_said_to_be_missing(tmp_path: Path) -> None:
    half_a_year()
    told = read(scored(tmp_path, as_of=NOW + 730 * DAY))
    assert told["not_known"][0] == (
        "No daily rating of the last 730 days is in the lake: nothing can be held against what followed. "
        "Older ones are not looked at."
    )
    assert "the daily ratings of the last 730 days" in told["relevant"]


def advice(country: str, *statuses: str) -> Advice:
    return Advice(
        id=ReportId(f"uk_fcdo:{country}"),
        source=SourceId("uk_fcdo"),
        issuer=uk_fcdo.SOURCE.publisher,
        country=country,
        statuses=statuses,
        summary="",
        change="",
        updated_at=FIRST,
        link=Link(url="https://www.gov.uk/x", name="x"),
    )


def test_levels_stand_beside_the_advice_known_then(tmp_path: Path) -> None:
    half_a_year()
    worst = uk_fcdo.WARNINGS[-1]
    for area in (*GRAVE[:4], CALM[0]):
        feeds.keep_advice(advice(area, worst), now=FIRST, origin=Origin.LIVE)
    for area in (GRAVE[4], *CALM[1:]):
        feeds.keep_advice(advice(area), now=FIRST, origin=Origin.LIVE)
    feeds.keep_advice(advice(CALM[4], worst), now=NOW + DAY, origin=Origin.LIVE)
    told = read(scored(tmp_path))["agreement"]["advice"]
    table = {row["advice"]: row["levels"] for row in told["table"]}
    assert table["no_warning"] == [4, 0, 0, 1, 0]
    assert table[worst] == [1, 0, 0, 4, 0]
    assert (told["places"], told["agreement"]["rho"]) == (10, 0.6)
    assert (told["we_are_calmer"], told["we_are_graver"]) == ([CALM[0]], [GRAVE[4]])


def test_a_score_is_made_once_for_a_date_and_never_edited(tmp_path: Path) -> None:
    first = scored(tmp_path)
    half_a_year()
    assert scored(tmp_path) == first
    second = scored(tmp_path, as_of=NOW + DAY)
    assert second.previous == first.hash
    assert json.loads(second.content)["previous"] == first.hash
    assert scores.faults() == []


@pytest.mark.parametrize("tampering", ["content", "hash", "previous", "gone"])
def test_a_broken_chain_is_told(tmp_path: Path, tampering: str) -> None:
    for n in range(3):
        scored(tmp_path, as_of=NOW + n * DAY)
    middle = ScoreReport.objects.get(date=NOW + DAY)
    if tampering == "gone":
        middle.delete()
    else:
        changed = middle.content.replace('"found":[]', '"found":["All was well."]')
        given = {"content": changed, "hash": "0" * 64, "previous": "0" * 64}[tampering]
        ScoreReport.objects.filter(pk=middle.pk).update(**{tampering: given})
    assert scores.faults()


def test_the_newest_up_to_a_time_is_shown(tmp_path: Path) -> None:
    first, second = scored(tmp_path), scored(tmp_path, as_of=NOW + 7 * DAY)
    assert scores.newest(as_of=NOW - timedelta(seconds=1)) is None
    assert scores.newest(as_of=NOW + DAY) == first
    assert scores.newest(as_of=NOW + 8 * DAY) == second
    assert scores.dates(as_of=NOW + 8 * DAY) == [second.date, first.date]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2022, 4, 1, 0, 5, tzinfo=UTC), datetime(2022, 4, 1, tzinfo=UTC)),
        (datetime(2022, 4, 3, 23, tzinfo=UTC), datetime(2022, 4, 1, tzinfo=UTC)),
        (datetime(2022, 4, 4, 1, tzinfo=UTC), datetime(2022, 4, 4, tzinfo=UTC)),
        (datetime(2022, 4, 6, 1, tzinfo=UTC), datetime(2022, 4, 4, tzinfo=UTC)),
    ],
)
def test_a_score_is_due_every_monday_and_first_of_the_month(tmp_path: Path, now: datetime, due: datetime) -> None:
    assert is_due(now) == due
    scored(tmp_path, as_of=due)
    assert is_due(now) is None


def test_ratings_are_exported_once_and_only_daily_ones(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    issue("KAZ", FIRST, Level.HIGH)
    assert export(lake, now=NOW).ratings == 2
    assert export(lake, now=NOW).months == ()
    issue("KAZ", FIRST + DAY, Level.HIGH)
    assert export(lake, now=NOW).ratings == 4


def test_what_moves_a_rating_is_tried_on_what_is_known(tmp_path: Path) -> None:
    half_a_year()
    for at in (FIRST, NOW - timedelta(hours=1)):
        Contact.objects.create(
            source="wikipedia_current_events", at=at, recorded_at=at, origin="live", outcome="body", newest=at
        )
    told = read(scored(tmp_path))["sensitivity"]
    assert told["areas"] == 10
    assert (told["surge"]["holds"], told["duplicates"]["holds"]) == (True, True)
    assert told["duplicates"]["step"] > 0
    gone = {row["input"]: row for row in told["dropped"]}
    assert gone["source wikipedia_current_events"]["agreement"] is None
    assert gone["figure political_stability"]["agreement"]["n"] == 10


@pytest.mark.parametrize(
    ("states", "late", "lost"),
    [
        ([("delivered", 10), ("delivered", 20)], 0.0, 0.0),
        ([("delivered", 10), ("delivered", 600)], 0.5, 0.0),
        ([("delivered", 10), ("dead_letter", None)], 0.0, 0.5),
        ([("delivered", 10), ("failed", None)], 0.5, 0.0),
    ],
)
def test_late_and_lost_alerts_are_told(states: list[tuple[str, int | None]], late: float, lost: float) -> None:
    house("Steppe Aid")
    happen(incident())
    row = AlertRow.objects.filter(held="").order_by("pk").first()
    assert row is not None
    DeliveryRow.objects.all().delete()
    for n, (state, seconds) in enumerate(states):
        at = None if seconds is None else row.issued_at + timedelta(seconds=seconds)
        DeliveryRow.objects.create(
            alert=row, channel="file", receiver=f"r{n}", state=state, due_at=row.issued_at, delivered_at=at
        )
    span = {"since": row.issued_at - DAY, "until": row.issued_at + DAY, "late": timedelta(minutes=5)}
    found = punctuality(**span)
    assert found is not None
    assert (found.late, found.lost) == (late, lost)
    AlertRow.objects.update(origin="replayed")
    assert punctuality(**span) is None
