"""Who of ours an incident touches, and what is due to them: written with the incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from lookfar.alerts.follow import follow
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure
from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId, alert_id
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import Origin
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index
from lookfar.facts.borders import open_borders
from lookfar.facts.regions import regions_near
from lookfar.flow.holding import Holding
from lookfar.records import holds, larger, outbox, subjects
from lookfar.records import incidents as store


def index_of(exposures: Sequence[Exposure]) -> Index:
    """Exposures to be met by footprints; near a boundary they count on both sides of it."""
    return Index(
        exposures,
        regions_of=lambda one, country: regions_near(one.point, country, one.radius_km),
        countries_of=lambda one: _countries_around(one.point, one.radius_km),
    )


@lru_cache(maxsize=100_000)
def _countries_around(point: Point, within_km: float) -> frozenset[str]:
    return open_borders().countries_within(point, within_km)


class Presence:
    """Everybody's whereabouts, decrypted in memory and refreshed when somebody's change."""

    def __init__(self) -> None:
        self._revision: tuple[object, ...] | None = None
        self._index = Index(())

    def index(self) -> Index:
        """The index of all exposures as they stand in the database now."""
        revision = subjects.revision()
        if revision != self._revision:
            self._index = index_of(subjects.exposures())
            self._revision = revision
        return self._index

    def of(self, subject_id: str) -> Exposure | None:
        """Where one subject is; None when it is nobody's any more."""
        return self.index().of(subject_id)


_PRESENCE = Presence()


def match_and_alert(changed: tuple[Incident, ...], *, now: datetime, origin: Origin) -> int:
    """Decides for each changed incident who is told what; call inside its transaction. How many are due."""
    index, merged = _PRESENCE.index(), store.merged_ids(incident.id for incident in changed)
    holding = Holding(now=now, origin=origin)
    return sum(
        _alert(incident, index, holding, now=now, merged=merged.get(incident.id, ())) for incident in changed
    )


def match_newcomer(exposure: Exposure, *, now: datetime, origin: Origin) -> int:
    """Tells a subject added or changed today of what is already going on around it; how many are due."""
    index, holding = index_of((exposure,)), Holding(now=now, origin=origin)
    return sum(
        _alert(incident, index, holding, now=now, everybody=False)
        for incident in store.going_on(now)
        if incident.origin is origin
    )


def match_again(incident: Incident, subject_id: str, *, now: datetime) -> Alert | None:
    """Decides once more on one subject of an incident, as rules and silences are now.

    None when the incident does not reach it any more. Call inside a transaction.
    """
    reach, exposure = footprint(incident), _PRESENCE.of(subject_id)
    if reach is None or exposure is None or now >= min(reach.period.end, exposure.period.end):
        return None
    index, holding = index_of((exposure,)), Holding(now=now, origin=incident.origin)
    decided = _decisions(incident, index, holding, now=now)
    for alert in decided:
        holding.keep(alert)
    return decided[0] if decided else None


def still_reaches(incident: IncidentId, subject_id: str, *, now: datetime) -> bool:
    """Whether an incident as it is now reaches a subject where it is now."""
    current, exposure = store.current(incident), _PRESENCE.of(subject_id)
    reach = footprint(current) if current else None
    if reach is None or exposure is None or now >= min(reach.period.end, exposure.period.end):
        return False
    return bool(index_of((exposure,)).meet(reach))


def _alert(
    incident: Incident,
    index: Index,
    holding: Holding,
    *,
    now: datetime,
    merged: Sequence[IncidentId] = (),
    everybody: bool = True,
) -> int:
    """`everybody`: whoever was told before is followed up too, and holds that reach nobody any more end."""
    names = (incident, *(replace(incident, id=other) for other in merged))
    told = {named.id: outbox.told_of(named.id) if everybody else [] for named in names}
    due = _decisions(incident, index, holding, now=now, names=names)
    links = store.links(incident, as_of=now) if any(told.values()) else ()
    spoken_to = [(alert.subject.kind.value, alert.subject.subject_id) for alert in due]
    for named in names:
        matched = {alert_id(*subject, named.id) for subject in spoken_to}
        due += follow(named, told[named.id], now=now, matched=matched, links=links)
        if everybody:
            holds.out_of_reach(named.id, matched, now=now)
            holds.inhibits_anew(named.id, now=now)
    for alert in due:
        holding.keep(alert)
    return sum(1 for alert in due if alert.held is None)


def _decisions(
    incident: Incident, index: Index, holding: Holding, *, now: datetime, names: Sequence[Incident] = ()
) -> list[Alert]:
    """What is due of each match, under the id its subject was told of; of a merged incident there are several."""
    reach = footprint(incident)
    matches = index.meet(reach) if reach else ()
    if not matches:
        return []
    links, larger_ones = store.links(incident, as_of=now), larger.larger_than(incident, now=now)
    decided = []
    for match in matches:
        told = [(named, outbox.last_told(match.exposure, named.id)) for named in names or (incident,)]
        named, last = next((pair for pair in told if pair[1] is not None), told[0])
        decided.append(holding.decide(match, named, last, larger_ones=larger_ones, links=links))
    return decided
