"""What is kept for how long: each kind, from when its days count, what goes of it and what stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from lookfar.accounts.models import Organisation
from lookfar.domain.vocabulary import Status, SubjectKind
from lookfar.records.batches import batches
from lookfar.records.forgetting import forget, remove_places, still_going_on
from lookfar.records.models import (
    AlertRow,
    DigestRow,
    MassMessage,
    OwnIncidentVersion,
    SafetyAsk,
    SafetyReply,
    SilenceRow,
    Trip,
)

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`days`: the organisation's own setting, counted `since`; `take_out` takes what is older than a limit, and now.

    It gives how many. `says` and `stays` are for people.
    """

    name: str
    says: str
    days: str
    since: str
    stays: str
    take_out: Callable[[Organisation, datetime, datetime], int]

    def age_out(self, organisation: Organisation, now: datetime) -> int:
        """Takes out what is due to go of an organisation; how many."""
        return self.take_out(organisation, now - timedelta(days=getattr(organisation, self.days)), now)


def _trips(organisation: Organisation, limit: datetime, now: datetime) -> int:
    """One whose alerts may still be updated waits."""
    ended = Trip.objects.filter(organisation=organisation).annotate(until=Max("legs__end"))
    return sum(_empty(trip, now) for trip in ended.filter(until__lt=limit))


def _empty(trip: Trip, now: datetime) -> int:
    with transaction.atomic():
        legs = [str(leg) for leg in trip.legs.values_list("pk", flat=True)]
        rows = AlertRow.objects.filter(subject_id__in=legs)
        if still_going_on(rows.filter(held="").values_list("incident_id", flat=True), now=now):
            return 0
        remove_places(rows.filter(places_removed_at=None), now=now)
        trip.legs.all().delete()
        trip.private = {"name": "Trip"}
        trip.places_removed_at = now
        trip.save()
    return 1


def _alerts_at_home(organisation: Organisation, limit: datetime, now: datetime) -> int:
    old = AlertRow.objects.filter(
        organisation=organisation,
        subject_kind=SubjectKind.PERSON.value,
        issued_at__lt=limit,
        places_removed_at=None,
    )
    return sum(remove_places(batch, now=now) for batch in _over(old, now))


def _old_alerts(organisation: Organisation, limit: datetime, now: datetime) -> int:
    named = Q(person__isnull=False) | ~Q(subject_kind=SubjectKind.SITE.value)
    AlertRow.every.filter(organisation=organisation, issued_at__lt=limit).exclude(
        status=Status.ACTUAL.value
    ).delete()
    old = AlertRow.objects.filter(named, organisation=organisation, issued_at__lt=limit, forgotten_at=None)
    return sum(forget(batch, now=now) for batch in _over(old, now))


def _over(rows: QuerySet[AlertRow], now: datetime) -> Iterator[list[AlertRow]]:
    """Those whose incident no longer changes, in batches of one transaction each."""
    last = None
    while True:
        further = rows.filter(pk__gt=last) if last is not None else rows
        batch = list(further.order_by("pk")[:_BATCH])
        if not batch:
            return
        last = batch[-1].pk
        going = still_going_on((row.incident_id for row in batch), now=now)
        with transaction.atomic():
            yield [row for row in batch if row.incident_id not in going]


def _notes(organisation: Organisation, limit: datetime, now: datetime) -> int:
    """What people wrote says where they were; that they answered stays for longer."""
    del now
    replies = SafetyReply.objects.filter(organisation=organisation, at__lt=limit)
    written = [reply for reply in replies.iterator() if cast("dict[str, str]", reply.private).get("note")]
    for reply in written:
        reply.private = {"note": ""}
        reply.save(update_fields=["private", "updated_at"])
    return len(written)


def _digests(organisation: Organisation, limit: datetime, now: datetime) -> int:
    del now
    return _removed(DigestRow.objects.filter(organisation=organisation, due_at__lt=limit))


def _answers(organisation: Organisation, limit: datetime, now: datetime) -> int:
    """Who was asked about an incident and answered was near it."""
    count = 0
    asks = SafetyAsk.objects.filter(organisation=organisation, asked_at__lt=limit)
    replies = SafetyReply.objects.filter(organisation=organisation, at__lt=limit)
    for rows in (asks, replies):
        incidents = sorted(set(rows.values_list("incident_id", flat=True)))
        for over in _no_longer_changing(incidents, now):
            count += _removed(rows.filter(incident_id__in=over))
    return count


def _own_incidents(organisation: Organisation, limit: datetime, now: datetime) -> int:
    """All versions at once, when the last of them and what it tells of are old."""
    mine = OwnIncidentVersion.objects.filter(organisation=organisation)
    old = mine.filter(superseded_at=None, happened_end__lt=limit, recorded_at__lt=limit)
    incidents = sorted(old.values_list("incident_id", flat=True))
    return sum(_removed(mine.filter(incident_id__in=over)) for over in _no_longer_changing(incidents, now))


def _no_longer_changing(incidents: list[str], now: datetime) -> Iterator[list[str]]:
    for some in batches(incidents):
        going = still_going_on(some, now=now)
        yield [one for one in some if one not in going]


def _silences(organisation: Organisation, limit: datetime, now: datetime) -> int:
    del now
    return _removed(SilenceRow.objects.filter(organisation=organisation, ends_at__lt=limit))


def _mass_messages(organisation: Organisation, limit: datetime, now: datetime) -> int:
    del now
    return _removed(MassMessage.objects.filter(organisation=organisation, asked_at__lt=limit))


def _removed(
    rows: QuerySet[DigestRow]
    | QuerySet[SafetyAsk]
    | QuerySet[SafetyReply]
    | QuerySet[OwnIncidentVersion]
    | QuerySet[MassMessage]
    | QuerySet[SilenceRow],
) -> int:
    count = rows.count()
    rows.delete()
    return count


KINDS = (
    Kind(
        name="trips",
        says="places of a trip: legs, its name, places in alerts about it",
        days="location_days",
        since="the trip's end",
        stays="that there was a trip; the alerts' times and severity; who was told",
        take_out=_trips,
    ),
    Kind(
        name="alert_places",
        says="places in alerts to somebody at their usual place",
        days="location_days",
        since="the alert",
        stays="the same",
        take_out=_alerts_at_home,
    ),
    Kind(
        name="notes",
        says="what people wrote when asked whether they are safe",
        days="location_days",
        since="the answer",
        stays="who was asked, what they answered, and when",
        take_out=_notes,
    ),
    Kind(
        name="digests",
        says="digests",
        days="location_days",
        since="the digest",
        stays="the alerts in it, as above",
        take_out=_digests,
    ),
    Kind(
        name="alerts",
        says="names in alerts, who they went to; tests and words about channels",
        days="alert_days",
        since="the alert",
        stays="that somebody was told of an incident, and when, under a random id of its own for each alert "
        "(a site's alerts stay, without who got them)",
        take_out=_old_alerts,
    ),
    Kind(
        name="answers",
        says="who was asked whether they are safe, and what they answered",
        days="alert_days",
        since="the question, the answer",
        stays="",
        take_out=_answers,
    ),
    Kind(
        name="own_incidents",
        says="incidents entered by hand, every version",
        days="alert_days",
        since="the end of what happened and the last change",
        stays="the alerts about them, as above",
        take_out=_own_incidents,
    ),
    Kind(
        name="mass_messages",
        says="messages to many that waited for a second person or left without one, and why",
        days="alert_days",
        since="they were written",
        stays="that one was written and what became of it, in the audit",
        take_out=_mass_messages,
    ),
    Kind(
        name="silences",
        says="silences, with their reasons and who set them",
        days="alert_days",
        since="their end",
        stays="that one was set and ended, in the audit",
        take_out=_silences,
    ),
)
