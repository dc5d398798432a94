"""What a rule would have told in the last thirty days, from the incidents as they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from lookfar.accounts.models import Organisation
from lookfar.alerts.decide import decide
from lookfar.alerts.route import Rule, route
from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure, Match
from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.places import Precision
from lookfar.domain.vocabulary import MsgType
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Floats, distances_km
from lookfar.flow.holding import House, touch_of
from lookfar.flow.matching import index_of
from lookfar.records import incidents as store
from lookfar.records import search, subjects
from lookfar.records.batches import batches
from lookfar.records.codec import INCIDENT
from lookfar.records.search import Search
from lookfar.records.subjects import person_behind
from lookfar.records.told import as_told

DAYS = 30
MOST = 20_000
"""Incidents looked at; more are said to be left out."""
_FURTHEST_KM = 600.0
"""No footprint reaches further: 350 km, a radius of doubt and one of the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Alerts and updates in 30 days, by these rules. `digest`: kept for the digest; `life`: threats to life told.

    `left_out`: there were more incidents than were looked at; `examples`: the gravest ones told, newest first.
    """

    alerts: int = 0
    updates: int = 0
    digest: int = 0
    life: int = 0
    incidents: int = 0
    left_out: bool = False
    examples: tuple[Alert, ...] = ()

    @property
    def a_day(self) -> float:
        """Messages a day."""
        return (self.alerts + self.updates) / DAYS


def preview(organisation: Organisation, rules: Sequence[Rule], *, now: datetime) -> Preview:
    """By these rules, in this order, with everybody where they are now; silences and quiet hours left aside."""
    mine = [one for one in subjects.exposures() if one.organisation == str(organisation.pk)]
    house, index = House(str(organisation.pk), now=now), index_of(mine)
    found, left_out = _incidents(mine, now)
    alerts = [
        alert
        for incident in found
        if (reach := footprint(incident)) is not None
        for match in index.meet(reach)
        for alert in _story(match, store.versions(incident.id), rules, house, now=now)
    ]
    return _counted(alerts, incidents=len(found), left_out=left_out)


def _incidents(mine: Sequence[Exposure], now: datetime) -> tuple[list[Incident], bool]:
    """Current versions of what happened in the thirty days near any of these, newest first."""
    asked = Search(as_of=now, since=now - timedelta(days=DAYS), until=now)
    rows = search.matching(asked).order_by("-happened_start", "-pk")
    known = list(rows.values_list("pk", "lon", "lat", "country", "others", "precision")[: MOST + 1])
    lon = np.array([one.point.lon for one in mine], dtype=np.float64)
    lat = np.array([one.point.lat for one in mine], dtype=np.float64)
    countries = {one.country for one in mine}
    near = [
        pk
        for pk, east, north, country, others, precision in known[:MOST]
        if east is not None
        and north is not None
        and (
            (not Precision(precision).is_local and country in countries)
            or (others and not countries.isdisjoint(others.split()))
            or (Precision(precision).is_local and _is_near(east, north, lon, lat))
        )
    ]
    read = [INCIDENT.read(row.incident) for some in batches(near) for row in rows.filter(pk__in=some)]
    return read, len(known) > MOST


def _is_near(east: float, north: float, lon: Floats, lat: Floats) -> bool:
    if not len(lon) or (east, north) == (0, 0):
        return False
    return bool((distances_km(Point(lon=east, lat=north), lon, lat) < _FURTHEST_KM).any())


def _story(
    match: Match, versions: Iterable[Incident], rules: Sequence[Rule], house: House, *, now: datetime
) -> Iterator[Alert]:
    """What one subject would have been told of one incident, version by version."""
    told: Told | None = None
    person = person_behind(match.exposure.kind, match.exposure.subject_id) if rules else None
    zone = house.manners(person).zone
    for version in versions:
        if version.recorded_at > now:
            return
        touch = touch_of(match.exposure, version, person, told=bool(rules))
        routed = route(rules, touch, now=version.recorded_at, zone=zone)
        alert = decide(match, version, told, now=version.recorded_at, policy=routed.policy)
        told = as_told(alert) if alert.held is None else told
        yield alert


def _counted(alerts: Sequence[Alert], *, incidents: int, left_out: bool) -> Preview:
    told = [alert for alert in alerts if alert.held is None]
    firsts = [alert for alert in told if alert.msg_type is MsgType.ALERT]
    heard = {alert.id for alert in told}
    held = {alert.id for alert in alerts if alert.held is not None} - heard
    gravest = sorted(firsts, key=lambda alert: (alert.severity.rank, alert.issued_at), reverse=True)
    return Preview(
        alerts=len(firsts),
        updates=len(told) - len(firsts),
        digest=len(held),
        life=sum(1 for alert in firsts if alert.life_threat),
        incidents=incidents,
        left_out=left_out,
        examples=tuple(gravest[:5]),
    )
