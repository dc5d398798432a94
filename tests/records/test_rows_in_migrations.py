"""Every migration that runs code meets rows as an older version wrote them: back to before it, rows, forward, and a look."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from lookfar.accounts.models import AuditEntry, Organisation
from lookfar.records.forecast_chain import chain
from lookfar.records.migrating import bring_up_to_date
from lookfar.records.models import (
    AlertRow,
    Belief,
    DeliveryRow,
    EventCounter,
    ForecastIssue,
    ForecastRow,
    Person,
    ResolutionRow,
)
from lookfar.records.presence_revision import revision

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Before = Callable[[object], None]


def ours() -> list[tuple[str, str]]:
    """Every migration of ours that runs code."""
    disk = MigrationLoader(None).disk_migrations
    return sorted(
        key
        for key, one in disk.items()
        if one.__module__.startswith("lookfar.") and any(isinstance(step, RunPython) for step in one.operations)
    )


def before(app: str, name: str) -> object:
    """The tables as they were before a migration, as models."""
    executor = MigrationExecutor(connection)
    parents = [parent.key for parent in executor.loader.graph.node_map[app, name].parents]
    own = [key for key in parents if key[0] == app]
    executor.migrate(own)
    loader = MigrationExecutor(connection).loader
    return loader.project_state(list(loader.applied_migrations)).apps


def made(apps, model: str, **values: object):
    """A row of an older table; what is not said is filled with something of its kind."""
    table = apps.get_model(*model.split("."))
    fills = {
        models.CharField: "x",
        models.TextField: "x",
        models.IntegerField: 1,
        models.DateTimeField: NOW,
        models.BinaryField: {},
        models.JSONField: {},
    }
    for field in table._meta.local_fields:
        known = field.name in values or field.attname in values
        if known or field.null or field.has_default() or field.primary_key or getattr(field, "auto_now", False):
            continue
        kind = next((kind for kind in fills if isinstance(field, kind)), None)
        if kind is not None:
            values[field.name] = fills[kind]
    return table.objects.create(**values)


def house(apps):
    return made(apps, "accounts.Organisation", name="Steppe Aid")


def alert(apps, organisation, number: int, *, told_as: int, **values: object):
    """A version of an alert; its id ends in `number`."""
    shown = {
        "alert_id": f"00000000-0000-4000-8000-00000000000{number}",
        "sequence": told_as,
        "wire_id": f"msg_{uuid.uuid4().hex}",
        "issued_at": NOW + timedelta(hours=told_as),
        "held": "",
        "origin": "live",
    }
    return made(apps, "records.AlertRow", organisation=organisation, **{**shown, **values})


def holds(apps) -> None:
    one = house(apps)
    alert(apps, one, 1, told_as=1)
    for told_as, why in ((2, "below_threshold"), (3, "silenced")):  # two open holds would break what comes after
        alert(apps, one, 1, told_as=told_as, held=why)


def holds_are_over() -> None:
    held = AlertRow.objects.exclude(held="").order_by("sequence")
    assert [(row.resolution, row.resolved_at) for row in held] == [
        ("superseded", NOW + timedelta(hours=hours)) for hours in (2, 3)
    ]
    told = AlertRow.objects.get(held="")
    assert (told.resolution, told.resolved_at) == ("", None)


def deliveries(apps) -> None:
    one = house(apps)
    for told_as in (2, 1, 3):
        row = alert(apps, one, 1, told_as=told_as)
        state, at = ("waiting", None) if told_as == 3 else ("delivered", NOW)
        made(apps, "records.DeliveryRow", alert=row, receiver="r", channel="email", state=state, delivered_at=at)
    alert(apps, one, 2, told_as=1, held="silenced")
    alert(apps, one, 3, told_as=1, origin="replayed")
    alert(apps, one, 4, told_as=1)


def deliveries_are_beliefs_and_events() -> None:
    [belief] = Belief.objects.all()
    assert (belief.version.sequence, belief.receiver, belief.at) == (2, "r", NOW)
    assert DeliveryRow.objects.count() == 3
    rows = list(AlertRow.objects.order_by("created_at", "sequence"))
    numbered = [row.event_no for row in rows if row.held == "" and row.origin == "live"]
    assert numbered == [1, 2, 3, 4]
    assert {row.event_no for row in rows if row.held or row.origin == "replayed"} == {None}
    assert EventCounter.objects.get().last == 4


def people(apps) -> None:
    made(apps, "records.Person", organisation=house(apps), private={"name": "Aigul"})


def people_are_watched() -> None:
    person = Person.objects.get()
    assert person.private["name"] == "Aigul", "what was sealed before still opens"
    seen = revision()
    person.private = {"name": "Aigul B."}
    person.save()
    assert revision() != seen


def organisations(apps) -> None:
    house(apps)


def organisations_keep_as_long_as_usual() -> None:
    one = Organisation.objects.get()
    assert (one.name, one.location_days, one.alert_days) == ("Steppe Aid", 90, 365)
    AuditEntry.objects.create(organisation=one, number=1, at=NOW, actor="x", action="read", kind="x", seal="x")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            AuditEntry.objects.update(actor="y")


def forecasts(apps) -> None:
    for cutoff in (202202, 202201):
        row = made(apps, "records.ForecastIssue", cutoff=cutoff, areas=["KAZ"])
        made(apps, "records.ForecastRow", issue=row, area="KAZ", content=zlib.compress(b"{}"))


def forecasts_are_chained_as_they_stand() -> None:
    first, second = ForecastIssue.objects.order_by("pk")
    assert (first.previous, second.previous) == ("", first.chain)
    found = chain()
    assert (found.issues, found.late, found.head, found.faults) == (2, 2, second.chain, ())
    ForecastRow.objects.filter(issue=first).update(content=zlib.compress(b"[]"))
    assert len(chain().faults) == 1


def forecasts_and_resolutions(apps) -> None:
    row = made(apps, "records.ForecastIssue", cutoff=202201, areas=[], recorded_at=NOW)
    made(apps, "records.ResolutionRow", issue=row, recorded_at=NOW + timedelta(hours=1), content=b"")


def forecasts_count_from_when_they_were_recorded() -> None:
    assert ForecastIssue.objects.get().counts_from == NOW
    assert ResolutionRow.objects.get().counts_from == NOW + timedelta(hours=1)


CASES: dict[tuple[str, str], tuple[Before, Callable[[], None]]] = {
    ("accounts", "0002_privacy"): (organisations, organisations_keep_as_long_as_usual),
    ("records", "0007_rules"): (holds, holds_are_over),
    ("records", "0008_channels"): (deliveries, deliveries_are_beliefs_and_events),
    ("records", "0009_workers"): (people, people_are_watched),
    ("records", "0014_forecast_chain"): (forecasts, forecasts_are_chained_as_they_stand),
    ("records", "0015_forecasts_count_from"): (
        forecasts_and_resolutions,
        forecasts_count_from_when_they_were_recorded,
    ),
}
"""What an older version wrote, and what must hold of it afterwards."""


def test_every_migration_that_runs_code_has_rows():
    assert ours() == sorted(CASES)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("app", "name"), sorted(CASES))
def test_rows_of_before_come_through(app, name):
    rows, check = CASES[app, name]
    try:
        rows(before(app, name))
        assert bring_up_to_date()
        check()
    finally:
        bring_up_to_date()
