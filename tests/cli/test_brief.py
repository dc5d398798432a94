"""`lookfar brief` and `lookfar rate --area` say why a level stands against its score, and who was heard."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.parts_making import ALMATY, happen, heard, retracted, riot
from tests.web.seeding import DAY

from lookfar.cli import brief, main, rate, score, sources
from lookfar.domain.rating import Rating
from lookfar.domain.times import rfc3339
from lookfar.flow import open_tools
from lookfar.flow.asking import ratings_as_of
from lookfar.flow.rating import Rater
from lookfar.ratings.inputs import Run

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=2)
AS_OF = rfc3339(NEXT)


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (brief, rate, score, sources):
        monkeypatch.setattr(command, "open_store", lambda: None)


@pytest.fixture
def held() -> dict[str, Rating]:
    """Riots of the first day turn out to be none on the second: levels wait, and stand against their scores."""
    heard()
    riots = [riot(f"r{n}", ALMATY, deaths=None) for n in range(6)]
    happen(*riots)
    Rater(open_tools()).issue(as_of=DAY + timedelta(days=1), run=Run.DAILY, areas=["KAZ"])
    later = DAY + timedelta(days=1, hours=6)
    happen(*(replace(retracted(one), recorded_at=later) for one in riots))
    Rater(open_tools()).issue(as_of=NEXT, run=Run.DAILY, areas=["KAZ"])
    return {one.category: one for one in ratings_as_of(["KAZ"], as_of=NEXT)}


def markdown(capsysbinary: pytest.CaptureFixture[bytes], *more: str) -> str:
    assert brief.run(["KAZ", "--as-of", AS_OF, *more]) == 0
    return capsysbinary.readouterr().out.decode()


def test_the_brief_says_why_levels_stand_against_their_scores(
    held: dict[str, Rating], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    waiting = [one for one in held.values() if any("held at level" in reason for reason in one.reasons)]
    assert waiting
    said = markdown(capsysbinary)
    for one in held.values():
        assert all(reason in said for reason in one.reasons), one.category
    by_category = said[said.index("## By category") : said.index("## Incidents")]
    assert f"- unrest: {'; '.join(held['unrest'].reasons)}" in by_category
    assert not held["crime"].reasons
    assert "- crime:" not in by_category
    told = json.loads(markdown(capsysbinary, "--format", "json"))
    assert {one["category"]: one["reasons"] for one in told["ratings"]} == {
        one.category: list(one.reasons) for one in held.values()
    }


def test_rate_of_an_area_says_why_levels_stand_against_their_scores(
    held: dict[str, Rating], capsys: pytest.CaptureFixture[str]
) -> None:
    assert rate.run(["--area", "kaz", "--as-of", AS_OF]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("KAZ unrest "))
    assert lines[at + 1 : at + 1 + len(held["unrest"].reasons)] == [f"    {one}" for one in held["unrest"].reasons]
    assert len([line for line in lines if line.startswith("KAZ ")]) == len(held)


@pytest.mark.parametrize("riots", [1, 3])
def test_categories_above_the_headline_are_named(riots: int, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    heard()
    happen(*(riot(f"r{n}", ALMATY, deaths=None, start=DAY - timedelta(days=n)) for n in range(riots)))
    rated = {one.category: one for one in ratings_as_of(["KAZ"], as_of=NEXT)}
    assert rated["unrest"].level > rated["security"].level
    wanted = (
        f"Graver than this headline: unrest, level {int(rated['unrest'].level)} ({rated['unrest'].level.word})"
    )
    assert wanted in markdown(capsysbinary)
    assert json.loads(markdown(capsysbinary, "--format", "json"))["graver"] == ["unrest"]
    for more in ([], ["--category", "security"]):
        assert rate.run(["--area", "KAZ", "--as-of", AS_OF, *more]) == 0
        assert wanted in capsysbinary.readouterr().out.decode()


def test_where_nothing_stands_above_the_headline_nothing_is_said(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    heard()
    assert "Graver" not in markdown(capsysbinary)
    assert rate.run(["--area", "KAZ", "--as-of", AS_OF]) == 0
    assert "Graver" not in capsysbinary.readouterr().out.decode()


def test_one_source_is_said_in_the_singular(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    happen(replace(riot("one", ALMATY), sources=("Reuters",)), riot("two", ALMATY))
    said = markdown(capsysbinary)
    assert "; 1 independent source; " in said
    assert "; 2 independent sources; " in said


def test_when_no_feed_was_heard_the_brief_says_so(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    said = markdown(capsysbinary)
    assert (
        "**No feed was heard.** Nothing new can be shown, and an empty list does not mean that all is calm."
        in said
    )
    assert "closed record" not in said
    heard(until=DAY - timedelta(days=90))
    assert "**No feed was heard since 7 Oct 2021, " in markdown(capsysbinary)


def test_what_is_known_from_a_closed_record_says_which(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    heard("case_pack")
    said = markdown(capsysbinary)
    assert "**No feed was heard.** What is shown of that time comes from a closed record, " in said
    assert ": a closed record of the past, read later, newest content " in said
    assert json.loads(markdown(capsysbinary, "--format", "json"))["records"]


def test_when_a_feed_is_heard_the_brief_does_not_say_that_none_is(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    heard()
    assert "No feed was heard" not in markdown(capsysbinary)


def test_the_brief_is_also_a_document(held: dict[str, Rating], capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert held
    assert brief.run(["KAZ", "--as-of", AS_OF, "--format", "pdf"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"%PDF")


@pytest.mark.parametrize("command", [["brief", "KAZ"], ["score"], ["sources"], ["rate", "--area", "KAZ"]])
def test_no_command_answers_about_a_time_that_has_not_come(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main([*command, "--as-of", "2999-01-01"]) == 1
    said = capsys.readouterr()
    assert (said.out, "has not come yet" in said.err) == ("", True)
