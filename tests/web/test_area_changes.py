"""What the page of an area says of changes of its level, and what its chart draws."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from tests.flow.parts_making import heard
from tests.web.seeding import DAY, happen, incident

from lookfar.domain.rating import graver_than
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import Level, Severity
from lookfar.flow import open_tools
from lookfar.flow.asking import issued_as_of, ratings_as_of
from lookfar.records.models import ChangeRow

pytestmark = pytest.mark.django_db
AT = DAY + timedelta(days=1)
ADDRESS = "/areas/KAZ?as_of=2022-01-07T00:00:00Z"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def changed(category: str, before: int, after: int) -> None:
    ChangeRow.objects.create(
        area="KAZ",
        category=category,
        at=DAY - timedelta(days=60),
        before=before,
        after=after,
        reason="",
        rating_id="x" * 20,
        contributors=[],
        chain="",
    )


def levels() -> dict[str, int]:
    return {one.category: int(one.level) for one in ratings_as_of(["KAZ"], as_of=AT)}


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_change_to_another_level_is_no_word_about_the_level_shown(client, is_heard):
    if is_heard:
        heard()
    for category, level in levels().items():
        changed(category, before=level or 5, after=level + 1 if level < 5 else 3)
    page = text(client.get(ADDRESS))
    assert "since 7 Nov 2021" not in page
    assert not any(word in page for word in ("up from", "down from", ", was level"))


def test_a_change_to_the_level_shown_says_since_when_and_from_where(client):
    heard()
    shown = levels()
    assert min(shown["security"], shown["unrest"]) > 0
    for category in ("security", "unrest"):
        changed(category, before=shown[category] + 1, after=shown[category])
    page = text(client.get(ADDRESS))
    assert "since 7 Nov 2021" in page
    assert f", was level {shown['security'] + 1}" in page
    assert f"down from {shown['unrest'] + 1}, 7 Nov 2021" in page


def issue(*times) -> None:
    for at in times:
        issued_as_of(["KAZ"], as_of=at, now=at)


def drawn(client) -> dict[str, list]:
    page = client.get(ADDRESS).content.decode()
    return json.loads(re.search(r'<script id="history-data" type="application/json">(.*?)</script>', page)[1])


def test_the_chart_of_daily_issues_has_no_gap(client):
    heard()
    issue(*(AT - timedelta(days=n, minutes=n % 7) for n in (4, 3, 2, 1)), AT - timedelta(hours=3), AT)
    history = drawn(client)
    assert len(history["times"]) >= 5
    assert None not in history["score"]


def test_line_and_band_of_the_chart_break_where_nothing_was_issued(client):
    heard()
    june, october = AT - timedelta(days=130), AT - timedelta(days=1)
    issue(june, june + timedelta(days=1), october, AT)
    history = drawn(client)
    silent = int((june + timedelta(days=2)).timestamp())
    assert history["times"] == sorted(history["times"])
    assert history["times"][2] == silent
    for line in ("score", "low", "high"):
        assert [value is None for value in history[line]] == [False, False, True, False, False]


def test_line_and_band_of_the_chart_break_where_nobody_was_heard(client):
    heard(until=AT - timedelta(days=8))
    issue(*(AT - timedelta(days=n) for n in range(9, -1, -1)))
    history = drawn(client)
    assert {one.level for one in ratings_as_of(["KAZ"], as_of=AT)} == {Level.NOT_ENOUGH_DATA}
    for line in ("score", "low", "high"):
        assert history[line][0] is not None
        assert history[line][-1] is None


def test_a_category_above_the_headline_is_said_beside_it(client):
    heard()
    for number in range(4):
        happen(incident(f"crowd {number}", severity=Severity.SEVERE, fatalities=Toll()))
    rated = {one.category: one for one in ratings_as_of(["KAZ"], as_of=AT)}
    assert rated["unrest"].level > rated["security"].level
    assert rated["hazard"].level <= rated["security"].level
    page, table = text(client.get(ADDRESS)), text(client.get("/areas/?as_of=2022-01-07T00:00:00Z"))
    assert f"Graver than this headline:</strong> Unrest, level {int(rated['unrest'].level)}" in page
    assert f">Unrest {int(rated['unrest'].level)}</td>" in table
    assert [one.category for one in graver_than(rated["unrest"], rated.values())] == []


@pytest.mark.parametrize(("address", "says"), [("/areas/KAZ", ""), ("/areas/KAZ.02", "of Kazakhstan")])
def test_every_yearly_figure_that_is_read_is_shown_with_its_year_and_source(client, address, says):
    page = text(client.get(f"{address}?as_of=2022-01-07T00:00:00Z"))
    tools = open_tools()
    known = [one for one in tools.indicators("KAZ", AT) if one.name in tools.methods.current.reads]
    assert known
    assert not re.search("rule.of.law|child.mortality|Children who die", page, re.IGNORECASE)
    for one in known:
        assert f'data-name="Year">{one.year}' in page
        assert f'data-name="From">{one.source}</td>' in page
    assert page.count("Political stability") == 1
    assert "years older than the last full one" in page or max(2021 - one.year for one in known) < 2
    assert says in page


def test_a_page_says_why_its_headline_stands_above_what_it_scores(client):
    heard()
    for n in range(8):
        happen(incident(f"crowd {n}", severity=Severity.MODERATE, fatalities=Toll()))
    found = {one.category: one for one in ratings_as_of(["KAZ"], as_of=AT)}
    assert found["unrest"].level == found["security"].level + 1 > 2, (found["unrest"], found["security"])
    page = text(client.get(ADDRESS))
    assert (
        f"Floor: unrest is level {int(found['unrest'].level)}, and no headline is more than one level below"
        in page
    )
    (told,) = [
        one
        for one in client.get("/api/v1/areas/KAZ?as_of=2022-01-07T00:00:00Z").json()["ratings"]
        if one["category"] == "security"
    ]
    assert told["reasons"] == list(found["security"].reasons)
    assert told["level"] > 1 + told["score"] // 20
