"""Taking places and names out of rows that stay: who was told what and when is evidence, where they were is not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import SET_NULL, Q, QuerySet

from lookfar.accounts.models import User
from lookfar.alerts.forget import forgotten, without_places, without_words
from lookfar.domain.vocabulary import DeliveryState, IncidentStatus, Resolution, SubjectKind
from lookfar.records.codec import ALERT
from lookfar.records.models import (
    Acknowledgement,
    AlertRow,
    Belief,
    DeliveryRow,
    EscalationStep,
    IncidentVersion,
    Leg,
    OwnIncidentVersion,
    Person,
)
from lookfar.records.outbox import read_alert
from lookfar.records.planned import NOT_TOLD_YET

_OWN_COUNTS = timedelta(days=28)
"""So long after its end an organisation's own incident may still reach somebody, or be taken back."""
_IN_THE_OPEN = (User._meta.db_table, Session._meta.db_table)
"""Tables with sign-in names that are not sealed."""
_LOCK_NOT_AVAILABLE = "55P03"
_OVER = (IncidentStatus.CLOSED.value, IncidentStatus.RETRACTED.value)


def subjects_of(person: Person) -> set[str]:
    """The ids under which a person stands in alerts: their own, and those of their trips' legs."""
    legs = Leg.objects.filter(trip__person=person).values_list("pk", flat=True)
    return {str(person.pk), *map(str, legs)}


def alerts_of(person: Person) -> QuerySet[AlertRow]:
    """Alerts about a person or told to them."""
    return AlertRow.objects.filter(Q(person=person) | Q(subject_id__in=subjects_of(person))).order_by("pk")


def forget(rows: Iterable[AlertRow], *, now: datetime) -> int:
    """Takes places, name and the link to the person out of alerts; held ones that nobody was told of go. How many.

    One that was told in a digest stays, as what was told at once does.
    """
    count = 0
    for row in rows:
        count += 1
        about_site = row.subject_kind == SubjectKind.SITE.value
        if row.held and row.resolution != Resolution.DIGESTED and not about_site:
            row.delete()
            continue
        pseudonym = str(uuid.uuid4())
        _loosen(row, pseudonym)
        alert = read_alert(row)
        if about_site and alert.by_hand:
            row.private = orjson.loads(ALERT.write(without_words(alert)))
        if not about_site:
            row.private = orjson.loads(ALERT.write(forgotten(alert, pseudonym)))
            row.subject_id = pseudonym
            row.forgotten_at = row.places_removed_at = now
            row.release_at = row.digest_at = None
        row.person = None
        row.save()
    return count


def _loosen(row: AlertRow, pseudonym: str) -> None:
    """Deliveries keep their times and outcomes; what was due to the person and not sent is not sent."""
    deliveries = DeliveryRow.objects.filter(alert=row)
    if row.subject_kind != SubjectKind.SITE.value:
        deliveries.filter(NOT_TOLD_YET).update(state=DeliveryState.SUPPRESSED.value)
        Belief.objects.filter(alert_id=row.alert_id).delete()
        EscalationStep.objects.filter(alert_id=row.alert_id).update(person=None)
        Acknowledgement.objects.filter(alert_id=row.alert_id).update(person=None, user=None)
    if row.person_id is not None:
        theirs = deliveries.filter(receiver=str(row.person_id))
        theirs.filter(NOT_TOLD_YET).update(state=DeliveryState.SUPPRESSED.value)
        theirs.update(receiver=pseudonym)
    deliveries.update(last_error="")


def receives_nothing_more(person: str) -> None:
    """What is on its way to somebody taken out is dropped; that something went to somebody stays, under another id."""
    theirs = DeliveryRow.objects.filter(receiver=person)
    theirs.filter(NOT_TOLD_YET).update(state=DeliveryState.SUPPRESSED.value)
    theirs.update(receiver=str(uuid.uuid4()), last_error="")
    Belief.objects.filter(receiver=person).delete()


def let_go_of(user: User, organisation: UUID) -> None:
    """What an organisation keeps of an account that another one needs goes as it would with the account itself."""
    for relation in user._meta.related_objects:
        model = relation.related_model
        if not any(field.name == "organisation" for field in model._meta.local_fields):
            continue
        rows = model._base_manager.filter(organisation=organisation, **{relation.field.name: user})
        if getattr(relation, "on_delete", None) is SET_NULL:
            rows.update(**{relation.field.name: None})
        else:
            rows.delete()


def remove_places(rows: Iterable[AlertRow], *, now: datetime) -> int:
    """Takes the places out of alerts; how many."""
    count = 0
    for row in rows:
        row.private = orjson.loads(ALERT.write(without_places(read_alert(row))))
        row.places_removed_at = now
        row.save()
        count += 1
    return count


def still_going_on(incidents: Iterable[str], *, now: datetime) -> set[str]:
    """Those of the incidents (ids) that may still change: whoever was told of them is still owed an update."""
    asked = set(incidents)
    rows = IncidentVersion.objects.filter(superseded_at=None, incident_id__in=asked).exclude(status__in=_OVER)
    own = OwnIncidentVersion.objects.filter(
        superseded_at=None, retracted=False, incident_id__in=asked, happened_end__gt=now - _OWN_COUNTS
    )
    return {*rows.values_list("incident_id", flat=True), *own.values_list("incident_id", flat=True)}


def clear_free_pages(*, whole: bool = False) -> bool:
    """Takes what was deleted out of the files of the database, as far as it allows; whether all of it is out.

    SQLite: what is deleted is overwritten at once (secure_delete), here the write-ahead log is emptied; `whole`
    writes the database anew (for what was deleted by a version before this one). PostgreSQL: VACUUM, and the tables that
    hold words of somebody in the open are written anew, with the catalogue of the planner's most common values.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM FULL" if whole else "VACUUM")
            return _write_anew(cursor)
        if whole:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, *_) = cursor.fetchone()
        return not busy


def _write_anew(cursor: CursorWrapper) -> bool:
    """False when somebody else reads them, such as a backup: everybody who signs in would wait behind this."""
    cursor.execute("SET lock_timeout = '1s'")
    try:
        for table in _IN_THE_OPEN:
            cursor.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
        cursor.execute("VACUUM FULL pg_catalog.pg_statistic")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        cursor.execute("RESET lock_timeout")
    return True
