"""Records into the lake: what is new, only that; and what a rating needs comes out as a rating has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.incidents.making import ALMATY, NOW, incident

from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow.lake import export
from lookfar.lake.known import relevant
from lookfar.lake.levels import BELIEF
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import Name, micros
from lookfar.lake.store import Lake
from lookfar.ratings.evidence import evidence_of
from lookfar.records import incidents as store
from lookfar.records.models import IncidentVersion

pytestmark = pytest.mark.django_db

SURE = replace(ALMATY, confidence=1.0)


def made(name: str, days: float = 1.0, **changed: object) -> Incident:
    """An incident in Almaty that began so many days ago."""
    start = NOW - timedelta(days=days)
    happened = Interval(start=start, end=start + timedelta(hours=3))
    return incident(name, **{"happened": happened, "recorded_at": NOW, **changed})


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def rows(lake: Lake) -> list[tuple[object, ...]]:
    with open_lake(lake, "duckdb") as opened:
        table = opened.table(Name.INCIDENTS)
        found = [] if table is None else opened.rows(table)
    return sorted((row["incident_id"], row["version"], row["superseded_us"] is None) for row in found)


def test_an_export_writes_what_is_new_and_nothing_else(lake: Lake) -> None:
    store.keep_versions([made("a"), made("b", recorded_at=NOW - timedelta(days=90))])
    assert export(lake, now=NOW).incidents == 2
    old = {file.month: file.sha256 for file in lake.current().files}
    assert export(lake, now=NOW).months == ()
    store.keep_versions([made("c")])
    assert len(export(lake, now=NOW).months) == 1
    new = {file.month: file.sha256 for file in lake.current().files}
    assert [month for month in new if new[month] == old[month]] == [min(old)]
    assert rows(lake) == [("a", 1, True), ("b", 1, True), ("c", 1, True)]


def test_a_new_version_ends_the_one_before_it_in_its_own_month(lake: Lake) -> None:
    long_ago = NOW - timedelta(days=90)
    store.keep_versions([made("a", recorded_at=long_ago)])
    export(lake, now=NOW)
    store.keep_versions([made("a", version=2, severity=Severity.MINOR)])
    assert len(export(lake, now=NOW).months) == 2
    assert rows(lake) == [("a", 1, False), ("a", 2, True)]


def test_a_merge_without_a_new_version_ends_what_was_merged(lake: Lake) -> None:
    store.keep_versions([made("a"), made("b")])
    export(lake, now=NOW)
    store.merged_into(IncidentId("b"), IncidentId("a"), now=NOW)
    export(lake, now=NOW)
    assert rows(lake) == [("a", 1, True), ("b", 1, False)]


def test_rows_that_the_marks_cannot_explain_are_all_written_again(lake: Lake) -> None:
    store.keep_versions([made("a"), made("b", recorded_at=NOW - timedelta(days=90))])
    export(lake, now=NOW)
    IncidentVersion.objects.filter(incident_id="b").delete()
    export(lake, now=NOW)
    assert rows(lake) == [("a", 1, True)]


def test_a_clock_set_back_loses_no_version(lake: Lake) -> None:
    store.keep_versions([made("a")])
    export(lake, now=NOW)
    store.keep_versions([made("a", version=2, recorded_at=NOW - timedelta(days=40))])
    store.keep_versions([made("b", recorded_at=NOW - timedelta(days=40))])
    export(lake, now=NOW - timedelta(days=40))
    assert rows(lake) == [("a", 1, False), ("a", 2, True), ("b", 1, True)]


def test_no_text_of_a_publisher_and_no_title_is_exported(lake: Lake) -> None:
    store.keep_versions([made("a", title="Crowds torch the city hall")])
    export(lake, now=NOW)
    with lake.writing(now=NOW) as writer:
        (month,) = writer.months(Name.INCIDENTS)
        (row,) = writer.read(Name.INCIDENTS, month).to_pylist()
    said = " ".join(str(value) for value in row.values())
    assert "orch" not in said
    assert "KAZ" in said


def test_the_lake_believes_as_a_rating_does(lake: Lake) -> None:
    doubts = (0.1, 0.4999996, 0.5, 1.0)
    several = [made(f"{number}", confidence=doubt, place=SURE) for number, doubt in enumerate(doubts)]
    store.keep_versions(several)
    export(lake, now=NOW)
    with open_lake(lake, "duckdb") as opened:
        table = opened.table(Name.INCIDENTS)
        assert table is not None
        found = {row["incident_id"]: row["weight"] for row in opened.rows(table)}
    believed = {one.id: evidence.weight for one in several for _, evidence in evidence_of(one, ())}
    assert found == believed
    assert [weight >= BELIEF for weight in believed.values()] == [False, True, True, True], (
        "six decimals, as rated"
    )


def test_the_lake_knows_what_was_known(lake: Lake) -> None:
    then = datetime(2021, 12, 1, tzinfo=UTC)
    happened = Interval(start=then - timedelta(days=1), end=then)
    store.keep_versions([made("a", recorded_at=then, happened=happened)])
    store.keep_versions([made("a", version=2, happened=happened, status=IncidentStatus.RETRACTED)])
    export(lake, now=NOW)
    with open_lake(lake, "duckdb") as opened:
        table = opened.table(Name.INCIDENTS)
        assert table is not None
        assert [len(opened.rows(relevant(table, micros(at)))) for at in (then, NOW)] == [1, 0]
