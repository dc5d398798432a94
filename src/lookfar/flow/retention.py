"""What is too old to be kept: places after a trip, names in old alerts, ended sign-ins. Never what still alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from lookfar.accounts import audit
from lookfar.accounts.models import OneTimeLink, Organisation
from lookfar.domain.vocabulary import Status, SubjectKind
from lookfar.flow.pending import forget_expired
from lookfar.records.forgetting import clear_free_pages, forget, remove_places, still_going_on
from lookfar.records.models import AlertRow, DigestRow, Installation, SafetyReply, Trip

LONGEST_SINCE_LAST = timedelta(days=7)
"""A clock that moved further since the last look, or back, is looked at for a day before anything goes."""
_BATCH = 500


def age_out(*, now: datetime) -> list[str]:
    """Takes out what is due to go; sentences on what went."""
    last = _note_this_look(now)
    if last is not None and not timedelta(0) <= now - last <= LONGEST_SINCE_LAST:
        return [f"the clock moved from {last:%Y-%m-%d} to {now:%Y-%m-%d}: nothing is taken out for its age today"]
    said = []
    for organisation in Organisation.objects.all():
        trips = _trips(organisation, now)
        bare = _alerts_at_home(organisation, now)
        forgotten = _old_alerts(organisation, now)
        said_of_safety = _answers_and_digests(organisation, now)
        if trips or bare or forgotten or said_of_safety:
            counts = {
                "trips": trips,
                "alert_places": bare,
                "alerts": forgotten,
                "answers_and_digests": said_of_safety,
            }
            audit.record(organisation.pk, audit.Action.AGED_OUT, "places", detail=counts, now=now)
            said.append(f"aged out: places of {trips} trips, of {bare} more alerts, names of {forgotten} alerts")
    forget_expired(now)
    Session.objects.filter(expire_date__lt=now).delete()
    OneTimeLink.objects.filter(Q(expires_at__lt=now) | Q(used_at__isnull=False)).delete()
    clear_free_pages()
    return said


def _note_this_look(now: datetime) -> datetime | None:
    """Writes down this look; when the last one was."""
    row, _ = Installation.objects.get_or_create(pk=1)
    last = row.aged_out_at
    Installation.objects.filter(pk=1).update(aged_out_at=now)
    return last


def _trips(organisation: Organisation, now: datetime) -> int:
    """Places of trips that ended long ago; one whose alerts may still be updated waits."""
    limit = now - timedelta(days=organisation.location_days)
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


def _alerts_at_home(organisation: Organisation, now: datetime) -> int:
    """Places in alerts to people at their usual place, counted from the alert."""
    limit = now - timedelta(days=organisation.location_days)
    old = AlertRow.objects.filter(
        organisation=organisation,
        subject_kind=SubjectKind.PERSON.value,
        issued_at__lt=limit,
        places_removed_at=None,
    )
    return sum(remove_places(batch, now=now) for batch in _over(old, now))


def _old_alerts(organisation: Organisation, now: datetime) -> int:
    """Names in old alerts, who the alerts of sites went to, and old words about channels."""
    limit = now - timedelta(days=organisation.alert_days)
    named = Q(person__isnull=False) | ~Q(subject_kind=SubjectKind.SITE.value)
    AlertRow.every.filter(organisation=organisation, issued_at__lt=limit).exclude(
        status=Status.ACTUAL.value
    ).delete()
    old = AlertRow.objects.filter(named, organisation=organisation, issued_at__lt=limit, forgotten_at=None)
    return sum(forget(batch, now=now) for batch in _over(old, now))


def _answers_and_digests(organisation: Organisation, now: datetime) -> int:
    """What people wrote when asked whether they are safe, and digests: they say where somebody was."""
    limit = now - timedelta(days=organisation.location_days)
    replies = SafetyReply.objects.filter(organisation=organisation, at__lt=limit)
    written = [reply for reply in replies.iterator() if cast("dict[str, str]", reply.private).get("note")]
    for reply in written:
        reply.private = {"note": ""}
        reply.save(update_fields=["private", "updated_at"])
    digests = DigestRow.objects.filter(organisation=organisation, due_at__lt=limit)
    count = digests.count()
    digests.delete()
    return len(written) + count


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
