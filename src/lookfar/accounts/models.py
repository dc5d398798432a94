"""Who may see and do what."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class Organisation(models.Model):
    """The owner of people, sites, trips, alerts and channels; nothing of it is visible to another.

    `location_days`: how long after a trip its places are kept; `alert_days`: after which alerts lose their names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    location_days = models.PositiveSmallIntegerField(default=90)
    alert_days = models.PositiveSmallIntegerField(default=365)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Somebody who can sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return self.get_username()


class Role(models.TextChoices):
    """What a member may do: owner all, manager people and alerts, traveller himself, viewer reads."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    TRAVELLER = "traveller", "Traveller"
    VIEWER = "viewer", "Viewer"


class Membership(models.Model):
    """A user's role in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "organisation"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} of {self.organisation}"


class Key(models.Model):
    """An API key: `lf_<prefix>_<secret>`; only the secret's SHA-256 is kept (256 bits of randomness)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @classmethod
    def issue(cls, organisation: Organisation, name: str, scopes: list[str]) -> tuple[Key, str]:
        """A new key and its text, which is shown once. Scopes: `read`, `write`."""
        prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        key = cls.objects.create(
            organisation=organisation, name=name, prefix=prefix, digest=_digest(secret), scopes=scopes
        )
        return key, f"lf_{prefix}_{secret}"

    @classmethod
    def read(cls, text: str, now: datetime) -> Key | None:
        """The live key whose text this is, or None."""
        parts = text.split("_", 2)
        if len(parts) != 3 or parts[0] != "lf":
            return None
        key = cls.objects.select_related("organisation").filter(prefix=parts[1]).first()
        if key is None or not secrets.compare_digest(key.digest, _digest(parts[2])):
            return None
        if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
            return None
        return key


class OneTimeLink(models.Model):
    """A link that signs one user in, once; only its token's SHA-256 is kept."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.user}"

    @classmethod
    def issue(cls, user: User, expires_at: datetime) -> str:
        """A new token, shown once."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(digest=_digest(token), user=user, expires_at=expires_at)
        return token

    @classmethod
    def use(cls, token: str, now: datetime) -> User | None:
        """The user it signs in, or None when unknown, used or expired."""
        taken = cls.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=now).update(used_at=now)
        if not taken:
            return None
        return cls.objects.select_related("user").get(digest=_digest(token)).user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class AuditEntry(models.Model):
    """Who did what, once written never changed; chained by `seal` within its organisation (see accounts/audit.py).

    `actor`: user:<id>, key:<prefix>, operator; by the secret link of a mail person:<id> or link, by that of a calendar
    calendar. `subject`: a row's id; `detail`: ids and counts, never names or places.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="audit")
    number = models.IntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=16)
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_audit_entry")
        ]

    @property
    def action_words(self) -> str:
        """The action as words."""
        return self.action.replace("_", " ")

    def __str__(self) -> str:
        return f"{self.number} {self.actor} {self.action} {self.kind}"
