"""Somebody in every table that can hold anything of a person; run in a home of its own by test_erasure_everywhere.py."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta

import orjson
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import models
from tests.web import seeding

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.accounts.models import Membership, OneTimeLink, Organisation, Role, User
from lookfar.alerts.notices import failing_notice
from lookfar.alerts.route import Rule
from lookfar.alerts.scope import Scope
from lookfar.alerts.silence import Silence
from lookfar.domain.alert import Digest
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Credibility, Reliability, Severity, Urgency
from lookfar.flow import approving, own_incidents, safety
from lookfar.flow.endpoints import add_mailbox
from lookfar.flow.feeds import make_feed
from lookfar.flow.legs import LegPlan
from lookfar.flow.pending import hold
from lookfar.flow.people import keep_person, keep_site, keep_trip
from lookfar.flow.previewing import Noun
from lookfar.flow.ruling import save_duty, save_group
from lookfar.flow.tools import open_tools
from lookfar.records import consents, escalations, outbox, receivers
from lookfar.records import rules as kept
from lookfar.records.codec import DIGEST
from lookfar.records.models import (
    AlertRow,
    Belief,
    DigestRow,
    Endpoint,
    OwnIncidentVersion,
    Person,
    Reach,
)
from lookfar.records.subjects import PrivatePlace

PRIVATE = (
    "Zebulon Quagmire",
    "zq.canary@example.org",
    "+7 701 5550199",
    "Canaryville Annex",
    "76.123457",
    "43.765433",
)
NAME, EMAIL, PHONE, PLACE, LON, LAT = PRIVATE
ACCOUNT = "quagmire-account"
ANNEX = PrivatePlace(name=PLACE, lon=float(LON), lat=float(LAT), country="KAZ", radius_km=1.0)
NO_WORDS = {
    "records.AlertHours": "times and a zone",
    "records.Endpoint": "an address and keys, and the organisation's mailbox has no other reference",
}
"""Sealed columns that either hold none of these words or are tied to nobody, with why."""
DJANGOS_OWN = {"accounts.User_groups", "accounts.User_user_permissions"}
"""Tables of Django's permissions, which Lookfar does not use: roles are in Membership."""


def plant() -> str:
    """Everything; the person's id."""
    house = seeding.house("Steppe Aid")
    person = _somebody(house.organisation)
    keep_site(house.organisation, name=f"House of {NAME}", place=seeding.ALMATY, contact=person)
    seeding.happen(seeding.incident(), seeding.incident("second", severity=Severity.MINOR))
    _settings(house, person)
    _alerts(house, person)
    _words_of_others(house, person)
    return str(person.pk)


def _somebody(organisation: Organisation) -> Person:
    user = User.objects.create(username=ACCOUNT)
    Membership.objects.create(user=user, organisation=organisation, role=Role.TRAVELLER)
    OneTimeLink.issue(user, seeding.DAY + timedelta(days=4000))
    session = SessionStore()
    session["_auth_user_id"], session["note"] = str(user.pk), NAME
    session.save()
    person = keep_person(organisation, name=NAME, email=EMAIL, phone=PHONE, home=ANNEX)
    person.user = user
    person.save()
    days = seeding.timedelta(days=2)
    legs = [LegPlan(place=ANNEX, start=seeding.DAY, end=seeding.DAY + days)]
    keep_trip(person, name=f"{PLACE} visit", legs=legs)
    make_feed(person)
    consents.decide(person, basis="consent", live=True, withdrawn=False, by=user, now=seeding.DAY)
    return person


def _settings(house: seeding.House, person: Person) -> None:
    now, user = seeding.datetime.now(seeding.UTC), person.user
    scope = Scope(categories=frozenset({Category.KIDNAP}), people=frozenset({str(person.pk)}))
    kept.keep_rule(house.organisation, Rule(id="", name=f"For {NAME}", scope=scope))
    silence = Silence(id="", scope=scope, reason=f"{EMAIL} knows", starts=now, ends=now + timedelta(hours=1))
    kept.keep_silence(house.organisation, silence, user)
    kept.keep_hours(house.organisation, kept.Hours(zone="Asia/Almaty"), person)
    save_group(house.organisation, name=f"Around {NAME}", people=[person], now=seeding.DAY)
    save_duty(house.organisation, person)
    add_mailbox(house.organisation, EMAIL, now=now)
    device = Endpoint.objects.create(
        organisation=house.organisation,
        kind="push",
        user=user,
        private={"address": "https://93.184.215.14/p", "name": f"Phone of {NAME}", "digest": "x"},
    )
    for receiver in ({"person": person}, {"endpoint": device}):
        private = {"address": EMAIL} if "person" in receiver else None
        Reach.objects.create(organisation=house.organisation, tested_at=now, private=private, **receiver)
    table = f"name,email\n{NAME},{EMAIL}\n".encode()
    owner = house.users[Role.OWNER]
    hold(Noun.PEOPLE, table, house.organisation, owner, open_tools(), now=now, traveller=person)


def _alerts(house: seeding.House, person: Person) -> None:
    row = AlertRow.objects.filter(person=person, held="").first()
    assert row is not None
    escalations.acknowledge(row, now=seeding.DAY, how="page", user=person.user, person=person)
    escalations.take_step(row, person, 1, why="unreached", now=seeding.DAY)
    Belief.objects.create(
        organisation=house.organisation,
        channel="email",
        receiver=str(person.pk),
        alert_id=row.alert_id,
        version=row,
        at=seeding.DAY,
    )
    _digests(house, person, row)
    notice = failing_notice(
        organisation=str(house.organisation.pk),
        receiver=str(person.pk),
        spell=seeding.DAY,
        name=f"{NAME} by e-mail",
        why=f"no such user {EMAIL} (550)",
        waiting=1,
        dead=0,
        now=seeding.DAY,
    )
    receivers.keep_for(notice, [("file", "file")])


def _digests(house: seeding.House, person: Person, row: AlertRow) -> None:
    said = "0b5f6a0e-0000-4000-8000-00000000000"
    about_a_site = AlertRow.objects.filter(person=person, subject_kind="site").first()
    assert about_a_site is not None
    for number, (to, one) in enumerate(((person, row), (house.site.contact, about_a_site))):
        digest = Digest(
            id=f"{said}{number}",
            wire_id=f"msg_{number}",
            organisation=str(house.organisation.pk),
            until=seeding.DAY,
            items=(outbox.read_alert(one),),
            more=0,
            silenced=0,
            blind=(),
        )
        DigestRow.objects.create(
            organisation=house.organisation,
            receiver=str(to.pk),
            person=to,
            due_at=seeding.DAY,
            wire_id=digest.wire_id,
            private=orjson.loads(DIGEST.write(digest)),
        )


def _words_of_others(house: seeding.House, person: Person) -> None:
    draft = own_incidents.Draft(
        title=f"{NAME} was stopped at a roadblock",
        event_type=EventType("violent_demonstration"),
        place=seeding.ALMATY,
        happened=Interval(start=seeding.DAY, end=seeding.DAY + timedelta(hours=1)),
        severity=Severity.SEVERE,
        urgency=Urgency.PAST,
        certainty=Certainty.OBSERVED,
        credibility=Credibility.CONFIRMED,
        reliability=Reliability.B,
        text=f"Call {PHONE}.",
    )
    now = seeding.datetime.now(seeding.UTC)
    own_incidents.enter(house.organisation, draft, open_tools(), writer=ACCOUNT, now=now)
    incident = OwnIncidentVersion.objects.get().incident_id
    safety.ask_everybody(house.organisation, incident, words="", by=person.user, now=now)
    approving.hold_question(house.organisation, incident, words=f"Where is {NAME}?", by=person.user, now=now)
    other = house.site.contact
    assert other is not None
    for one, note in ((person, f"I am at {PLACE}"), (other, f"I am with {NAME}")):
        given = Answer.NEED_HELP if one == person else Answer.SAFE
        safety.answer(one, incident, given, by=AnsweredBy.OTHER, note=note, entered_by=person.user, now=now)


def personal() -> Iterator[type[models.Model]]:
    """Every table with a sealed column, or whose rows refer to people or accounts, through any number of tables."""
    found: set[type[models.Model]] = {Person, User}
    every = [one for one in apps.get_models(include_auto_created=True) if one._meta.label not in DJANGOS_OWN]
    while True:
        more = {
            one
            for one in every
            if _sealed(one) or any(field.related_model in found for field in one._meta.local_fields)
        } - found
        if not more:
            return iter(sorted(found, key=lambda one: one._meta.label))
        found |= more


def _sealed(model: type[models.Model]) -> list[str]:
    return [one.attname for one in model._meta.local_fields if isinstance(one, EncryptedJSONField)]


def said_in(model: type[models.Model]) -> set[str]:
    """Which of the words a table's sealed columns hold, opened."""
    found = set()
    for field in _sealed(model):
        for row in model._base_manager.all():
            value = getattr(row, field) or {}
            text = orjson.dumps(dict(value)) + base64.b64decode(value.get("content", ""))
            found |= {word for word in (*PRIVATE, ACCOUNT) if word in text.decode()}
    return found


def refer(model: type[models.Model], ids: set[str]) -> set[str]:
    """The rows of a table that are, or refer to, one of these."""
    names = [one.attname for one in model._meta.local_fields if one.related_model is not None]
    names.append(model._meta.pk.attname)
    rows = model._base_manager.values_list("pk", *names)
    return {str(row[0]) for row in rows if any(str(value) in ids for value in row[1:])}


def reached(person: str, account: str) -> dict[str, set[str]]:
    """The rows of each personal table that belong to somebody, by table, through any number of tables."""
    found: dict[str, set[str]] = {}
    ids = {person, account}
    while True:
        before = sum(map(len, found.values()))
        for model in personal():
            found[model._meta.label] = refer(model, ids)
            ids |= {one for one in found[model._meta.label] if "-" in one or model._meta.label.endswith("Row")}
        if sum(map(len, found.values())) == before:
            return found


def not_filled(person: str) -> list[str]:
    """Personal tables in which the plant put nothing of the person: empty when this file is up to date."""
    account = str(User.objects.get(username=ACCOUNT).pk)
    rows = reached(person, account)
    missing = []
    for model in personal():
        label = model._meta.label
        if _sealed(model) and label not in NO_WORDS and not said_in(model):
            missing.append(f"{label}: none of the words")
        if not _sealed(model) and not rows[label]:
            missing.append(f"{label}: no row")
        if label in NO_WORDS and not rows[label]:
            missing.append(f"{label}: no row")
    return missing


def left(person: str) -> list[str]:
    """What is still there of somebody erased: opened words, and references."""
    words = [f"{model._meta.label}: {word}" for model in personal() for word in said_in(model)]
    rows = [f"{model._meta.label} {row}" for model in personal() for row in refer(model, {person})]
    named = [
        f"{model._meta.label}.{field.name}"
        for model in personal()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField) and model._base_manager.filter(**{field.name: person}).exists()
    ]
    return words + rows + named
