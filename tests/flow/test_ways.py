"""Whom a rule names hears by mail and by their own devices, as far as these may hear."""

from __future__ import annotations

import pytest
from tests.web.seeding import DAY, happen, incident, one_at_home

from lookfar.accounts.models import Role
from lookfar.alerts.route import Rule, Tell
from lookfar.flow.people import keep_person
from lookfar.flow.safety import ask_everybody
from lookfar.records import rules as kept
from lookfar.records.models import DeliveryRow, Endpoint, SafetyAsk


@pytest.fixture
def ours(db):
    return one_at_home()


def device(ours, role: Role) -> Endpoint:
    return Endpoint.objects.create(
        organisation=ours.organisation,
        kind="push",
        user=ours.users[role],
        private={"address": f"https://93.184.215.14/{role.value}"},
    )


def rule(ours, tell: Tell) -> None:
    kept.keep_rule(ours.organisation, Rule(id="", name="By name", tell=tell))


def told() -> set[tuple[str, str]]:
    return set(DeliveryRow.objects.values_list("channel", "receiver"))


def named(ours, role: Role):
    person = keep_person(ours.organisation, name="Dana", email="dana@example.org", home=None)
    person.user = ours.users[role]
    person.save()
    return person


def test_a_rule_that_tells_the_person_only_reaches_their_device_too_and_nobody_elses(ours):
    own, others = device(ours, Role.TRAVELLER), device(ours, Role.MANAGER)
    rule(ours, Tell(endpoints=False))
    happen(incident())
    assert told() == {("email", str(ours.person.pk)), ("push", str(own.pk))}
    assert str(others.pk) not in {receiver for _, receiver in told()}


def test_a_rule_that_tells_others_reaches_their_devices(ours):
    dana, hers = named(ours, Role.MANAGER), device(ours, Role.MANAGER)
    rule(ours, Tell(person=False, endpoints=False, others=(str(dana.pk),)))
    happen(incident())
    assert told() == {("email", str(dana.pk)), ("push", str(hers.pk))}


def test_a_device_that_may_not_hear_of_somebody_is_not_told_though_its_owner_is_named(ours):
    dana, hers = named(ours, Role.TRAVELLER), device(ours, Role.TRAVELLER)
    ours.person.user = None
    ours.person.save()
    rule(ours, Tell(person=False, endpoints=False, others=(str(dana.pk),)))
    happen(incident())
    assert told() == {("email", str(dana.pk))}
    assert hers.disabled_at is None


@pytest.mark.parametrize("disabled", [None, DAY])
def test_who_has_a_device_and_no_mail_is_told_by_it_unless_it_is_disabled(ours, disabled):
    own = device(ours, Role.TRAVELLER)
    Endpoint.objects.update(disabled_at=disabled)
    ours.person.private = ours.person.private | {"email": ""}
    ours.person.save()
    rule(ours, Tell(endpoints=False))
    happen(incident())
    assert (("push", str(own.pk)) in told()) == (disabled is None)


def test_who_is_asked_by_their_device_alone_counts_as_reachable(ours):
    device(ours, Role.TRAVELLER)
    ours.person.private = ours.person.private | {"email": ""}
    ours.person.save()
    happen(incident())
    ask_everybody(ours.organisation, incident().id, words="", by=None, now=DAY)
    assert SafetyAsk.objects.get(person=ours.person).reachable
