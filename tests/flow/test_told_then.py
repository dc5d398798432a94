"""Past years are made for the fits as the live flow makes them: the same incidents, each as it was told on the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tools.rating_history import NEVER, versions
from tools.replay import Replay

from lookfar.domain.ids import SourceId
from lookfar.domain.vocabulary import Origin
from lookfar.flow.replaying import recorded_bodies
from lookfar.flow.taking import take
from lookfar.flow.tools import open_tools
from lookfar.records.codec import INCIDENT
from lookfar.records.models import IncidentVersion
from lookfar.sources import wikipedia_current_events as wikipedia

HEAD = "incident,told,area,category,event_type,day,severity,deaths,belief,credibility,sources,parts\n"


@pytest.mark.django_db
def test_the_replay_in_memory_makes_the_incidents_that_the_flow_makes(shared: Callable[[str], Path]) -> None:
    table = shared("data/wikipedia_current_events/current_events_2010_2022.parquet")
    days = date(2022, 1, 3), date(2022, 1, 9)
    replay, newest = Replay(open_tools()), {}
    for body in recorded_bodies(SourceId("wikipedia_current_events"), [table], first=days[0], last=days[1]):
        take(body, open_tools(), now=body.fetched_at, origin=Origin.REPLAYED)
        newest |= {one.id: one for one in replay.take(wikipedia.read(body).reports, body.fetched_at)}
    kept = IncidentVersion.objects.filter(superseded_at=None).values_list("incident", flat=True)
    assert len(newest) > 50
    assert sorted(map(INCIDENT.read, kept), key=lambda one: one.id) == sorted(
        newest.values(), key=lambda one: one.id
    )


def test_a_version_counts_from_the_day_after_it_was_told_until_the_next_is(tmp_path: Path) -> None:
    table = tmp_path / "told.csv"
    told = "armed_conflict,armed_clash,2016-05-01,Severe,{},0.9,1,A|B,\n"
    rows = [
        f"0,2016-05-01,SYR,{told.format(3)}",
        f"1,2016-05-01,MLI,{told.format('')}",
        f"0,2016-05-04,SYR,{told.format(9)}",
        f"0,2016-05-04,TUR,{told.format(9)}",
    ]
    table.write_text(HEAD + "".join(rows))
    found = versions(table, date(2017, 1, 1))
    spans = [
        (one.row["area"], one.evidence.fatalities, one.since.day, one.until.day if one.until != NEVER else None)
        for one in found
    ]
    assert spans == [("SYR", 3, 2, 5), ("MLI", None, 2, None), ("SYR", 9, 5, None), ("TUR", 9, 5, None)]
