"""What is replayed reaches no mail, webhook, device, digest nor duty contact, beside what is live in the same store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, incident

from lookfar.domain.vocabulary import Origin, Severity
from lookfar.flow.endpoints import add_webhook
from lookfar.flow.matching import match_and_alert
from lookfar.flow.ruling import put_on_duty
from lookfar.records import incidents as store
from lookfar.records.models import DeliveryRow, EscalationStep

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.person("Ann")
    add_webhook(made.organisation, "https://93.184.215.14/hook", now=NOON)
    put_on_duty(made.organisation, made.person("Dora", home=None), now=NOON)
    return made


@pytest.mark.parametrize("severity", [Severity.EXTREME, Severity.MINOR])
def test_what_is_replayed_goes_to_the_journal_alone(world, severity):
    one = replace(incident("replayed", severity=severity, recorded_at=NOON), origin=Origin.REPLAYED)
    store.keep_versions([one])
    match_and_alert((one,), now=NOON, origin=Origin.REPLAYED)
    for minutes in (0, 11, 30, 24 * 60, 48 * 60):
        world.run(NOON + minutes * MINUTE)
    assert world.mails == []
    assert channels(one.id) <= {"file"}
    assert set(DeliveryRow.objects.filter(digest__isnull=False).values_list("channel", flat=True)) <= {"file"}
    assert not EscalationStep.objects.exists()


def test_the_same_that_is_live_reaches_them(world):
    one = incident("live", severity=Severity.EXTREME, recorded_at=NOON)
    world.happen(one)
    for minutes in (0, 11):
        world.run(NOON + minutes * MINUTE)
    assert len(world.mails) == 2
    assert channels(one.id) == {"email", "webhook"}


def channels(incident_id: str) -> set[str]:
    return set(DeliveryRow.objects.filter(alert__incident_id=incident_id).values_list("channel", flat=True))
