"""What goes with a person that is taken out, and what stays; tests/flow/test_erasure_everywhere.py looks at every byte."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from tests.web import seeding

from lookfar.accounts.models import AuditEntry, Membership, Role, User
from lookfar.alerts.forget import NOWHERE, REMOVED
from lookfar.channels.file import blank_out
from lookfar.domain.errors import InvalidValue
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow import endpoints
from lookfar.flow.endpoints import add_mailbox
from lookfar.flow.erasure import LEDGER, erase_again, erase_person
from lookfar.flow.pending import hold
from lookfar.flow.people import keep_person
from lookfar.flow.previewing import Noun
from lookfar.flow.ruling import save_group
from lookfar.flow.tools import open_tools
from lookfar.records import consents, outbox
from lookfar.records.models import (
    AlertRow,
    Consent,
    DeliveryRow,
    Endpoint,
    Leg,
    PendingImport,
    Person,
    PersonGroup,
    SilenceRow,
    Trip,
)
from lookfar.records.named import pattern

NOW = datetime(2022, 1, 9, tzinfo=UTC)
ME, YOU = "0b5f6a0e-0000-4000-8000-00000000000a", "0b5f6a0e-0000-4000-8000-00000000000b"


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


@pytest.fixture
def shared_user(house):
    """The person's account belongs to another organisation too; it has a browser in each."""
    other = seeding.house("Other People")
    user = house.person.user
    Membership.objects.create(user=user, organisation=other.organisation, role=Role.VIEWER)
    for organisation in (house.organisation, other.organisation):
        private = {"address": f"https://93.184.215.14/{organisation.pk}", "name": "Firefox", "digest": ""}
        Endpoint.objects.create(organisation=organisation, user=user, kind="push", private=private)
    return user, other


def test_an_account_that_another_organisation_needs_stays(house, shared_user, tmp_path):
    user, other = shared_user
    erase_person(house.person, tmp_path, now=NOW)
    assert [one.organisation for one in user.memberships.all()] == [other.organisation]


def test_the_browser_of_somebody_erased_is_told_nothing_more(house, shared_user, tmp_path):
    _, other = shared_user
    device = Endpoint.objects.get(organisation=house.organisation, kind="push")
    endpoints.test_endpoint(device, now=NOW)
    erase_person(house.person, tmp_path, now=NOW)
    assert [one.organisation for one in Endpoint.objects.filter(kind="push")] == [other.organisation]
    assert not DeliveryRow.objects.filter(receiver=str(device.pk)).exists()
    assert not DeliveryRow.objects.filter(channel="push", state="waiting").exists()


def test_a_mailbox_that_is_the_persons_own_address_goes_and_others_stay(house, tmp_path):
    boris = house.site.contact
    boris.private = {**boris.private, "email": "boris@example.org"}
    boris.save()
    for address in ("Aigul@example.org", "boris@example.org", "duty@example.org"):
        add_mailbox(house.organisation, address, now=NOW)
    erase_person(house.person, tmp_path, now=NOW)
    left = {one.private["address"] for one in Endpoint.objects.filter(kind="email")}
    assert left == {"boris@example.org", "duty@example.org"}


def test_what_the_organisation_says_of_an_account_that_stays_goes(house, shared_user, tmp_path):
    user, other = shared_user
    for one in (house, other):
        silence = one.silence
        silence.author = user
        silence.save()
    erase_person(house.person, tmp_path, now=NOW)
    authors = dict(SilenceRow.objects.values_list("organisation_id", "author_id"))
    assert authors == {house.organisation.pk: None, other.organisation.pk: user.pk}


def test_a_file_that_waits_to_be_confirmed_goes_and_another_organisations_stays(house, tmp_path):
    other = seeding.house("Other People")
    for one in (house, other):
        content = b"name\nAigul of Steppe Aid\n"
        owner = one.users[Role.OWNER]
        hold(Noun.PEOPLE, content, one.organisation, owner, open_tools(), now=NOW, traveller=None)
    erase_person(house.person, tmp_path, now=NOW)
    assert [one.organisation for one in PendingImport.objects.all()] == [other.organisation]


@pytest.mark.parametrize(("resolution", "stays"), [("digested", True), ("released", False), ("superseded", False)])
def test_a_held_alert_stays_without_name_when_a_digest_told_of_it(house, tmp_path, resolution, stays):
    row = house.alert
    held = AlertRow.objects.create(
        **{
            field.attname: getattr(row, field.attname)
            for field in AlertRow._meta.local_fields
            if field.attname not in ("id", "held", "resolution", "resolved_at", "event_no", "release_at")
        },
        held="below_threshold",
        resolution=resolution,
        resolved_at=NOW,
        release_at=NOW,
    )
    erase_person(house.person, tmp_path, now=NOW)
    kept = AlertRow.objects.filter(pk=held.pk).first()
    assert (kept is not None) is stays
    if kept is not None:
        assert (kept.issued_at, kept.severity, kept.resolved_at) == (row.issued_at, row.severity, NOW)
        assert (kept.person, kept.release_at) == (None, None)
        assert outbox.read_alert(kept).subject.label == REMOVED


def test_words_about_them_go_from_rows_about_others_and_a_namesakes_stay(house, tmp_path):
    sentences = [
        "Aigul of Steppe Aid and AIGUL OF STEPPE AID",
        "Aigul of Steppe Aidan",
        "write to aigul@example.org",
    ]
    groups = [save_group(house.organisation, name=one, people=[], now=seeding.DAY) for one in sentences]
    erase_person(house.person, tmp_path, now=NOW)
    names = [PersonGroup.objects.get(pk=one.pk).private["name"] for one in groups]
    assert names == [f"{REMOVED} and {REMOVED}", sentences[1], f"write to {REMOVED}"]


def test_what_a_namesake_is_called_is_left(house, tmp_path):
    keep_person(house.organisation, name="Aigul of Steppe Aid")
    group = save_group(house.organisation, name="Aigul of Steppe Aid", people=[], now=seeding.DAY)
    erase_person(house.person, tmp_path, now=NOW)
    assert PersonGroup.objects.get(pk=group.pk).private["name"] == "Aigul of Steppe Aid"


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


def test_the_journal_of_an_older_backup_loses_lines_about_legs_nobody_knows_any_more(house, tmp_path):
    """The person may not even be in the copy: the ledger names what the journal said of them."""
    leg, journal = str(house.leg.pk), tmp_path / "older.jsonl"
    erase_person(house.person, tmp_path, now=NOW)
    line = {"webhook-id": "id1", "to": "file", "type": "alert.raised", "timestamp": "t", "data": {"id": leg}}
    journal.write_bytes(orjson.dumps({**line, "title": "in Almaty"}) + b"\n")
    assert erase_again(tmp_path, journal=journal, now=NOW) == 0
    assert orjson.loads(journal.read_bytes()) == {
        "webhook-id": "id1",
        "type": "alert.raised",
        "timestamp": "t",
        "erased": True,
    }


def test_files_that_waited_when_a_backup_was_made_are_not_restored(house, tmp_path):
    owner = house.users[Role.OWNER]
    hold(Noun.PEOPLE, b"name\nChen\n", house.organisation, owner, open_tools(), now=NOW, traveller=None)
    erase_again(tmp_path, journal=tmp_path / "outbox.jsonl", now=NOW)
    assert not PendingImport.objects.exists()


def test_the_journal_loses_lines_that_name_somebody_whole_and_no_others(tmp_path):
    path = tmp_path / "outbox.jsonl"
    said = ["Bo needs help", "unrest in Bogota", 'the "Bo" of Лион', "Бо"]
    path.write_bytes(b"".join(orjson.dumps({"title": one}) + b"\n" for one in said))
    assert blank_out(path, set(), pattern(frozenset({"Bo"}))) == 2
    left = [orjson.loads(line).get("title") for line in path.read_bytes().splitlines()]
    assert left == [None, said[1], None, said[3]]


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
