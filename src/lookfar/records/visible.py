"""What one asker may see of people, sites, trips, alerts and channels: the only way pages and the API reach them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from lookfar.accounts.askers import Asker
from lookfar.records.models import (
    AlertRow,
    AlertRule,
    DeliveryRow,
    DutyContact,
    Endpoint,
    Person,
    PersonGroup,
    SilenceRow,
    Site,
    Trip,
)


def people(asker: Asker) -> QuerySet[Person]:
    """People of the asker's organisation; a traveller sees himself."""
    rows = Person.objects.filter(organisation=asker.organisation).order_by("created_at", "pk")
    return rows.filter(user=asker.user) if asker.sees_only_self else rows


def sites(asker: Asker) -> QuerySet[Site]:
    """Sites of the asker's organisation; a traveller sees those he is the contact of."""
    rows = Site.objects.filter(organisation=asker.organisation).order_by("created_at", "pk")
    rows = rows.select_related("contact")
    return rows.filter(contact__user=asker.user) if asker.sees_only_self else rows


def trips(asker: Asker) -> QuerySet[Trip]:
    """Trips of the asker's organisation, with their legs; a traveller sees his own."""
    rows = Trip.objects.filter(organisation=asker.organisation).order_by("created_at", "pk")
    rows = rows.select_related("person").prefetch_related("legs")
    return rows.filter(person__user=asker.user) if asker.sees_only_self else rows


def alerts(asker: Asker) -> QuerySet[AlertRow]:
    """Alert versions of the asker's organisation, due and held, newest first; a traveller sees his own."""
    rows = AlertRow.objects.filter(organisation=asker.organisation).order_by("-issued_at", "-pk")
    return rows.filter(person__user=asker.user) if asker.sees_only_self else rows


def endpoints(asker: Asker) -> QuerySet[Endpoint]:
    """Channels of the asker's organisation; a traveller sees his own devices, a viewer no device of others."""
    rows = Endpoint.objects.filter(organisation=asker.organisation).order_by("created_at", "pk")
    rows = rows.select_related("user", "reach")
    if asker.sees_only_self:
        return rows.filter(user=asker.user, user__isnull=False)
    return rows if asker.may_write else rows.filter(Q(user=None) | Q(user=asker.user))


def dead_letters(asker: Asker) -> QuerySet[DeliveryRow]:
    """Alerts and digests that were given up, newest first; a traveller sees alerts about himself and his digests."""
    ours = Q(alert__organisation=asker.organisation) | Q(digest__organisation=asker.organisation)
    rows = DeliveryRow.objects.filter(ours, state="dead_letter")
    rows = rows.select_related("alert", "digest").order_by("-due_at", "-pk")
    own = Q(alert__person__user=asker.user) | Q(digest__person__user=asker.user)
    return rows.filter(own) if asker.sees_only_self else rows


def rules(asker: Asker) -> QuerySet[AlertRule]:
    """Rules of the asker's organisation, in the order they are asked; a traveller sees none."""
    rows = AlertRule.objects.filter(organisation=asker.organisation)
    return rows.none() if asker.sees_only_self else rows


def silences(asker: Asker) -> QuerySet[SilenceRow]:
    """Silences of the asker's organisation, the last to end first; a traveller sees none."""
    rows = SilenceRow.objects.filter(organisation=asker.organisation).order_by("-ends_at", "-pk")
    return rows.none() if asker.sees_only_self else rows.select_related("author")


def groups(asker: Asker) -> QuerySet[PersonGroup]:
    """Groups of people of the asker's organisation; a traveller sees none."""
    rows = PersonGroup.objects.filter(organisation=asker.organisation).order_by("created_at", "pk")
    return rows.none() if asker.sees_only_self else rows.prefetch_related("people")


def duty_contacts(asker: Asker) -> QuerySet[DutyContact]:
    """Duty contacts of the asker's organisation, in the order they are told; a traveller sees none."""
    rows = DutyContact.objects.filter(organisation=asker.organisation).select_related("person")
    return rows.none() if asker.sees_only_self else rows
