"""Which deliveries a worker takes in hand: leased and fenced, one receiver in one worker's hands at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, takewhile

from django.db import connection, transaction
from django.db.models import F, Min, Q, QuerySet

from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, MsgType
from lookfar.records.models import DeliveryRow
from lookfar.records.outbox import Claim, read_alert
from lookfar.records.planned import went
from lookfar.records.sending import paused

LEASE = timedelta(seconds=30)
"""Longer than any attempt may take; a worker that lives renews it."""

Receiver = tuple[str, str]
"""A channel's name and the receiver's id in it."""

_IMPOSSIBLE_LEASE = timedelta(minutes=10)
"""A lease that ends later was given by a clock that has been set back since."""
_LOOKED_THROUGH = 100
_TRIES_KEPT = 2
"""So many tries of the version before count on: the newest one is tried again after half an hour, and for days."""
_NEWER = "it was not taken, and a newer version goes instead"
_SET_BACK = timedelta(minutes=1)
_FURTHEST = timedelta(days=8)
_CLAIMING = 0x10_0C_FA_12


def claim(
    *, now: datetime, room: Mapping[str, int], elsewhere: int = 20, each: int = 20, busy: Collection[Receiver] = ()
) -> list[Claim]:
    """Leases what is due to receivers nobody is handing anything to, the longest waiting receiver first.

    `room`: to how many receivers of a channel, `elsewhere` for a channel it does not name; `each`: how
    many deliveries to one. Earlier versions of an alert go before later ones; what was tried and not taken does not
    keep a later version that is due: that one goes instead. Locks nothing when nothing is due, or only to whom is busy.
    Nothing while sending is paused.
    """
    if not _due(now).exists() or paused() is not None:
        return []
    if not _receivers(now, room, elsewhere, {*busy, *_held(now)}):
        return []
    with transaction.atomic():
        _one_at_a_time()
        chosen = _receivers(now, room, elsewhere, {*busy, *_held(now)})
        going = [one for receiver in chosen for one in _rows(receiver, now, each)]
        for one in going:
            _stand_in(one, now)
        rows = [one.row for one in going]
        DeliveryRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            fence=F("fence") + 1, leased_until=now + LEASE
        )
    return [as_claimed(row, fence=row.fence + 1) for row in rows]


def _due(now: datetime) -> QuerySet[DeliveryRow]:
    return DeliveryRow.objects.filter(free(now), state__in=STILL_TO_GO, due_at__lte=now, digest=None, led_by=None)


def free(now: datetime) -> Q:
    """What no worker has in hand: not leased, its lease is over, or a clock gave it that has been set back since."""
    return Q(leased_until=None) | Q(leased_until__lte=now) | Q(leased_until__gt=now + _IMPOSSIBLE_LEASE)


def _one_at_a_time() -> None:
    """Two workers never choose one receiver at once; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIMING])


def _held(now: datetime) -> set[Receiver]:
    held = DeliveryRow.objects.filter(
        leased_until__gt=now, leased_until__lte=now + _IMPOSSIBLE_LEASE, state__in=STILL_TO_GO
    )
    return set(held.values_list("channel", "receiver").distinct())


def _receivers(
    now: datetime, room: Mapping[str, int], elsewhere: int, taken: Collection[Receiver]
) -> list[Receiver]:
    left = dict(room)
    chosen = []
    waiting = _due(now).values_list("channel", "receiver").annotate(first=Min("due_at")).order_by("first")
    for channel, receiver, _ in waiting:
        if (channel, receiver) not in taken and left.setdefault(channel, elsewhere) > 0:
            left[channel] -= 1
            chosen.append((channel, receiver))
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Going:
    """A delivery that goes now; `instead`: of these of earlier versions, tried and not taken."""

    row: DeliveryRow
    instead: tuple[int, ...] = ()


def _rows(receiver: Receiver, now: datetime, most: int) -> list[_Going]:
    """What is due to a receiver, but for versions of alerts of which an earlier one is still to be told."""
    channel, name = receiver
    rows = _due(now).filter(channel=channel, receiver=name).select_related("alert").order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    found: list[_Going] = []
    for start in count(0, _LOOKED_THROUGH):
        some = list(rows[start : start + _LOOKED_THROUGH])
        going = _next(receiver, {row.version.alert_id for row in some}, now)
        found += [_Going(row=row, instead=going[row.pk]) for row in some if row.pk in going]
        if len(found) >= most or len(some) < _LOOKED_THROUGH:
            break
    return found[:most]


def _next(receiver: Receiver, alerts: Collection[str], now: datetime) -> dict[int, tuple[int, ...]]:
    """What this receiver gets next of each alert, by its key, with what it stands in for.

    What somebody sends on purpose goes by itself: nothing stands in for it, and it waits for no news.
    """
    rows = DeliveryRow.objects.filter(
        alert__alert_id__in=alerts, channel=receiver[0], receiver=receiver[1], state__in=STILL_TO_GO
    )
    of_alert: dict[str, list[DeliveryRow]] = {}
    for row in rows.select_related("alert").defer("alert__private").order_by("alert__sequence"):
        of_alert.setdefault(row.version.alert_id, []).append(row)
    going: dict[int, tuple[int, ...]] = {}
    for versions in of_alert.values():
        by_hand = [row for row in versions if len(versions) > 1 and read_alert(row.version).by_hand]
        going |= {row.pk: () for row in by_hand}
        going |= _newest_that_may([row for row in versions if row not in by_hand], now)
    return going


def _newest_that_may(versions: list[DeliveryRow], now: datetime) -> dict[int, tuple[int, ...]]:
    """The first version that nobody has tried to send, or one before it: the newest of them that is due."""
    tried = len(list(takewhile(lambda row: row.attempts > 0, versions)))
    keys = [row.pk for row in versions]
    due = [place for place, row in enumerate(versions[: tried + 1]) if row.due_at <= now]
    return {keys[due[-1]]: tuple(keys[: due[-1]])} if due else {}


def _stand_in(going: _Going, now: datetime) -> None:
    """Ends the retries of the earlier versions; their number counts on, so that a receiver that is down has its rest."""
    if not going.instead:
        return
    earlier = DeliveryRow.objects.filter(pk__in=going.instead)
    tries = max(earlier.values_list("attempts", flat=True))
    earlier.update(state=DeliveryState.SUPERSEDED.value, last_error=_NEWER, led_by=None, decided_at=now)
    DeliveryRow.objects.filter(led_by__in=going.instead).update(led_by=None)
    row = going.row
    row.attempts = max(row.attempts, min(tries, _TRIES_KEPT))
    DeliveryRow.objects.filter(pk=row.pk).update(attempts=row.attempts)


def as_claimed(row: DeliveryRow, *, fence: int) -> Claim:
    """A delivery as whoever holds this fence hands it over."""
    return Claim(
        delivery=row.pk,
        fence=fence,
        channel=row.channel,
        receiver=row.receiver,
        attempts=row.attempts,
        alert=_as_news(row),
        grouped=tuple(
            _as_news(led) for led in row.led.filter(state__in=STILL_TO_GO).select_related("alert").order_by("pk")
        ),
        held=row.held,
        escalated=row.escalated,
    )


def _as_news(row: DeliveryRow) -> Alert:
    """The alert version as this receiver takes it: an Update of what they never heard of is news to them."""
    alert = read_alert(row.version)
    if alert.msg_type is not MsgType.UPDATE or went(alert.id, alert.sequence, (row.channel, row.receiver)):
        return alert
    return replace(alert, msg_type=MsgType.ALERT, changed=alert.changed if alert.by_hand else "")


def renew(claims: Iterable[Claim], *, now: datetime) -> None:
    """Lengthens the leases of what is still in hand."""
    DeliveryRow.objects.filter(pk__in=[one.delivery for one in claims], state__in=STILL_TO_GO).update(
        leased_until=now + LEASE
    )


def release(claims: Iterable[Claim]) -> None:
    """Gives back what will not be attempted now; what another worker has taken over is left to it."""
    for one in claims:
        DeliveryRow.objects.filter(pk=one.delivery, fence=one.fence).update(leased_until=None)


def release_all() -> int:
    """Ends leases that a killed process left; for the one worker of an embedded database, at its start."""
    return DeliveryRow.objects.filter(state__in=STILL_TO_GO).exclude(leased_until=None).update(leased_until=None)


def mend_clock(*, now: datetime) -> int:
    """Makes due what was put off by a clock that has been set back since; how many that was."""
    ahead = Q(decided_at__gt=now + _SET_BACK) | Q(due_at__gt=now + _FURTHEST)
    return DeliveryRow.objects.filter(ahead, state__in=STILL_TO_GO).update(due_at=now, decided_at=now)
