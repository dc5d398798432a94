"""What is held on somebody is given whole."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from django.apps import apps
from tests.web import seeding

from lookfar.flow.subject import held_on
from lookfar.records import consents
from lookfar.records.models import Person

NOW = datetime(2022, 1, 9, tzinfo=UTC)


@pytest.fixture
def house(db):
    house = seeding.house("Steppe Aid")
    seeding.happen(seeding.incident())
    return house


def test_the_export_holds_everything_and_no_secret(house):
    consents.decide(house.person, basis="duty_of_care", live=False, withdrawn=False, by=None, now=NOW)
    held = held_on(house.person, now=NOW)
    tables = held["tables"]
    assert {"records.Person", "records.Trip", "records.Leg", "records.AlertRow", "records.DeliveryRow"} <= set(
        tables
    )
    assert tables["records.Consent"][0]["basis"] == "duty_of_care"
    assert tables["records.Person"][0]["private"]["email"] == "aigul@example.org"
    assert tables["records.Leg"][0]["private"]["place"]["name"] == "Almaty"
    text = orjson.dumps(held).decode()
    assert "password" not in text
    assert "Boris" not in orjson.dumps(tables["records.Person"]).decode()


def test_every_table_that_refers_to_a_person_is_in_the_export(house):
    referring = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is Person
    }
    assert "records.Consent" in referring
    consents.decide(house.person, basis="consent", live=False, withdrawn=False, by=None, now=NOW)
    filled = {
        label for label in referring if apps.get_model(label).objects.filter(**_to(label, house.person)).exists()
    }
    assert filled <= set(held_on(house.person, now=NOW)["tables"])


def _to(label, person):
    field = next(one for one in apps.get_model(label)._meta.local_fields if one.related_model is Person)
    return {field.name: person}
