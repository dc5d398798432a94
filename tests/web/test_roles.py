"""Each page of an organisation's own, asked by each role; a page without a row here fails."""

from __future__ import annotations

import pytest
from tests.web.test_access import ELSEWHERE, OPEN, OWN_THINGS, SAFETY, addresses, ident_of
from tests.web.test_members import address

from lookfar.accounts.models import Role

ALL, WRITERS, OWNER = "omtv", "om", "o"
"""Owner, manager, traveller (of his own things), viewer."""
LETTER = {Role.OWNER: "o", Role.MANAGER: "m", Role.TRAVELLER: "t", Role.VIEWER: "v"}

PAGES: dict[str, tuple[str, str]] = {
    "alerts": (ALL, ""),
    "alerts/<uuid:ident>": (ALL, ""),
    "people": (ALL, ""),
    "people/add": (WRITERS, WRITERS),
    "people/import": (WRITERS, WRITERS),
    "people/template.csv": (ALL, ""),
    "people/export.csv": (ALL, ""),
    "people/<uuid:ident>": (WRITERS, WRITERS),
    "people/<uuid:ident>/delete": ("", WRITERS),
    "people/<uuid:ident>/invite": ("", WRITERS),
    "people/<uuid:ident>/calendar": ("omt", "omt"),
    "sites": (ALL, ""),
    "sites/add": (WRITERS, WRITERS),
    "sites/import": (WRITERS, WRITERS),
    "sites/template.csv": (ALL, ""),
    "sites/export.csv": (ALL, ""),
    "sites/<uuid:ident>": (WRITERS, WRITERS),
    "sites/<uuid:ident>/delete": ("", WRITERS),
    "trips": (ALL, ""),
    "trips/add": (WRITERS, WRITERS),
    "trips/import": (WRITERS, WRITERS),
    "trips/template.csv": (ALL, ""),
    "trips/export.csv": (ALL, ""),
    "trips/<uuid:ident>": (ALL, ""),
    "trips/<uuid:ident>/edit": (WRITERS, WRITERS),
    "trips/<uuid:ident>/delete": ("", WRITERS),
    "trips/<uuid:ident>/cancel": ("", WRITERS),
    "trips/<uuid:ident>/renew": ("", WRITERS),
    "members": (OWNER, ""),
    "members/add": ("", OWNER),
    "members/<int:number>/role": ("", OWNER),
    "members/<int:number>/end": ("", OWNER),
    "members/<int:number>/link": ("", OWNER),
    "keys": (OWNER, ""),
    "keys/add": ("", OWNER),
    "keys/<uuid:ident>/revoke": ("", OWNER),
    "alerts/<uuid:ident>/acknowledge": ("", "omt"),
    "audit": (OWNER, ""),
    "privacy": (OWNER, OWNER),
    "people/<uuid:ident>/privacy": (WRITERS, WRITERS),
    "people/<uuid:ident>/export": ("omt", ""),
    "people/<uuid:ident>/erase": ("", WRITERS),
    "people/<uuid:ident>/hours": ("omt", "omt"),
    "channels": (ALL, ""),
    "channels/dead-letters": (ALL, ""),
    "channels/add-mailbox": (WRITERS, WRITERS),
    "channels/add-webhook": (WRITERS, WRITERS),
    "channels/<uuid:ident>": (WRITERS, ""),
    "channels/<uuid:ident>/test": ("", WRITERS),
    "channels/<uuid:ident>/enable": ("", WRITERS),
    "channels/<uuid:ident>/rotate": ("", WRITERS),
    "channels/<uuid:ident>/delete": ("", WRITERS),
    "rules": (ALL, ""),
    "rules/add": (WRITERS, WRITERS),
    "rules/<uuid:ident>": (WRITERS, WRITERS),
    "rules/<uuid:ident>/delete": ("", WRITERS),
    "rules/<uuid:ident>/move": ("", WRITERS),
    "silences": (ALL, ""),
    "silences/add": (WRITERS, WRITERS),
    "silences/<uuid:ident>/end": ("", WRITERS),
    "groups": (ALL, ""),
    "groups/add": (WRITERS, WRITERS),
    "groups/<uuid:ident>": (WRITERS, WRITERS),
    "groups/<uuid:ident>/delete": ("", WRITERS),
    "duty": (ALL, WRITERS),
    "duty/<uuid:ident>/delete": ("", WRITERS),
    "safety": ("omv", ""),
    "own-incidents": (ALL, ""),
    "own-incidents/add": (WRITERS, WRITERS),
    "second-person": (WRITERS, ""),
}
"""Page -> who may look, who may send."""
DEAD = {"channels/dead-letters/of/<uuid:ident>/again"}
"""Asked in tests/web/test_channels.py: without a dead letter it is not found by anybody."""
DONE, REFUSED = {200, 302, 400, 422}, {403, 404, 405}


def test_every_page_has_a_row():
    assert addresses() == OPEN | ELSEWHERE | SAFETY | set(PAGES) | DEAD


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_role_does_what_its_row_says_and_nothing_else(client, ours, page, role, method):
    thing = OWN_THINGS.get(page)
    path = address(page, ours)
    if thing:
        path = "/" + page.replace("<uuid:ident>", ident_of(thing, ours))
    client.force_login(ours.users[role])
    answer = getattr(client, method)(path)
    allowed = LETTER[role] in PAGES[page][method == "post"]
    assert (answer.status_code in DONE) is allowed, answer.status_code
    assert (answer.status_code in REFUSED) is not allowed


@pytest.mark.parametrize("page", sorted(page for page in PAGES if OWN_THINGS.get(page) in ("person", "trip")))
def test_a_traveller_finds_nobody_elses(client, ours, page):
    from lookfar.records.models import Person

    boris = Person.objects.get(organisation=ours.organisation, user=None)
    ours.trip.person = boris
    ours.trip.save()
    client.force_login(ours.users[Role.TRAVELLER])
    ident = boris.pk if OWN_THINGS[page] == "person" else ours.trip.pk
    path = "/" + page.replace("<uuid:ident>", str(ident))
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code in REFUSED
        assert "Boris" not in answer.content.decode()
