"""On what ground a person's data is held, as it stands now."""

from __future__ import annotations

from datetime import datetime

from lookfar.accounts.models import User
from lookfar.records.models import Consent, Person


def standing(person: Person) -> Consent | None:
    """The newest decision; None when nobody has written one down."""
    return Consent.objects.filter(person=person).order_by("-decided_at", "-created_at").first()


def decide(person: Person, *, basis: str, live: bool, withdrawn: bool, by: User | None, now: datetime) -> Consent:
    """Writes down a decision; older ones stay."""
    return Consent.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        basis=basis,
        live=live and not withdrawn,
        withdrawn=withdrawn,
        decided_at=now,
        recorded_by=by,
    )
