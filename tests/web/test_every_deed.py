"""Every address that changes something, found by asking it, leaves a line in the audit that says whose deed it was."""

from __future__ import annotations

import hashlib

import pytest
from django.apps import apps
from django.test import Client
from tests.web.every_deed import DEEDS
from tests.web.test_access import addresses

from lookfar.accounts import audit
from lookfar.accounts.models import AuditEntry, Role

EXEMPT = {
    "sign-out": "ends the asker's own session; nothing of the organisation is another afterwards",
}
"""What takes a form and writes nothing down, with why."""
NOBODY_SIGNED_IN = {"welcome/<str:token>", "sign-in", "alerts/<uuid:ident>/acknowledge/<str:token>"}
"""Sent without a session: the link or the password says who it is."""
NO_DEEDS = {"accounts.AuditEntry", "sessions.Session"}


def everything() -> str:
    """A sum over every row of every table that a deed may change."""
    found = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if model._meta.label not in NO_DEEDS:
            rows = model._base_manager.order_by("pk").values_list()
            found.update(repr([model._meta.label, [_plain(row) for row in rows]]).encode())
    return found.hexdigest()


def _plain(row: tuple[object, ...]) -> list[object]:
    return [value.stored if hasattr(value, "stored") else value for value in row]


def test_every_address_that_takes_a_form_has_a_deed_or_a_reason(owner, ours):
    """One that takes none says so by a 405, before it looks for anything."""
    none = "00000000-0000-4000-8000-000000000000"
    known = {address.partition(",")[0] for address in DEEDS} | set(EXEMPT)
    takes = set()
    for address in addresses():
        path = address.replace("<int:number>", "1").replace("<int:delivery>", "1")
        for part in ("<uuid:ident>", "<uuid:person>", "<str:ident>", "<str:token>", "<str:code>"):
            path = path.replace(part, none)
        owner.force_login(ours.users[Role.OWNER])
        if owner.post(f"/{path}").status_code != 405:
            takes.add(address)
    assert takes == known


@pytest.mark.parametrize("address", sorted(DEEDS))
def test_what_somebody_does_is_in_the_audit_as_theirs(client, ours, address):
    me = ours.users[Role.OWNER]
    client.force_login(me)
    path, form = DEEDS[address](ours, client)
    asking = Client() if address in NOBODY_SIGNED_IN else client
    before, noted = everything(), AuditEntry.objects.count()
    answer = asking.post(f"/{path}", form)
    assert answer.status_code in (200, 201, 202, 204, 302), answer.content.decode()[:3000]
    assert everything() != before, "it changed nothing, so this test would say nothing"
    written = list(AuditEntry.objects.order_by("number")[noted:])
    deeds = [entry for entry in written if entry.action != audit.Action.READ]
    assert deeds
    mine = f"person:{ours.person.pk}" if address.startswith("alerts") and asking is not client else f"user:{me.pk}"
    assert {entry.actor for entry in deeds} == {mine}
    assert {entry.organisation_id for entry in deeds} == {ours.organisation.pk}
    audit.verify(ours.organisation.pk)


@pytest.mark.parametrize("address", sorted(EXEMPT))
def test_what_is_exempt_changes_nothing(owner, ours, address):
    before = everything()
    owner.post(f"/{address}")
    assert everything() == before
