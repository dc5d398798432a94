"""Incidents that may hold smaller ones back, and who knows of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from lookfar.domain.alert import Alert
from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.vocabulary import DeliveryState, HoldReason, IncidentStatus, MsgType, Origin
from lookfar.records.batches import batches
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import touching
from lookfar.records.models import AlertRow, DeliveryRow, IncidentVersion
from lookfar.records.outbox import read_alert
from lookfar.records.reaching import is_unreached

_MOST = 50
_LOST = (DeliveryState.DEAD_LETTER.value, DeliveryState.SUPPRESSED.value, DeliveryState.DISCARDED.value)
_COARSE = (Precision.COUNTRY.value, Precision.REGION.value)
_LOCAL = (Precision.POINT.value, Precision.CITY.value)
_WINDOW = timedelta(days=28)
_AROUND_DEGREES = 8.0
"""Farther than any footprint reaches, outside the polar regions."""


def larger_than(incidents: Sequence[Incident], *, now: datetime) -> dict[IncidentId, list[Incident]]:
    """For each: incidents of its kind that are wider known or graver, and may cover it; the gravest first.

    One question a kind, however many incidents are asked about: each question reads all that goes on of its kind.
    """
    kinds: dict[tuple[str, str], list[_Asked]] = {}
    for incident in incidents:
        if incident.place is not None:
            asked = _Asked(incident=incident, place=incident.place)
            kinds.setdefault((incident.category.value, incident.origin.value), []).append(asked)
    found: dict[IncidentId, list[Incident]] = {}
    for (category, origin), some in kinds.items():
        found |= _larger_of_kind(category, origin, some, now=now)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """An incident that has a place."""

    incident: Incident
    place: Place

    def may_lie_under(self, other: _Outline) -> bool:
        """Whether another is wider known and as grave, or graver and not far in latitude."""
        mine = self.incident.severity.rank
        if other.incident == self.incident.id:
            return False
        if other.precision in _COARSE:
            return not other.touched.isdisjoint(self.place.touched) and other.severity >= mine
        near = other.lat is not None and abs(other.lat - self.place.point.lat) <= _AROUND_DEGREES
        return near and other.severity > mine


class _Outline(NamedTuple):
    """What is asked of a current version before it is read. `severity`: its rank; `lat`: degrees north, None nowhere."""

    pk: int
    incident: str
    severity: int
    precision: str
    lat: float | None
    country: str
    others: str | None

    @property
    def touched(self) -> set[str]:
        """The countries that it touches (alpha-3)."""
        return {one for one in (self.country, *(self.others or "").split()) if one}


def _larger_of_kind(
    category: str, origin: str, asked: Sequence[_Asked], *, now: datetime
) -> dict[IncidentId, list[Incident]]:
    least = min(one.incident.severity.rank for one in asked)
    lats = [one.place.point.lat for one in asked]
    countries = {country for one in asked for country in one.place.touched}
    coarse = touching(countries) & Q(precision__in=_COARSE, severity__gte=least)
    local = Q(
        precision__in=_LOCAL,
        severity__gt=least,
        lat__range=(min(lats) - _AROUND_DEGREES, max(lats) + _AROUND_DEGREES),
    )
    rows = IncidentVersion.objects.filter(
        coarse | local, category=category, superseded_at=None, origin=origin, happened_end__gt=now - _WINDOW
    ).exclude(status=IncidentStatus.RETRACTED.value)
    columns = rows.order_by("-severity", "-pk").values_list(
        "pk", "incident_id", "severity", "precision", "lat", "country", "others"
    )
    outlines = [_Outline(*row) for row in columns]
    chosen = {
        one.incident.id: [other.pk for other in outlines if one.may_lie_under(other)][:_MOST] for one in asked
    }
    wanted = sorted({pk for some in chosen.values() for pk in some})
    read = {
        row.pk: INCIDENT.read(row.incident)
        for some in batches(wanted)
        for row in IncidentVersion.objects.filter(pk__in=some)
    }
    return {incident: [read[pk] for pk in some] for incident, some in chosen.items()}


def known_to(subject_id: str, incidents: Collection[str]) -> list[Alert]:
    """What a subject was told last of each of these; what a silence holds counts as told.

    Left out is what was cancelled, and what reached nobody it is for: they know of nothing larger.
    """
    if not incidents:
        return []
    silenced = Q(held=HoldReason.SILENCED.value, resolved_at=None)
    rows = AlertRow.objects.filter(Q(held="") | silenced, subject_id=subject_id, incident_id__in=incidents)
    lost = Exists(DeliveryRow.objects.filter(alert=OuterRef("pk"), state__in=_LOST))
    newest: dict[str, AlertRow] = {}
    unsure: set[str] = set()
    for row in rows.annotate(lost=lost).order_by("sequence", "pk"):
        newest[row.alert_id] = row
        unsure |= {row.alert_id} if row.lost and row.origin == Origin.LIVE.value else set()
    known = (row for row in newest.values() if row.msg_type != MsgType.CANCEL.value)
    return [read_alert(row) for row in known if row.held or row.alert_id not in unsure or not is_unreached(row)]
