"""Who belongs to an organisation: inviting, changing a role, ending; an organisation always has an owner."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from lookfar.accounts.models import Membership, OneTimeLink, Organisation, Role, User
from lookfar.domain.errors import InvalidValue, WrongField
from lookfar.flow.endpoints import remove_devices
from lookfar.records.models import Person

INVITED_FOR = timedelta(days=7)
LONGEST_SIGN_IN_NAME = 60
_SIGN_IN_NAME = re.compile(r"[\w.@+-]+")


@transaction.atomic
def invite_traveller(person: Person, *, now: datetime) -> tuple[User, str]:
    """The person's user, who sees only himself, and the token of a link that signs him in once; raises InvalidValue.

    A sign-in name is made up, since a person's own name would stand unencrypted.
    """
    user = person.user
    role = Membership.objects.filter(user=user, organisation=person.organisation_id).values_list("role", flat=True)
    if role and role[0] != Role.TRAVELLER:
        raise InvalidValue(
            f"this person signs in as a {role[0]}; an owner makes a new link on the page of members"
        )
    if user is None or not role:
        user = _new_user(f"traveller-{secrets.token_hex(4)}")
        Membership.objects.create(user=user, organisation_id=person.organisation_id, role=Role.TRAVELLER)
        person.user = user
        person.save(update_fields=["user", "updated_at"])
    return user, new_link(user, now=now)


@transaction.atomic
def invite_member(organisation: Organisation, name: str, role: Role, *, now: datetime) -> tuple[User, str]:
    """A new user with a role of the whole organisation, and the token of a one-time link; raises WrongField."""
    sign_in = name.strip()
    if not 1 <= len(sign_in) <= LONGEST_SIGN_IN_NAME or not _SIGN_IN_NAME.fullmatch(sign_in):
        raise WrongField("name", "a sign-in name has letters, digits and @ . + - _, at most 60")
    if User.objects.filter(username__iexact=sign_in).exists():
        raise WrongField("name", "this sign-in name is taken; choose another")
    if role is Role.TRAVELLER:
        raise WrongField("role", "a traveller is invited from the person's own page")
    user = _new_user(sign_in)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user, new_link(user, now=now)


def new_link(user: User, *, now: datetime) -> str:
    """The token of a link that signs the user in once; earlier ones that were not used no longer work.

    Raises InvalidValue for a member of several organisations: the link would open the others as well.
    """
    if user.memberships.count() > 1:
        raise InvalidValue("this user belongs to another organisation as well and signs in with his own password")
    OneTimeLink.objects.filter(user=user, used_at=None).delete()
    return OneTimeLink.issue(user, now + INVITED_FOR)


def _new_user(name: str) -> User:
    user = User.objects.create_user(name)
    user.set_unusable_password()
    user.save()
    return user


@transaction.atomic
def change_role(membership: Membership, role: Role) -> None:
    """Raises InvalidValue when the organisation would be left without an owner."""
    _keep_an_owner(membership, role)
    if role is Role.TRAVELLER and not _is_a_person(membership):
        raise InvalidValue("a traveller is one of your people; invite them from the person's own page")
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def end_membership(membership: Membership, *, now: datetime) -> None:
    """The user sees nothing of the organisation from the next request on; raises InvalidValue for the last owner."""
    _keep_an_owner(membership, None)
    OneTimeLink.objects.filter(user=membership.user, used_at=None).delete()
    remove_devices(membership.organisation_id, membership.user, now=now)
    Person.objects.filter(organisation=membership.organisation_id, user=membership.user).update(user=None)
    membership.delete()


def _is_a_person(membership: Membership) -> bool:
    return Person.objects.filter(organisation=membership.organisation_id, user=membership.user).exists()


def _keep_an_owner(membership: Membership, role: Role | None) -> None:
    """Holds the organisation's row, so that two owners who leave at once do not both go."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership.refresh_from_db()
    if membership.role != Role.OWNER or role is Role.OWNER:
        return
    others = Membership.objects.filter(
        organisation=membership.organisation_id, role=Role.OWNER, user__is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise InvalidValue("this is the last owner; make somebody else an owner first")
