"""The ways to a person: their mail and their own devices; and what a device may hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from lookfar.accounts.models import Membership, Role
from lookfar.domain.vocabulary import Status
from lookfar.records.models import AlertRow, Endpoint, Person

Receiver = tuple[str, str]
"""A channel's name and the receiver's id in it."""


def email_of(person: Person | None) -> str:
    """Where alerts to a person go, "" when nowhere."""
    return cast("dict[str, str]", person.private).get("email", "") if person is not None else ""


def ways_to(person: Person, *, about: Person | None) -> list[Receiver]:
    """A person's mail and their own devices, as far as these may hear of `about`."""
    mail = [("email", str(person.pk))] if email_of(person) else []
    return mail + [("push", str(one.pk)) for one in _devices_of(person, about)]


def _devices_of(person: Person, about: Person | None) -> list[Endpoint]:
    if person.user_id is None:
        return []
    heard = endpoints_for(person.organisation_id, about)
    return [one for one in heard if one.kind == "push" and one.user_id == person.user_id]


def endpoints_for(organisation: UUID | str, person: Person | None) -> list[Endpoint]:
    """Enabled endpoints that hear of an alert about `person` (None: about a site without a contact)."""
    found = list(Endpoint.objects.filter(organisation_id=organisation, disabled_at=None))
    devices = [one.user_id for one in found if one.user_id is not None]
    if not devices:
        return found
    members = Membership.objects.filter(user_id__in=devices, organisation_id=organisation, user__is_active=True)
    roles = dict(members.values_list("user_id", "role"))
    return [one for one in found if one.kind != "push" or _may_hear(_role(roles, one), one, person)]


def may_hear(device: Endpoint, row: AlertRow) -> bool:
    """Whether the device's user may see this alert now; a test or a notice was sent to the device itself."""
    members = Membership.objects.filter(
        user=device.user_id, organisation=device.organisation_id, user__is_active=True
    )
    role = members.values_list("role", flat=True).first()
    return _may_hear(role, device, row.person) if row.status == Status.ACTUAL else role is not None


def _role(roles: Mapping[UUID, str], device: Endpoint) -> str | None:
    return None if device.user_id is None else roles.get(device.user_id)


def _may_hear(role: str | None, device: Endpoint, person: Person | None) -> bool:
    if role == Role.TRAVELLER:
        return person is not None and person.user_id == device.user_id
    return role is not None
