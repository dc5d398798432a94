"""What must not shake a rating: a clock set back, a source gone blind, a newer method, a change log that was altered."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.flow.parts_making import ALMATY, happen, heard, riot
from tests.web.seeding import DAY

from lookfar.cli import rate
from lookfar.domain.errors import Tampered
from lookfar.domain.ids import content_hash
from lookfar.domain.rating import Rating
from lookfar.domain.times import parse_time
from lookfar.domain.vocabulary import Coverage, Level, Origin
from lookfar.flow.asking import broken_change, issued_as_of, last_change, rating_as_of
from lookfar.flow.rating import Rater, rate_touched, rate_world
from lookfar.flow.tools import open_tools
from lookfar.ratings.inputs import Run
from lookfar.ratings.issued import issued_bytes
from lookfar.records import ratings as kept
from lookfar.records.models import AreaRating, ChangeRow

pytestmark = pytest.mark.django_db
FORMER = [
    row
    for path in sorted((Path(__file__).parents[1] / "ratings").glob("issued_by_*.json"))
    for row in json.loads(path.read_text(encoding="utf-8"))
]


def keep(row: dict[str, str]) -> tuple[str, str]:
    """Stores what a former method issued, as its version did; the id of one rating, and the method."""
    told = json.loads(row["snapshot"])
    digest = content_hash(row["snapshot"].encode())
    issue = kept.Issue(
        area=told["area"],
        as_of=parse_time(told["as_of"]),
        run="daily",
        method=told["method"],
        digest=digest,
        snapshot=row["snapshot"].encode(),
        issued=row["issued"].encode(),
        origin=Origin.LIVE,
    )
    kept.keep_issues([issue])
    return f"{digest[:20]}:unrest", told["method"]


@pytest.mark.parametrize("number", range(len(FORMER)))
def test_a_rating_of_a_former_method_is_verified_from_the_store(
    number: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "open_store", lambda: None)
    name, method = keep(FORMER[number])
    assert not method.startswith(open_tools().methods.current.name + "@")
    assert rate.run(["--verify", name]) == 0
    assert "the bytes agree" in capsys.readouterr().out


def test_a_source_that_goes_blind_leaves_level_0_and_never_calm() -> None:
    heard(until=DAY + timedelta(days=2))
    rater, areas = Rater(open_tools()), ["KAZ", "KAZ.02", "PER"]
    happen(*(riot(f"r{n}", ALMATY, deaths=60) for n in range(3)))
    rate_touched(rater, areas, as_of=DAY + timedelta(days=2), origin=Origin.LIVE)
    seen = rating_as_of("KAZ", "unrest", as_of=DAY + timedelta(days=2))
    assert seen.level >= Level.HIGH
    silent = DAY + timedelta(days=12)
    rate_touched(rater, areas, as_of=silent, origin=Origin.LIVE)
    for area in areas:
        for category in ("unrest", "security"):
            found = rating_as_of(area, category, as_of=silent)
            assert (found.level, found.coverage, found.outlook) == (Level.NOT_ENOUGH_DATA, Coverage.BLIND, None)
    change = last_change("KAZ", "unrest", as_of=silent)
    assert change is not None
    assert (change.before, change.after) == (seen.level, Level.NOT_ENOUGH_DATA)
    assert "no source is heard" in change.reason
    assert broken_change() == ""


def ratings(rater: Rater, at: datetime) -> list[bytes]:
    return [issued_bytes(one) for one in rater.compute(["KAZ", "KAZ.02", "PER"], as_of=at)]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_set_back_gives_what_was_known_then_and_logs_no_rise_twice(restarted: bool) -> None:
    heard()
    tools, areas = open_tools(), ["KAZ", "KAZ.02"]
    rater = Rater(tools)
    early, late = DAY + timedelta(days=1), DAY + timedelta(days=3)
    rate_touched(rater, areas, as_of=DAY, origin=Origin.LIVE)
    then = ratings(rater, early)
    happen(*(riot(f"r{n}", ALMATY, start=early, deaths=60) for n in range(3)))
    rate_touched(rater, areas, as_of=late, origin=Origin.LIVE)
    risen = last_change("KAZ", "unrest", as_of=late)
    assert risen is not None
    if restarted:
        rater = Rater(tools)
    assert ratings(rater, early) == ratings(Rater(tools), early) == then
    for moment in (early, early + timedelta(minutes=1), late + timedelta(hours=1)):
        rate_touched(rater, areas, as_of=moment, origin=Origin.LIVE)
    assert last_change("KAZ", "unrest", as_of=late + timedelta(hours=1)) == risen, "it had risen at the later time"
    assert broken_change() == ""


def test_a_second_daily_run_of_a_clock_set_back_issues_nothing_twice() -> None:
    rater = Rater(open_tools())
    assert rate_world(rater, as_of=DAY, origin=Origin.LIVE) > 0
    assert rate_world(rater, as_of=DAY, origin=Origin.LIVE) == 0


def risen() -> Rating:
    heard()
    rater = Rater(open_tools())
    rate_touched(rater, ["KAZ", "KAZ.02"], as_of=DAY, origin=Origin.LIVE)
    happen(*(riot(f"r{n}", ALMATY, deaths=60 - n) for n in range(4)))
    rate_touched(rater, ["KAZ", "KAZ.02"], as_of=DAY + timedelta(days=1), origin=Origin.LIVE)
    return rating_as_of("KAZ", "unrest", as_of=DAY + timedelta(days=1))


@pytest.mark.parametrize("harm", ["level", "link", "time", "swapped", "added"])
def test_a_change_log_altered_in_the_middle_is_named_by_verify_all(
    harm: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "open_store", lambda: None)
    risen()
    assert rate.run(["--verify-all"]) == 0
    rows = list(ChangeRow.objects.order_by("pk"))
    assert len(rows) > 3
    one, other = rows[1], rows[2]
    match harm:
        case "level":
            one.after = 1
        case "link":
            one.chain = "0" * 64
        case "time":
            one.at += timedelta(days=1)
        case "swapped":
            one.category, other.category = other.category, one.category
            other.save()
        case _:
            one.pk = rows[-1].pk + 1
    one.save()
    capsys.readouterr()
    assert rate.run(["--verify-all"]) == 1
    assert f"row {one.pk} of the change log" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("area", "SYR", "area: SYR in its row, CHE in what was issued"),
        ("as_of", DAY + timedelta(days=1), "as of: 2022-01-07T00:00:00Z in its row, 2022-01-06T00:00:00Z in what"),
        ("method", "pressure_2026@0", "method: pressure_2026@0 in its row, pressure_"),
    ],
)
def test_an_issue_whose_row_is_altered_is_named_by_whoever_verifies_or_reads_it(
    field: str, value: object, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "open_store", lambda: None)
    (one, *_) = issued_as_of(["CHE"], as_of=DAY, now=DAY)
    assert rate.run(["--verify", one.id]) == 0
    AreaRating.objects.update(**{field: value})
    (row,) = AreaRating.objects.all()
    for asked in (["--verify", one.id], ["--verify-all"]):
        assert rate.run(asked) == 1
        assert said in capsys.readouterr().err
    with pytest.raises(Tampered, match=said):
        rate.run(
            ["--area", row.area, "--as-of", "2022-01-07T00:00:00Z" if field == "as_of" else "2022-01-06T00:00:00Z"]
        )


def test_an_issue_put_on_the_snapshot_of_another_is_named() -> None:
    (one, *_), (other, *_) = (issued_as_of([area], as_of=DAY, now=DAY) for area in ("CHE", "PER"))
    AreaRating.objects.filter(area="CHE").update(snapshot_id=other.snapshot)
    with pytest.raises(
        Tampered, match=f"snapshot: {other.snapshot} in its row, {one.snapshot} in what was issued"
    ):
        rating_as_of("CHE", "security", as_of=DAY)


def test_no_level_goes_on_from_an_issue_that_was_made_anothers() -> None:
    Rater(open_tools()).issue(as_of=DAY, run=Run.DAILY, areas=["CHE"])
    AreaRating.objects.update(area="SYR")
    (ratings,) = Rater(open_tools()).issue(as_of=DAY + timedelta(days=1), run=Run.DAILY, areas=["SYR"])
    assert {one.prior_level for one in ratings} == {None}
    assert not ChangeRow.objects.exists()
