"""Who is asking, for which organisation, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from lookfar.accounts.models import Key, Membership, Organisation, Role, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody signed in, or a program with a key (`user` None, `key` its prefix), acting for one organisation."""

    organisation: Organisation
    role: Role
    user: User | None = None
    key: str = ""

    @property
    def actor(self) -> str:
        """As the audit names them."""
        return f"user:{self.user.pk}" if self.user is not None else f"key:{self.key}"

    @property
    def may_write(self) -> bool:
        """Owners and managers change people, sites and trips."""
        return self.role in (Role.OWNER, Role.MANAGER)

    @property
    def is_owner(self) -> bool:
        """Owners decide who belongs, which programs have keys, what is kept for how long, and read who did what."""
        return self.role == Role.OWNER

    @property
    def sees_only_self(self) -> bool:
        """A traveller sees himself, his trips and his alerts."""
        return self.role == Role.TRAVELLER


def asker_of(user: User | AnonymousUser) -> Asker | None:
    """The member behind a session; None when not signed in, switched off, or a member of nothing."""
    if not isinstance(user, User) or not user.is_active:
        return None
    membership = Membership.objects.select_related("organisation").filter(user=user).order_by("pk").first()
    if membership is None:
        return None
    return Asker(organisation=membership.organisation, role=Role(membership.role), user=user)


def asker_with_key(text: str, *, now: datetime) -> Asker | None:
    """The program behind a live key: scope `write` acts as a manager, `read` as a viewer, none as nobody."""
    key = Key.read(text, now)
    if key is None:
        return None
    if "write" in key.scopes:
        return Asker(organisation=key.organisation, role=Role.MANAGER, key=key.prefix)
    if "read" in key.scopes:
        return Asker(organisation=key.organisation, role=Role.VIEWER, key=key.prefix)
    return None
