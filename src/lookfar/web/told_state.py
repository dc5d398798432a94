"""Who was told what of an incident, when they took it, and whether they believe what holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar.accounts.askers import Asker
from lookfar.domain.alert import Alert
from lookfar.flow.channel_states import receiver_names
from lookfar.records import outbox, visible
from lookfar.records.digests import waits_for_digest
from lookfar.records.models import AlertRow, Belief, DeliveryRow

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One receiver and one alert. `believed` None: nothing was taken yet; `newest`: what it ought to believe, a call for
    help only when it went to them.

    `state`: of its newest delivery, "held" while the digest that tells it has not left.
    """

    receiver: str
    newest: Alert
    believed: Alert | None
    taken_at: datetime | None
    state: str
    why: str

    @property
    def is_behind(self) -> bool:
        """Whether something newer holds than what this receiver believes."""
        return self.believed is None or self.believed.sequence < self.newest.sequence


def told_of(ident: str, who: Asker | None) -> list[Told]:
    """For every receiver that an alert of this incident was due to; those who are behind first."""
    if who is None:
        return []
    rows = visible.alerts(who).filter(incident_id=ident, held="")
    versions: dict[str, list[AlertRow]] = {}
    for row in rows.order_by("-sequence"):
        versions.setdefault(row.alert_id, []).append(row)
    beliefs = {
        (one.channel, one.receiver, one.alert_id): one
        for one in Belief.objects.filter(alert_id__in=versions).select_related("version")
    }
    latest: dict[tuple[str, str, str], DeliveryRow] = {}
    for delivery in DeliveryRow.objects.filter(alert__in=rows).select_related("alert").order_by("alert__sequence"):
        latest[delivery.channel, delivery.receiver, delivery.version.alert_id] = delivery
    names = receiver_names(who.organisation, (receiver for _, receiver, _ in latest))
    told = [
        _told(key, delivery, versions[key[2]], beliefs.get(key), names)
        for key, delivery in list(latest.items())[:MOST]
    ]
    return sorted(told, key=lambda one: (not one.is_behind, one.receiver, one.newest.subject.label))


def _told(
    key: tuple[str, str, str],
    delivery: DeliveryRow,
    versions: list[AlertRow],
    belief: Belief | None,
    names: dict[str, str],
) -> Told:
    channel, receiver, _ = key
    read = (outbox.read_alert(row) for row in versions if row.sequence > delivery.version.sequence)
    newest = next((alert for alert in read if not alert.is_call_for_help), None)
    gone = "the journal of this installation" if channel == "file" else "a receiver that is gone"
    return Told(
        receiver=gone if channel == "file" else names.get(receiver, gone),
        newest=newest or outbox.read_alert(delivery.version),
        believed=outbox.read_alert(belief.version) if belief else None,
        taken_at=belief.at if belief else None,
        state="held" if waits_for_digest(delivery) else delivery.state,
        why=delivery.last_error,
    )
