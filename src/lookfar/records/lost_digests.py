"""A digest that was given up has told nobody: what it held is untold again, and goes by another one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson
from django.db.models import Q, QuerySet

from lookfar.domain.alert import Digest
from lookfar.domain.vocabulary import DeliveryState, MsgType, Resolution
from lookfar.records.codec import DIGEST
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, Person, Reach
from lookfar.records.planned import people_behind
from lookfar.records.ways import email_of

_LOST = Q(state=DeliveryState.DIGESTED.value, delivered_at=None, in_digest__isnull=False)


def is_given_up(delivery: int, fence: int) -> bool:
    """Whether it is this lease that gave it up, not another worker's."""
    rows = DeliveryRow.objects.filter(pk=delivery, fence=fence, state=DeliveryState.DEAD_LETTER.value)
    return rows.exists()


def holds_in(digest: DigestRow) -> QuerySet[AlertRow]:
    """Holds that this digest told, or would have, and nothing else has since."""
    still = Q(resolved_at=None) | Q(resolution=Resolution.DIGESTED.value)
    return AlertRow.objects.filter(still, in_digest=digest).exclude(held="")


def deliveries_in(digest: DigestRow) -> QuerySet[DeliveryRow]:
    """The same of deliveries that waited until it was over."""
    rows = DeliveryRow.objects.filter(in_digest=digest, state=DeliveryState.DIGESTED.value)
    return rows.select_related("alert")


def open_again(row: AlertRow, *, now: datetime) -> bool:
    """Makes a hold open that was in a lost digest, to be decided on at once; False when something was told since."""
    newer = AlertRow.objects.filter(alert_id=row.alert_id, sequence__gte=row.sequence).exclude(pk=row.pk)
    if newer.filter(Q(held="") | Q(resolved_at=None)).exists():
        return False
    rows = AlertRow.objects.filter(pk=row.pk, resolution=Resolution.DIGESTED.value)
    return bool(rows.update(resolution="", resolved_at=None, release_at=now, digest_at=None))


def wait_again(row: DeliveryRow, *, until: datetime, now: datetime) -> bool:
    """Has a delivery that was in a lost digest wait for the one at `until`; False when it was cancelled since."""
    alert = row.version
    later = AlertRow.objects.filter(alert_id=alert.alert_id, held="", sequence__gt=alert.sequence)
    if later.filter(msg_type=MsgType.CANCEL.value).exists():
        return False
    rows = DeliveryRow.objects.filter(pk=row.pk, state=DeliveryState.DIGESTED.value)
    return bool(rows.update(delivered_at=None, due_at=until, decided_at=now))


def is_lost(row: AlertRow | DeliveryRow) -> bool:
    """Whether what waits for a digest was in one that was given up."""
    return row.in_digest_id is not None


def is_for_others(holds: Iterable[AlertRow], waited: Iterable[DeliveryRow], to: Person | None) -> bool:
    """Whether some of it is of people whose own digest was given up; asked before the rows are put into a new one."""
    if to is None:
        return False
    receivers = {one.receiver for one in waited if is_lost(one)}
    owners = people_behind(receivers)
    lost = {row.person_id for row in holds if is_lost(row)} | {
        getattr(owners.get(one), "pk", None) for one in receivers
    }
    return bool(lost - {to.pk})


def who_takes_mail(people: Iterable[Person | None]) -> Person | None:
    """The first of these whose mail is taken as far as is known; the first at all when nobody's is."""
    known = [person for person in people if person is not None and email_of(person)]
    failing = set(
        Reach.objects.filter(person__in=known, failing_since__isnull=False).values_list("person", flat=True)
    )
    return next((person for person in known if person.pk not in failing), known[0] if known else None)


def take_up_again(row: DigestRow, *, now: datetime) -> bool:
    """Puts back into a lost digest, that is sent again, what nothing has told since; False when there is nothing."""
    digest: Digest = DIGEST.read(orjson.dumps(row.private))
    holds, waited = list(holds_in(row)), list(deliveries_in(row))
    left = {one.alert_id for one in holds} | {one.version.alert_id for one in waited} | _not_written_down(digest)
    items = [one for one, alert in zip(row.private["items"], digest.items, strict=True) if alert.id in left]
    AlertRow.objects.filter(pk__in=[one.pk for one in holds], resolved_at=None).update(
        resolution=Resolution.DIGESTED.value, resolved_at=now, digest_at=None
    )
    DeliveryRow.objects.filter(_LOST, pk__in=[one.pk for one in waited]).update(delivered_at=now)
    row.private = {**row.private, "items": items}
    row.save(update_fields=["private", "updated_at"])
    return bool(items or row.private.get("more"))


def _not_written_down(digest: Digest) -> set[str]:
    """Ids of alerts in it of which no digest is written down that told them: it was made before that was."""
    inside = [alert.id for alert in digest.items]
    holds = AlertRow.objects.filter(alert_id__in=inside, in_digest=None, resolution=Resolution.DIGESTED.value)
    waited = DeliveryRow.objects.filter(
        alert__alert_id__in=inside, in_digest=None, state=DeliveryState.DIGESTED.value, delivered_at__isnull=False
    )
    return {
        *holds.values_list("alert_id", flat=True),
        *waited.values_list("alert__alert_id", flat=True),
    }
