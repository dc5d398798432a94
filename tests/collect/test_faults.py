"""A fault of our own in one source stops neither the others nor the telling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from lookfar import sources
from lookfar.collect.archive import Archive
from lookfar.domain.errors import SourceUnreachable
from lookfar.flow import open_tools
from lookfar.flow.collecting import Collector
from lookfar.flow.health import source_states
from lookfar.records import heartbeats

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Network:
    """A client for which every publisher is down."""

    def fetch(self, *_: object, **__: object) -> object:
        raise SourceUnreachable("nobody answers")


@pytest.mark.django_db
def test_a_broken_source_is_told_and_stops_no_other(monkeypatch, tmp_path):
    known = dict(sources.known())
    whole = known["usgs"]

    def stumble(now):
        raise KeyError("a field we thought was there")

    broken = SimpleNamespace(SOURCE=whole.SOURCE, read=whole.read, clock=whole.clock, addresses=stumble)
    monkeypatch.setattr(sources, "known", lambda: {"usgs": broken, "gdacs": known["gdacs"]})
    said: list[str] = []
    collector = Collector(open_tools(), Network(), Archive(tmp_path), clock=lambda: NOW, said=said.append)
    assert collector.collect_due() == 2
    states = {state.source.id: state for state in source_states(NOW)}
    assert states["usgs"].outcome == "failed"
    assert "KeyError" in states["usgs"].detail
    assert states["usgs"].coverage == "blind"
    assert states["gdacs"].outcome == "unreachable"
    assert any("Traceback" in line for line in said)
    assert collector.collect_due() == 0, "asked again at once"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-400), timedelta(days=400)]
)
def test_a_clock_that_jumps_silences_no_source_and_ends_no_day(monkeypatch, tmp_path, jump):
    wall, ran, said = [NOW], [0.0], list[str]()
    only = {"usgs": sources.known()["usgs"]}
    monkeypatch.setattr(sources, "known", lambda: only)
    collector = Collector(
        open_tools(), Network(), Archive(tmp_path), clock=lambda: wall[0], said=said.append, running=lambda: ran[0]
    )
    assert collector.collect_due() == 1
    wall[0] += timedelta(seconds=1)
    ran[0] += 1
    assert collector.collect_due() == 0, "no jump, and it was just asked"
    wall[0] += jump
    assert collector.collect_due() == 1, "the next question is not put off to a time that never comes"
    assert any("the clock was set" in line for line in said)
    if abs(jump) > timedelta(days=1):
        assert not collector.rate_daily(), "no day is ended by a clock nobody knows yet"
    assert abs(heartbeats.last_beats()["evaluation"] - wall[0]) < timedelta(seconds=10)
