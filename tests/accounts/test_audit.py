"""The audit: who did what is written once, and a change to it is found."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from lookfar.accounts import audit
from lookfar.accounts.models import AuditEntry, Membership, Organisation, Role, User
from lookfar.domain.errors import Tampered
from lookfar.flow.people import keep_person


@pytest.fixture
def chain(db):
    organisation = Organisation.objects.create(name="Steppe Aid")
    for n in range(5):
        audit.record(organisation.pk, audit.Action.READ, "trip", str(n), actor="user:x", detail={"n": n})
    return organisation


def alter(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER audit_append_only")
        cursor.execute(statement)


def test_an_untouched_chain_holds_and_its_head_is_its_end(chain):
    head = audit.verify(chain.pk)
    assert head.entries == 5
    assert audit.follows(chain.pk, str(head))


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE accounts_auditentry SET actor = 'user:y' WHERE number = 3", 3),
        ("UPDATE accounts_auditentry SET subject = '' WHERE number = 1", 1),
        ("UPDATE accounts_auditentry SET detail = '{}' WHERE number = 2", 2),
        ("UPDATE accounts_auditentry SET at = '2020-01-01 00:00:00' WHERE number = 4", 4),
        ("DELETE FROM accounts_auditentry WHERE number = 2", 2),
        ("DELETE FROM accounts_auditentry WHERE number = 1", 1),
    ],
)
def test_an_altered_or_removed_entry_is_named(chain, statement, number):
    alter(statement)
    with pytest.raises(Tampered, match=f"entry {number} "):
        audit.verify(chain.pk)


def test_a_cut_end_is_found_by_the_head_that_was_noted(chain):
    noted = str(audit.verify(chain.pk))
    alter("DELETE FROM accounts_auditentry WHERE number = 5")
    assert audit.verify(chain.pk).entries == 4
    assert not audit.follows(chain.pk, noted)


def test_a_chain_sealed_with_another_key_does_not_hold(chain, settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    with pytest.raises(Tampered, match="key is another"):
        audit.verify(chain.pk)


def test_chains_of_organisations_do_not_touch(chain):
    other = Organisation.objects.create(name="Other People")
    audit.record(other.pk, audit.Action.READ, "trip")
    assert audit.verify(other.pk).entries == 1
    assert audit.verify(chain.pk).entries == 5


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no triggers here; its seals tell")
def test_the_database_refuses_to_change_an_entry(chain):
    for statement in ("UPDATE accounts_auditentry SET actor = ''", "DELETE FROM accounts_auditentry"):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            connection.cursor().execute(statement)


def test_what_somebody_creates_changes_and_removes_is_theirs(chain):
    with audit.acting(lambda: "user:anna"):
        person = keep_person(chain, name="Jon", email="jon@example.org")
        keep_person(chain, name="Jon Snow", person=person)
        ident = str(person.pk)
        person.delete()
    deeds = list(
        AuditEntry.objects.filter(actor="user:anna").order_by("number").values_list("action", "kind", "subject")
    )
    assert deeds == [(action, "person", ident) for action in ("created", "changed", "removed")]


def test_a_role_given_is_written_down(chain):
    user = User.objects.create(username="anna")
    with audit.acting(lambda: "user:owner"):
        member = Membership.objects.create(user=user, organisation=chain, role=Role.VIEWER)
        member.role = Role.OWNER
        member.save()
    assert list(AuditEntry.objects.filter(kind="membership").values_list("action", flat=True)) == [
        "created",
        "changed",
    ]


def test_nothing_is_anybodys_deed_outside_of_one(chain):
    keep_person(chain, name="Jon")
    assert not AuditEntry.objects.filter(kind="person").exists()


def test_no_name_nor_place_is_in_the_audit(chain):
    with audit.acting(lambda: "user:anna"):
        keep_person(chain, name="Zebulon Quagmire", email="zq@example.org", phone="+7 700 12345")
    rows = repr(list(AuditEntry.objects.values()))
    assert not [word for word in ("Zebulon", "zq@", "12345") if word in rows]
