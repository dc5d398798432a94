"""Splitting and merging as they are kept and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from tests.incidents.making import ALMATY, NOW, Told, killed, run, told
from tests.web import seeding

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import IncidentId, ReportId, SourceId
from lookfar.domain.incident import Incident
from lookfar.domain.source import Body, Reading
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus, Origin, Severity
from lookfar.flow import open_tools, remerge, split
from lookfar.flow.closing import close_quiet
from lookfar.flow.matching import match_and_alert
from lookfar.flow.regrouping import tell_of_parting
from lookfar.incidents.regroup import Parted
from lookfar.records import countries_told, feeds, reports
from lookfar.records import incidents as store
from lookfar.records.models import AlertRow, JudgementRow

pytestmark = pytest.mark.django_db

FIRE = told(
    "a", "Crowds torch the city hall of Almaty over fuel prices.", severity=Severity.EXTREME, toll=killed(3)
)
CLASH = told(
    "b",
    "Crowds angry over fuel prices fight police by the burning city hall of Almaty; nine are killed.",
    severity=Severity.EXTREME,
    toll=killed(9),
    outlets=("AP",),
)


def put(*several: Told) -> list[Incident]:
    """Keeps reports and the incidents they make, and tells whom they touch."""
    for one in several:
        body = Body(source=one.report.source, content=one.report.text.encode(), url="x", fetched_at=NOW)
        contact = feeds.keep_body_contact(
            body,
            Reading(reports=(one.report,)),
            reported=1,
            now=NOW,
            origin=Origin.REPLAYED,
            validators=feeds.NO_VALIDATORS,
        )
        fresh = reports.Fresh(report=one.report, version=1, understandings=(one.understanding,))
        reports.keep_reports([fresh], contact=contact, fetched_at=NOW, now=NOW, origin=Origin.REPLAYED)
    made = list(run(*several).values())
    for versions in made:
        store.keep_versions(versions)
        match_and_alert((versions[-1],), now=NOW, origin=Origin.REPLAYED)
    return [versions[-1] for versions in made]


def sent(incident: IncidentId) -> list[str]:
    rows = AlertRow.objects.filter(incident_id=incident, held="").order_by("issued_at", "sequence")
    return [row.msg_type for row in rows]


def test_both_answer_after_a_split_and_whoever_was_told_hears_of_it() -> None:
    seeding.house("Steppe Aid")
    (whole,) = put(FIRE, CLASH)
    before = sent(whole.id)
    assert before
    later = NOW + timedelta(hours=1)
    parted = split(
        whole.id, [CLASH.report.id], who="an analyst", why="another street", now=later, tools=open_tools()
    )
    left, part = store.current(whole.id), store.current(parted.part.id)
    assert left is not None
    assert part is not None
    assert left.fatalities == killed(3)
    assert part.fatalities == killed(9)
    assert sent(whole.id) == [*before, *["Update"] * len(before)]
    assert store.regroupings(whole.id, as_of=NOW) == []
    (kept,) = store.regroupings(whole.id, as_of=later)
    assert (kept.who, kept.why, kept.reports) == ("an analyst", "another street", (CLASH.report.id,))
    assert JudgementRow.objects.filter(incident_id=part.id, verdict="split").count() == 1


def test_an_id_that_was_merged_keeps_answering_and_nobody_is_alerted_anew() -> None:
    seeding.house("Steppe Aid")
    (whole,) = put(FIRE, CLASH)
    tools = open_tools()
    parted = split(whole.id, [CLASH.report.id], who="a", why="b", now=NOW + timedelta(hours=1), tools=tools)
    told_of_part = sent(parted.part.id)
    again = remerge(whole.id, parted.part.id, who="a", why="one street", now=NOW + timedelta(hours=2), tools=tools)
    assert again.fatalities == killed(9)
    answer = store.current(parted.part.id)
    assert answer is not None
    assert answer.id == whole.id
    assert store.became(parted.part.id, NOW + timedelta(hours=3)) == whole.id
    assert store.became(parted.part.id, NOW + timedelta(minutes=90)) == parted.part.id
    assert store.merged_ids([whole.id]) == {whole.id: [parted.part.id]}
    assert sent(parted.part.id)[: len(told_of_part)] == told_of_part
    assert sent(whole.id).count("Alert") == told_of_part.count("Alert")
    past = store.known_at(NOW + timedelta(minutes=90)).filter(incident_id=parted.part.id)
    assert past.count() == 1


def test_what_does_not_exist_is_not_split() -> None:
    with pytest.raises(InvalidValue, match="no incident"):
        split(IncidentId("nothing"), ["x"], who="a", why="b", now=NOW, tools=open_tools())  # type: ignore[list-item]


def test_quiet_incidents_are_closed_once_and_nobody_is_told() -> None:
    seeding.house("Steppe Aid")
    (whole,) = put(FIRE)
    before = sent(whole.id)
    tools = open_tools()
    assert close_quiet(tools, now=NOW + timedelta(days=2), origin=Origin.REPLAYED) == 0
    assert close_quiet(tools, now=NOW + timedelta(days=40), origin=Origin.LIVE) == 0
    assert close_quiet(tools, now=NOW + timedelta(days=40), origin=Origin.REPLAYED) == 1
    assert close_quiet(tools, now=NOW + timedelta(days=41), origin=Origin.REPLAYED) == 0
    closed = store.current(whole.id)
    assert closed is not None
    assert closed.status is IncidentStatus.CLOSED
    assert closed.place == ALMATY
    assert sent(whole.id) == before


def test_whom_what_is_left_after_a_split_does_not_reach_gets_a_cancel_and_no_update() -> None:
    seeding.house("Steppe Aid")
    (whole,) = put(FIRE, CLASH)
    before, later = sent(whole.id), NOW + timedelta(hours=1)
    away = replace(
        whole, version=whole.version + 1, recorded_at=later, place=seeding.incident(place=seeding.LIMA).place
    )
    part = replace(whole, id=IncidentId("part"), version=1, recorded_at=later)
    store.keep_versions((away, part))
    tell_of_parting(Parted(left=away, part=part), now=later)
    assert sent(whole.id) == [*before, *["Cancel"] * len(before)]
    assert sent(part.id) == ["Alert"] * len(before)


def test_a_source_whose_report_was_taken_out_told_of_the_kind_of_the_part_alone() -> None:
    quake = seeding.incident("quake", category=Category.HAZARD)
    foreign = ReportId("usgs:one")
    joined = replace(quake, reports=(*quake.reports, foreign), aliases=(str(foreign),))
    seeding.happen(joined)
    later = joined.recorded_at + timedelta(hours=1)
    since = joined.happened.start - timedelta(days=1)

    def told(source: str, at: datetime) -> tuple[set[tuple[str, Category]], dict[str, int]]:
        named = SourceId(source)
        return (
            countries_told.kinds_told_of(named, since=since, until=at),
            countries_told.told_of([named], since=since, until=at),
        )

    both = ({("KAZ", Category.HAZARD)}, {"KAZ": 1})
    assert told("usgs", later) == told("wikipedia_current_events", later) == both
    part = seeding.incident("part", category=Category.UNREST, source="usgs", recorded_at=later)
    left = replace(quake, version=2, recorded_at=later)
    with transaction.atomic():
        store.keep_versions((left, replace(part, reports=(foreign,))))
        store.keep_regrouping("split", quake.id, part.id, [foreign], who="x", why="x", now=later)
    assert told("usgs", later) == ({("KAZ", Category.UNREST)}, {"KAZ": 1})
    assert told("wikipedia_current_events", later) == both
    assert told("usgs", later - timedelta(minutes=1)) == both
