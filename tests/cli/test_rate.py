"""`lookfar rate`: what it refuses, and what it says of an area nobody is heard on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.flow.parts_making import ALMATY, happen, heard, riot
from tests.web.seeding import DAY

from lookfar.cli import main, rate
from lookfar.domain.errors import InvalidValue
from lookfar.domain.times import rfc3339
from lookfar.flow import open_tools
from lookfar.flow.asking import issued_as_of, verify
from lookfar.flow.rating import Rater
from lookfar.ratings.inputs import Run
from lookfar.records.models import AreaRating, ChangeRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "open_store", lambda: None)


@pytest.mark.parametrize("asked", [["--area", "KAZ"], ["--why", "KAZ"]])
@pytest.mark.parametrize("when", ["2999-01-01", "2999-01-01T00:00:00Z"])
def test_a_time_that_has_not_come_is_refused_and_nothing_is_kept(
    asked: list[str], when: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heard()
    assert rate.run(["--area", "KAZ", "--as-of", "2022-01-07"]) == 0
    before = AreaRating.objects.count()
    capsys.readouterr()
    assert main.main(["rate", *asked, "--as-of", when]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "2999-01-01T" in said.err
    assert "has not come yet" in said.err
    assert AreaRating.objects.count() == before
    assert not ChangeRow.objects.exists()


def test_the_flow_itself_keeps_nothing_of_a_later_time() -> None:
    with pytest.raises(InvalidValue, match="has not come yet"):
        issued_as_of(["KAZ"], as_of=DAY.replace(hour=1), now=DAY)
    assert not AreaRating.objects.exists()


def test_today_is_asked_about_as_of_now() -> None:
    assert rate.run(["--area", "KAZ", "--as-of", datetime.now(UTC).date().isoformat()]) == 0
    (row,) = AreaRating.objects.all()
    assert row.as_of <= datetime.now(UTC)


def test_each_line_has_the_yearly_figures_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert rate.run(["--area", "KAZ", "--as-of", "2022-01-07", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all({fact["name"] for fact in line["figures"]} >= {"population", "homicide_rate"} for line in lines)


def asked(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[dict, str]:
    assert rate.run(["--area", "KAZ", "--category", "security", "--json", *more]) == 0
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def test_the_past_is_answered_anew_when_more_of_it_was_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    first, said = asked(capsys, "--as-of", "2022-01-07")
    assert (first["basis"], first["level"]) == ("made_now", 0)
    assert "1 made now, from what is known now of what was known then" in said
    heard()
    happen(riot("r", ALMATY))
    second, _ = asked(capsys, "--as-of", "2022-01-07")
    assert (second["basis"], second["as_of"]) == ("made_now", first["as_of"])
    assert second["level"] > 0
    assert second["contributors"]
    assert asked(capsys, "--as-of", "2022-01-07")[0] == second
    assert verify(first["id"]) == verify(second["id"]) == ""
    assert not ChangeRow.objects.exists()


def test_what_was_issued_by_then_stays_whatever_is_loaded_later(capsys: pytest.CaptureFixture[str]) -> None:
    heard()
    midnight = DAY.replace(hour=0) + timedelta(days=1)
    Rater(open_tools()).issue(as_of=midnight, run=Run.DAILY, areas=["KAZ"])
    first, said = asked(capsys, "--as-of", rfc3339(midnight + timedelta(hours=1)))
    assert (first["basis"], first["as_of"]) == ("issued", rfc3339(midnight))
    assert "1 issued by then, which stay as they were" in said
    happen(riot("r", ALMATY))
    again, _ = asked(capsys, "--as-of", rfc3339(midnight + timedelta(hours=1)))
    beside = "coverage_reasons"
    assert again.pop(beside) != first.pop(beside), "said beside it, of what is known by now"
    assert again == first


def test_an_area_nobody_is_heard_on_has_no_points_the_first_time_nor_the_second(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = []
    for _ in range(2):
        assert rate.run(["--area", "KAZ", "--as-of", "2022-01-07"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert AreaRating.objects.count() == 1
    assert all("level 0 (Not enough data)  unknown  blind" in line for line in said[0].splitlines())


def risen() -> ChangeRow:
    """The change log after unrest of Kazakhstan rose; the line that says so."""
    heard()
    Rater(open_tools()).issue(as_of=DAY, run=Run.DAILY, areas=["KAZ"])
    happen(*(riot(f"r{n}", ALMATY, deaths=60 - n) for n in range(4)))
    Rater(open_tools()).issue(as_of=DAY + timedelta(days=1), run=Run.DAILY, areas=["KAZ"])
    return ChangeRow.objects.get(area="KAZ", category="unrest")


WHY = ["--why", "KAZ:unrest", "--as-of", "2022-01-07"]


def test_a_line_of_the_change_log_that_matches_its_seal_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    row = risen()
    assert rate.run(WHY) == 0
    said = capsys.readouterr()
    assert f"because: {row.reason}" in said.out
    assert "seal" not in said.err


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": "all is calm"},
        {"after": 1},
        {"after": 9},
        {"before": None},
        {"rating_id": "0" * 20 + ":unrest"},
        {"contributors": []},
        {"contributors": [{"title": "Nothing"}]},
        {"at": DAY + timedelta(hours=23)},
        {"chain": "0" * 64},
    ],
    ids=str,
)
def test_an_altered_line_of_the_change_log_is_not_printed_but_said(
    changed: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    row = risen()
    ChangeRow.objects.filter(pk=row.pk).update(**changed)
    assert rate.run(WHY) == 1
    said = capsys.readouterr()
    assert f"row {row.pk} of the change log (KAZ unrest, " in said.err
    assert "does not match its seal" in said.err or "cannot be read: it was changed" in said.err
    assert "to level" not in said.out
    assert "no change of level is on record" not in said.out
    assert "as of 2022-01-07T23:59:59.999999Z: level" in said.out
    assert rate.run(["--verify-all"]) == 1
    assert f"row {row.pk} of the change log" in capsys.readouterr().err


@pytest.mark.parametrize("harm", ["another seal", "gone"])
def test_a_line_whose_predecessor_was_altered_or_taken_away_is_not_printed(
    harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    risen()
    first, second = ChangeRow.objects.order_by("pk")[:2]
    asked = ["--why", f"{second.area}:{second.category}", "--as-of", "2022-01-07"]
    assert rate.run(asked) == 0
    capsys.readouterr()
    if harm == "gone":
        first.delete()
    else:
        ChangeRow.objects.filter(pk=first.pk).update(chain="0" * 64)
    assert rate.run(asked) == 1
    said = capsys.readouterr()
    assert "does not match its seal" in said.err
    assert "to level" not in said.out


@pytest.mark.parametrize("asked", [["--verify", ""], ["--verify", "abc"]])
def test_no_id_verifies_nothing(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["rate", *asked]) == 1
    assert "is not a rating id" in capsys.readouterr().err


def test_ratings_that_cannot_be_unpacked_are_named_and_not_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    heard()
    assert rate.run(["--area", "KAZ", "--as-of", "2022-01-07", "--json"]) == 0
    ident = json.loads(capsys.readouterr().out.splitlines()[0])["id"]
    AreaRating.objects.update(issued=b"not what was kept")
    assert main.main(["rate", "--verify", ident]) == 1
    assert "KAZ" in (said := capsys.readouterr().err)
    assert "cannot be unpacked" in said
