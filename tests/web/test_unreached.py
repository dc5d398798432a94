"""Somebody whom Lookfar has no way to tell is said to be so before anybody relies on it."""

from __future__ import annotations

from tests.web.safety_making import ENTRY
from tests.web.test_rules import RULE

from lookfar.flow.people import keep_person
from lookfar.flow.receivers import unreached, unreached_people

SAID = "Lookfar cannot tell Boris of Steppe Aid: no e-mail address and no device of theirs is kept"


def test_whom_an_own_incident_cannot_reach_is_said_before_it_is_entered(owner, ours):
    preview = owner.post("/own-incidents/add", ENTRY).content.decode()
    assert f"{SAID}, nor a phone number." in preview
    assert "cannot tell Aigul" not in preview


def test_the_preview_of_a_rule_names_whom_no_rule_reaches(owner, ours, theirs):
    page = owner.post("/rules/add", {**RULE, "look": "yes"}).content.decode()
    assert "Lookfar cannot tell <bdi>Boris of Steppe Aid</bdi>, whatever the rule says:" in page
    assert "Other People" not in page


def test_a_phone_is_no_way_and_an_address_or_a_device_is(ours):
    boris = ours.site.contact
    keep_person(ours.organisation, person=boris, name="Boris", email="", phone="+7 701 000", home=None)
    assert "only a phone number, which Lookfar does not call" in unreached(boris)
    assert "701" not in unreached(boris)
    keep_person(ours.organisation, person=boris, name="Boris", email="boris@example.org", home=None)
    assert unreached(boris) == ""
    assert unreached_people(ours.organisation) == ()
