"""Rules and silences set by people: checked against what is theirs, kept, and taken effect at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from lookfar.accounts.models import Organisation, User
from lookfar.alerts.route import Rule
from lookfar.alerts.scope import Scope
from lookfar.alerts.silence import Silence
from lookfar.domain.errors import InvalidValue
from lookfar.flow.places import clean_name
from lookfar.flow.tools import Tools, no_such_area
from lookfar.records import rules as kept
from lookfar.records import untold
from lookfar.records.collisions import as_one
from lookfar.records.escalations import nobody_was_told
from lookfar.records.models import AlertRule, DutyContact, Person, PersonGroup, SilenceRow, Site

MOST_DUTY_CONTACTS = 20


def area_ids(text: str, tools: Tools) -> frozenset[str]:
    """Area ids from codes or names of countries, separated by commas; raises InvalidValue.

    "Kazakhstan, KGZ, KAZ.02" are a country by name, one by code, and a part of one.
    """
    found = set()
    by_name = {tools.country_name(code).casefold(): code for code in tools.areas}
    for part in filter(None, (one.strip() for one in text.split(","))):
        code = by_name.get(part.casefold(), part.upper())
        if not tools.is_rated(code):
            raise InvalidValue(no_such_area(part))
        found.add(code)
    return frozenset(found)


@as_one
def save_rule(
    organisation: Organisation, rule: Rule, *, tools: Tools, now: datetime, row: AlertRule | None = None
) -> AlertRule:
    """Keeps a rule; what is held is looked at again. Raises InvalidValue for what is not theirs or is no area."""
    clean_name(rule.name)
    _check(organisation, rule.scope, tools)
    _check_theirs(Person.objects.filter(organisation=organisation), rule.tell.others, "person")
    saved = kept.keep_rule(organisation, rule, row)
    _take_effect(organisation, now=now)
    return saved


@as_one
def drop_rule(row: AlertRule, *, now: datetime) -> None:
    """Takes a rule away."""
    AlertRule.objects.filter(pk=row.pk).delete()
    _take_effect(row.organisation, now=now)


@as_one
def move_rule(row: AlertRule, steps: int, *, now: datetime) -> None:
    """Asks a rule earlier or later."""
    kept.move_rule(row, steps)
    _take_effect(row.organisation, now=now)


def _take_effect(organisation: Organisation, *, now: datetime) -> None:
    """What a bar held, and what nobody has begun to be told of, is decided on by the rules as they are now."""
    kept.rules_changed(organisation, now=now)
    untold.hold_again(organisation, now=now)


def save_silence(organisation: Organisation, silence: Silence, author: User | None, *, tools: Tools) -> SilenceRow:
    """Sets a silence; raises InvalidValue for one that nobody may set."""
    _check(organisation, silence.scope, tools)
    return kept.keep_silence(organisation, silence, author)


def save_duty(organisation: Organisation, person: Person) -> DutyContact:
    """Adds a duty contact, told last; raises InvalidValue for somebody without an address."""
    mine = DutyContact.objects.filter(organisation=organisation)
    if not person.private.get("email"):
        raise InvalidValue("a duty contact needs an e-mail address; add it to the person first")
    if mine.count() >= MOST_DUTY_CONTACTS:
        raise InvalidValue(f"at most {MOST_DUTY_CONTACTS} duty contacts")
    last = mine.order_by("-position").first()
    saved, _ = DutyContact.objects.get_or_create(
        organisation=organisation, person=person, defaults={"position": last.position + 1 if last else 1}
    )
    return saved


@as_one
def put_on_duty(organisation: Organisation, person: Person, *, now: datetime) -> DutyContact:
    """The same, and they are told of what nobody could be told of before, there being no duty contact."""
    saved = save_duty(organisation, person)
    nobody_was_told(organisation, now=now)
    return saved


@as_one
def save_group(
    organisation: Organisation,
    *,
    name: str,
    people: Iterable[Person],
    now: datetime,
    group: PersonGroup | None = None,
) -> PersonGroup:
    """A new group, or `group` with these people, and rules that name it take effect; raises InvalidValue for people of others."""
    members = list(people)
    if any(one.organisation_id != organisation.pk for one in members):
        raise InvalidValue("a group holds people of this organisation only")
    saved = group or PersonGroup(organisation=organisation)
    saved.private = {"name": clean_name(name)}
    saved.save()
    saved.people.set(members)
    if group is not None:
        _take_effect(organisation, now=now)
    return saved


@as_one
def drop_group(group: PersonGroup, *, now: datetime) -> None:
    """Takes a group away; its people stay."""
    organisation = group.organisation
    PersonGroup.objects.filter(pk=group.pk).delete()
    _take_effect(organisation, now=now)


def _check(organisation: Organisation, scope: Scope, tools: Tools) -> None:
    for area in sorted(scope.areas):
        if not tools.is_rated(area):
            raise InvalidValue(no_such_area(area))
    _check_theirs(Person.objects.filter(organisation=organisation), scope.people, "person")
    _check_theirs(PersonGroup.objects.filter(organisation=organisation), scope.groups, "group")
    _check_theirs(Site.objects.filter(organisation=organisation), scope.sites, "site")


def _check_theirs(
    rows: QuerySet[Person] | QuerySet[PersonGroup] | QuerySet[Site], named: Iterable[str], noun: str
) -> None:
    known = {str(one) for one in rows.values_list("pk", flat=True)}
    foreign = sorted(set(named) - known)
    if foreign:
        raise InvalidValue(f"no {noun} of yours has the id {foreign[0][:40]!r}")
