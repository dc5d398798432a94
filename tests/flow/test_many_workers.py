"""Several workers release, digest and escalate at once: each thing happens once, and nothing is left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from tests.flow.holding_making import NOON, World, incident

from lookfar.alerts.scope import Scope
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Severity
from lookfar.flow.releasing import release_due
from lookfar.flow.ruling import save_duty
from lookfar.records import holds
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, EscalationStep

WORKERS = 4


def all_at_once(now) -> None:
    """Every worker's round at one time; raises what one of them raised."""
    start = Barrier(WORKERS)

    def work() -> None:
        try:
            start.wait()
            release_due(now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(work) for _ in range(WORKERS)]:
            done.result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database has one worker")
def test_four_workers_do_everything_once(tmp_path):
    world = World(tmp_path)
    for name in ("Ann", "Ben", "Cem"):
        world.person(name)
    save_duty(world.organisation, world.person("Dora", home=None))
    world.silence(Scope(categories=frozenset({Category.CRIME})), hours=1)
    world.happen(incident("grave", severity=Severity.EXTREME, recorded_at=NOON))
    world.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON))
    world.happen(incident("theft", category=Category.CRIME, recorded_at=NOON))
    later = NOON + timedelta(hours=20)
    all_at_once(later)
    assert EscalationStep.objects.count() == 3
    assert DigestRow.objects.count() == 3
    assert AlertRow.objects.filter(held="", incident_id=incident("theft").id).count() == 3
    assert not holds.open_holds().exists()
    world.run(later)
    world.run(later + timedelta(minutes=10))
    assert not DeliveryRow.objects.filter(state__in=("waiting", "failed")).exists()
    assert len({mail["Message-ID"] + mail["To"] for mail in world.mails}) == len(world.mails)


def test_a_message_whose_leader_went_without_it_goes_by_itself(db, tmp_path):
    world = World(tmp_path)
    world.person("Ann")
    for number in range(3):
        world.happen(incident(f"n{number}", recorded_at=NOON + timedelta(seconds=number)))
    world.run(NOON)
    leader, late = DeliveryRow.objects.filter(state="waiting").order_by("pk")
    DeliveryRow.objects.filter(pk=late.pk).update(led_by=leader)
    DeliveryRow.objects.filter(pk=leader.pk).update(state="delivered")
    assert len(world.run(NOON + timedelta(minutes=10))) == 1
