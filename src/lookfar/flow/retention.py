"""What is too old to be kept goes, once a day, by a clock that is believed. Never what still alerts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q

from lookfar.accounts import audit
from lookfar.accounts.models import OneTimeLink, Organisation
from lookfar.flow.clock_doubt import doubt
from lookfar.flow.keeping import KINDS
from lookfar.flow.pending import forget_expired
from lookfar.records.forgetting import clear_free_pages


def age_out(*, now: datetime) -> list[str]:
    """Takes out what is due to go; sentences on what went, or why nothing does."""
    why_not = doubt(now=now)
    if why_not:
        return [why_not]
    said = []
    for organisation in Organisation.objects.all():
        counts = {kind.name: kind.age_out(organisation, now) for kind in KINDS}
        if any(counts.values()):
            audit.record(organisation.pk, audit.Action.AGED_OUT, "places", detail=counts, now=now)
            gone = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
            said.append(f"aged out: {gone}")
    forget_expired(now)
    Session.objects.filter(expire_date__lt=now).delete()
    OneTimeLink.objects.filter(Q(expires_at__lt=now) | Q(used_at__isnull=False)).delete()
    clear_free_pages()
    return said
