"""An organisation's people, sites and trips; names, contacts and positions are encrypted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from lookfar.accounts.crypto import EncryptedJSONField
from lookfar.accounts.models import Organisation


class Owned(models.Model):
    """Something that belongs to an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Person(Owned):
    """`private`: name, email, phone, and home as {name, lon, lat, country, radius_km} or null."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    private = EncryptedJSONField()

    def __str__(self) -> str:
        return f"person {self.id}"


class Site(Owned):
    """`private`: name, and place as {name, lon, lat, country, radius_km}, perimeter_km by severity."""

    contact = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="sites")
    private = EncryptedJSONField()

    def __str__(self) -> str:
        return f"site {self.id}"


class Trip(Owned):
    """A person's trip; `private`: its name. `places_removed_at`: when its legs were removed for their age."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trips")
    private = EncryptedJSONField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    places_removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"trip {self.id}"


class Leg(models.Model):
    """A part of a trip: a stay or a journey. `private`: place as {name, lon, lat, country, radius_km}."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="legs")
    kind = models.CharField(
        max_length=8, choices=[(kind, kind) for kind in ("stay", "flight", "rail", "road")], default="stay"
    )
    start = models.DateTimeField()
    end = models.DateTimeField()
    private = EncryptedJSONField()

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="leg_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"leg {self.id}"
