"""Records into the lake: what is new, only that; and what a rating needs comes out as a rating has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.incidents.making import NOW, killed, run, told

from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Credibility, IncidentStatus, Severity
from lookfar.facts.ratings import open_constants
from lookfar.flow.lake import export
from lookfar.flow.weighing import weighing_of
from lookfar.lake.opened import open_lake
from lookfar.lake.pressure import of_countries
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
from lookfar.ratings import pressure
from lookfar.ratings.evidence import Evidence, evidence_of
from lookfar.ratings.inputs import AreaInputs
from lookfar.records import incidents as store
from lookfar.records.models import IncidentVersion

pytestmark = pytest.mark.django_db

FIRE = told("a", "Crowds torch the city hall of Almaty.", severity=Severity.EXTREME, toll=killed(3))


def made(name: str, days: float = 1.0, **changed: object) -> Incident:
    """An incident in Almaty that began so many days ago."""
    (first,) = (versions[-1] for versions in run(FIRE).values())
    start = NOW - timedelta(days=days)
    happened = Interval(start=start, end=start + timedelta(hours=3))
    one = replace(first, id=IncidentId(name), version=1, happened=happened, recorded_at=NOW, aliases=())
    return replace(one, **changed)  # type: ignore[arg-type]


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


def test_the_lake_weighs_as_a_rating_does(lake: Lake) -> None:
    tolls = [killed(0), killed(50), killed(7)]
    several = [
        made(
            f"{number}",
            days=0.3 + 37.0 * number,
            category=list(Category)[number % 12],
            severity=list(Severity)[number % 5],
            credibility=list(Credibility)[number % 6],
            fatalities=tolls[number % 3],
            confidence=0.1 + 0.9 / (number + 1),
            status=IncidentStatus.RETRACTED if number % 7 == 6 else IncidentStatus.CONFIRMED,
        )
        for number in range(40)
    ]
    store.keep_versions(several)
    export(lake, now=NOW)
    constants = open_constants()
    found = store.known_at(NOW).filter(happened_end__gt=NOW - weighing_of(constants).memory)
    by_area: dict[str, list[Evidence]] = {}
    for one in store.these_versions(found.values_list("incident_id", "version")):
        for area, item in evidence_of(one, ()):
            by_area.setdefault(area, []).append(item)
    inputs = [
        AreaInputs(area=area, region="", as_of=NOW, evidence=tuple(items), indicators=(), watches={})
        for area, items in sorted(by_area.items())
    ]
    gathered = pressure.gather(inputs, pressure.weigh(inputs, constants), constants)
    with open_lake(lake, "duckdb") as opened:
        asked = of_countries(opened, as_of=NOW, weighing=weighing_of(constants))
    assert len(asked) == 12
    areas = sorted(by_area)
    for one in asked:
        cell = areas.index(one.country), pressure.COLUMN[one.category]
        assert one.pressure == pytest.approx(gathered.pressure[cell], rel=1e-9)
        assert one.square == pytest.approx(gathered.square[cell], rel=1e-9)


def test_the_lake_knows_what_was_known(lake: Lake) -> None:
    then = datetime(2021, 12, 1, tzinfo=UTC)
    happened = Interval(start=then - timedelta(days=1), end=then)
    store.keep_versions([made("a", recorded_at=then, happened=happened)])
    store.keep_versions([made("a", version=2, happened=happened, status=IncidentStatus.RETRACTED)])
    export(lake, now=NOW)
    with open_lake(lake, "duckdb") as opened:
        assert len(of_countries(opened, as_of=then, weighing=weighing_of(open_constants()))) == 1
        assert of_countries(opened, as_of=NOW, weighing=weighing_of(open_constants())) == []
