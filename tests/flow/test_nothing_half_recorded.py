"""A disk that is full while an alert is recorded leaves nothing half recorded, and nothing is lost when there is room again."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.models.query import QuerySet
from tests.flow.holding_making import NOON, World
from tests.flow.test_told_anew import own

from lookfar.flow.own_incidents import take_back
from lookfar.records.models import AlertRow, DeliveryRow, OwnIncidentVersion


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.person("Ann")
    return made


@pytest.fixture
def full(monkeypatch):
    """No delivery can be written until there is room again."""
    written = QuerySet.bulk_create

    def refused(rows, made, *args, **kwargs):
        if rows.model is DeliveryRow:
            raise OperationalError("database or disk is full")
        return written(rows, made, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "bulk_create", refused)
    return monkeypatch


def test_an_incident_is_not_kept_without_its_alerts_and_told_when_entered_again(world, full):
    with pytest.raises(OperationalError):
        own(world, NOON)
    assert (OwnIncidentVersion.objects.count(), AlertRow.objects.count()) == (0, 0)
    full.undo()
    own(world, NOON)
    assert len(world.run(NOON)) == 1


def test_an_incident_is_not_taken_back_without_its_cancel(world, request):
    ident = own(world, NOON)
    world.run(NOON)
    full = request.getfixturevalue("full")
    with pytest.raises(OperationalError):
        take_back(world.organisation, ident, why="a drill", writer="Mia", now=NOON)
    assert OwnIncidentVersion.objects.count() == 1
    full.undo()
    take_back(world.organisation, ident, why="a drill", writer="Mia", now=NOON)
    [cancel] = world.run(NOON)
    assert "Cancelled" in cancel
