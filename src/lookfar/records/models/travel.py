"""Calendar feeds of people, and files that wait to be confirmed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.accounts.models import Organisation
from lookfar.records.models.people import Person


class CalendarFeed(models.Model):
    """A person's trips behind a secret address; only the token's SHA-256 is kept (256 bits of randomness)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    @property
    def organisation_id(self) -> uuid.UUID:
        """Whose it is: the person's."""
        return self.person.organisation_id

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"


class PendingImport(models.Model):
    """A file that was previewed, until it is confirmed or `expires_at`.

    `private`: its bytes in base64, the traveller's id or null, and a hash of what was shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    noun = models.CharField(max_length=8)
    private = EncryptedJSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"import {self.id}"
