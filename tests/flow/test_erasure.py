"""A person taken out leaves no byte behind; before that, nothing of them is in the open in database or backup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from tests.flow import homes
from tests.web import seeding

from lookfar.accounts.models import AuditEntry, Membership, Role, User
from lookfar.alerts.forget import NOWHERE, REMOVED
from lookfar.channels.file import blank_out
from lookfar.domain.errors import InvalidValue
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow.erasure import LEDGER, erase_again, erase_person
from lookfar.flow.subject import held_on
from lookfar.records import consents, outbox
from lookfar.records.models import AlertRow, Consent, DeliveryRow, Leg, Person, Trip

NOW = datetime(2022, 1, 9, tzinfo=UTC)
PRIVATE = (
    "Zebulon Quagmire",
    "zq.canary@example.org",
    "+7 701 5550199",
    "Canaryville Annex",
    "76.123457",
    "43.765433",
)
ACCOUNT = "quagmire-account"
ME, YOU = "0b5f6a0e-0000-4000-8000-00000000000a", "0b5f6a0e-0000-4000-8000-00000000000b"

_PLANT = f"""
from datetime import UTC, datetime
from random import Random
from pathlib import Path
from django.contrib.sessions.backends.db import SessionStore
from lookfar.accounts.models import Membership, Role, User
from lookfar.cli import backup
from lookfar.config import read_config
from lookfar.cli.send import open_sender
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_person, keep_trip
from lookfar.records.subjects import PrivatePlace
from tests.web import seeding
place = PrivatePlace(name={PRIVATE[3]!r}, lon={PRIVATE[4]}, lat={PRIVATE[5]}, country="KAZ", radius_km=1.0)
house = seeding.house("Steppe Aid")
user = User.objects.create(username={ACCOUNT!r})
Membership.objects.create(user=user, organisation=house.organisation, role=Role.TRAVELLER)
person = keep_person(house.organisation, name={PRIVATE[0]!r}, email={PRIVATE[1]!r}, phone={PRIVATE[2]!r}, home=place)
person.user = user
person.save()
keep_trip(person, name={PRIVATE[3]!r} + " visit", legs=[
    LegPlan(place=place, start=seeding.DAY, end=seeding.DAY + seeding.timedelta(days=2))])
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["note"] = {PRIVATE[0]!r}
session.save()
seeding.happen(seeding.incident())
from lookfar.records.models import DeliveryRow
DeliveryRow.objects.filter(channel="email").update(channel="file")
config = read_config()
open_sender(config, config.home).finish()
backup.run([str(config.home.parent / "one.backup")])
print(person.pk)
"""


def hits(paths, words) -> set[tuple[str, str]]:
    return {(path.name, word) for path in paths for word in words if word.encode() in path.read_bytes()}


def files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_a_person_is_gone_from_every_file_and_was_never_in_the_open(tmp_path):
    home, backup = tmp_path / "home", tmp_path / "one.backup"
    ident = homes.inside(home, _PLANT).splitlines()[-1]
    stolen = [backup, *home.glob("lookfar.sqlite3*")]
    assert len(stolen) >= 2
    assert hits(stolen, PRIVATE) == set()
    assert hits(files(home), [PRIVATE[0], ACCOUNT]) >= {("outbox.jsonl", PRIVATE[0]), ("lookfar.sqlite3", ACCOUNT)}
    lines = (home / "outbox.jsonl").read_bytes().count(b"\n")
    said = homes.run(home, "erase", "person", ident)
    assert "trips: 1" in said
    assert hits(files(home), (*PRIVATE, ACCOUNT)) == set()
    assert (home / "outbox.jsonl").read_bytes().count(b"\n") == lines
    assert "there is no person" not in homes.run(home, "audit", "--verify")
    homes.run(tmp_path / "again", "restore", str(backup), "--keys", str(home / "keys"))
    assert (
        homes.inside(
            tmp_path / "again",
            f"from lookfar.records.models import Person\nprint(Person.objects.filter(pk={ident!r}).count())",
        )
        == "0"
    )
    assert hits(files(tmp_path / "again"), PRIVATE) == set()


@pytest.fixture
def house(db):
    house = seeding.house("Steppe Aid")
    seeding.happen(seeding.incident())
    return house


def test_who_was_told_what_keeps_its_times_and_loses_name_and_place(house, tmp_path):
    before = list(
        AlertRow.objects.filter(held="").order_by("pk").values_list("issued_at", "severity", "incident_id")
    )
    ident = str(house.person.pk)
    told = AlertRow.objects.filter(held="", person=house.person).count()
    erased = erase_person(house.person, tmp_path, now=NOW)
    assert erased.alerts >= told > 0
    rows = AlertRow.objects.filter(held="").order_by("pk")
    assert list(rows.values_list("issued_at", "severity", "incident_id")) == before
    gone = [outbox.read_alert(row) for row in rows.exclude(forgotten_at=None)]
    assert {alert.subject.label for alert in gone} == {REMOVED}
    assert {alert.subject.point for alert in gone} == {NOWHERE}
    assert len({alert.subject.subject_id for alert in gone}) == len(gone)
    assert not any(ident in repr(alert) for alert in gone)


def test_trips_legs_account_and_consents_go_and_others_stay(house, tmp_path):
    other = seeding.house("Other People")
    consents.decide(house.person, basis="consent", live=True, withdrawn=False, by=None, now=NOW)
    user = house.person.user
    erase_person(house.person, tmp_path, now=NOW)
    assert set(Trip.objects.all()) == {other.trip}
    assert set(Leg.objects.all()) == {other.leg}
    assert not Consent.objects.exists()
    assert not User.objects.filter(pk=user.pk).exists()
    assert Person.objects.filter(organisation=house.organisation).count() == 1


def test_what_was_still_due_to_them_is_not_sent_and_no_update_follows(house, tmp_path):
    ident = str(house.person.pk)
    erase_person(house.person, tmp_path, now=NOW)
    assert not DeliveryRow.objects.filter(receiver=ident).exists()
    waiting = DeliveryRow.objects.filter(state="waiting").values_list("alert__forgotten_at", flat=True)
    assert set(waiting) <= {None}
    before = set(AlertRow.objects.values_list("pk", flat=True))
    later = seeding.incident(version=2, recorded_at=NOW, status=IncidentStatus.RETRACTED)
    seeding.happen(later)
    new = AlertRow.objects.exclude(pk__in=before)
    assert {row.subject_kind for row in new} == {"site"}


def test_an_account_that_another_organisation_needs_stays(house, tmp_path):
    other = seeding.house("Other People")
    user = house.person.user
    Membership.objects.create(user=user, organisation=other.organisation, role=Role.VIEWER)
    erase_person(house.person, tmp_path, now=NOW)
    assert [one.organisation for one in user.memberships.all()] == [other.organisation]


def test_the_last_owner_is_not_erased(house, tmp_path):
    house.person.user = house.users[Role.OWNER]
    house.person.save()
    with pytest.raises(InvalidValue, match="last owner"):
        erase_person(house.person, tmp_path, now=NOW)
    assert not (tmp_path / LEDGER).exists()


def test_an_erasure_is_in_the_audit_and_in_the_ledger(house, tmp_path):
    ident = str(house.person.pk)
    erase_person(house.person, tmp_path, now=NOW)
    assert AuditEntry.objects.get(action="erased").subject == ident
    assert (tmp_path / LEDGER).read_text().split()[1] == ident
    assert (tmp_path / LEDGER).stat().st_mode & 0o777 == 0o600


def test_a_copy_from_before_is_erased_again(house, tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / LEDGER).write_text(f"2026-01-01T00:00:00Z {house.person.pk}\nhalf a li")
    assert erase_again(tmp_path, journal=tmp_path / "outbox.jsonl", now=NOW) == 1
    assert not Person.objects.filter(pk=house.person.pk).exists()


def test_the_journal_keeps_whole_lines_and_those_of_others(tmp_path):
    path = tmp_path / "outbox.jsonl"
    rows = [
        {
            "webhook-id": f"id{n}",
            "to": (ME, YOU)[n % 2],
            "type": "alert.raised",
            "timestamp": "t",
            "data": "x" * n,
        }
        for n in range(400)
    ]
    content = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    path.write_bytes(content)
    assert blank_out(path, {ME}) == 200
    after = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert [row["webhook-id"] for row in after] == [row["webhook-id"] for row in rows]
    assert after[1::2] == rows[1::2]
    assert len(path.read_bytes()) == len(content)
    assert ME.encode() not in path.read_bytes()
    assert blank_out(path, {ME}) == 0


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
    from django.apps import apps

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
    from django.apps import apps

    field = next(one for one in apps.get_model(label)._meta.local_fields if one.related_model is Person)
    return {field.name: person}
