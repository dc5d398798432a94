"""Who of ours an incident touches, and what is due to them: written with the incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Protocol

from lookfar.alerts.follow import follow
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure, Footprint, Match
from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId, alert_id
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import IncidentStatus, Origin, SubjectKind
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index, Patched
from lookfar.facts.areas import regions_ever_near
from lookfar.facts.borders import open_borders
from lookfar.flow.holding import Holding
from lookfar.flow.tools import open_tools
from lookfar.records import counters, holds, larger, presence_revision, subjects
from lookfar.records import incidents as store
from lookfar.records.own_incidents import incident_now, own_going_on
from lookfar.records.told import last_told, spoken_of, told_of

_FEW = 200
"""So many changed subjects are read one by one and kept apart; more, and the index is made anew."""


class Meets(Protocol):
    """Says which exposures a footprint reaches."""

    def meet(self, footprint: Footprint) -> tuple[Match, ...]: ...


@dataclass(frozen=True, slots=True)
class Only:
    """Of an index, the exposures of one organisation."""

    index: Meets
    organisation: str

    def meet(self, footprint: Footprint) -> tuple[Match, ...]:
        """Those of the organisation that the footprint reaches."""
        met = self.index.meet(footprint)
        return tuple(match for match in met if match.exposure.organisation == self.organisation)


def index_of(exposures: Sequence[Exposure]) -> Index:
    """Exposures to be met by footprints; near a boundary they count on both sides of it."""
    return Index(
        exposures,
        regions_of=lambda one, country: regions_ever_near(one.point, country, one.radius_km),
        countries_of=lambda one: _countries_around(one.point, one.radius_km),
        name_of=lambda country: open_tools().country_name(country),
    )


@lru_cache(maxsize=100_000)
def _countries_around(point: Point, within_km: float) -> frozenset[str]:
    return open_borders().countries_within(point, within_km)


class Presence:
    """Everybody's whereabouts, decrypted in memory; when somebody's change, theirs alone are read again."""

    def __init__(self) -> None:
        self._revision: int | None = None
        self._stored: dict[str, subjects.Row] = {}
        self._index = Index(())
        self._patched = Patched(self._index, (), self._index)
        self._one_at_a_time = Lock()

    def index(self) -> Patched:
        """The index of all exposures as they stand in the database now.

        Asked by several threads, each of which may see another state: none is given, or leaves, what another one saw.
        """
        revision = presence_revision.revision()
        with self._one_at_a_time:
            if revision != self._revision:
                self._revision = None
                self._refresh()
                self._revision = revision
            return self._patched

    def _refresh(self) -> None:
        """What differs from the rows the index was made of is read again; nothing else is decrypted."""
        now = subjects.stored()
        changed = {key for key in now.keys() | self._stored.keys() if now.get(key) != self._stored.get(key)}
        if len(changed) > _FEW:
            self._index, self._stored, changed = index_of(subjects.exposures()), now, set()
        fresh = index_of(subjects.exposures(changed)) if changed else Index(())
        gone = {f"{kind}:{key}" for key in changed for kind in SubjectKind}
        self._patched = Patched(self._index, gone, fresh)

    def of(self, subject_id: str) -> Exposure | None:
        """Where one subject is; None when it is nobody's any more."""
        return self.index().of(subject_id)


_PRESENCE = Presence()


def match_and_alert(changed: tuple[Incident, ...], *, now: datetime, origin: Origin, only: str = "") -> int:
    """Decides for each changed incident who is told what; call inside its transaction. How many are due.

    `only`: the organisation whose own incident it is; no other's people are looked at.
    """
    merged = store.merged_ids(incident.id for incident in changed)
    asked = _Round(changed, _index(only), now=now, merged=merged, followed=True)
    return _alert_each(changed, asked, Holding(now=now, origin=origin), now=now)


def who_is_met(reach: Footprint, *, only: str) -> tuple[Match, ...]:
    """Whom of one organisation, of all of them when `only` is "", a footprint reaches."""
    return _index(only).meet(reach)


def _index(only: str) -> Meets:
    everybody = _PRESENCE.index()
    return Only(everybody, only) if only else everybody


def match_newcomers(exposures: Sequence[Exposure], *, now: datetime, origin: Origin) -> int:
    """Tells subjects added or changed now of what is already going on around them; how many are due."""
    index, holding = index_of(exposures), Holding(now=now, origin=origin, edited=True)

    def told(incidents: Sequence[Incident], met: Meets) -> int:
        merged = store.merged_ids(incident.id for incident in incidents)
        asked = _Round(incidents, met, now=now, merged=merged)
        return _alert_each(incidents, asked, holding, now=now, everybody=False)

    public = told([one for one in store.going_on(now) if one.origin is origin], index)
    if origin is Origin.REPLAYED:
        return public
    organisations = sorted({exposure.organisation for exposure in exposures})
    return public + sum(told(own_going_on(one, now), Only(index, one)) for one in organisations)


def match_again(incident: Incident, subject_id: str, *, now: datetime) -> Alert | None:
    """Decides once more on one subject of an incident, as rules and silences are now.

    None when the incident does not reach it any more. Call inside a transaction.
    """
    reach, exposure = footprint(incident), _PRESENCE.of(subject_id)
    if reach is None or exposure is None or now >= min(reach.period.end, exposure.period.end):
        return None
    asked, holding = _Round((incident,), index_of((exposure,)), now=now), Holding(now=now, origin=incident.origin)
    decided = _decisions(incident, asked, holding)
    for alert in decided:
        holding.keep(alert)
    return decided[0] if decided else None


def still_reaches(incident: IncidentId, subject_id: str, *, now: datetime) -> bool:
    """Whether an incident as it is now reaches a subject where it is now."""
    exposure = _PRESENCE.of(subject_id)
    current = incident_now(exposure.organisation, incident) if exposure else None
    reach = footprint(current) if current else None
    if reach is None or exposure is None or now >= min(reach.period.end, exposure.period.end):
        return False
    return bool(index_of((exposure,)).meet(reach))


def would_reach(incident: IncidentId, subject_id: str, organisation: str) -> bool:
    """Whether an incident as it is now reaches a subject where it is now; time does not count.

    Of a subject whose place is not known any more it is not ruled out, of what was taken back it is.
    """
    current = incident_now(organisation, incident)
    if current is None or current.status is IncidentStatus.RETRACTED:
        return False
    reach, there = footprint(current), _PRESENCE.of(subject_id)
    if reach is None or there is None:
        return reach is not None
    return bool(index_of((replace(there, period=reach.period),)).meet(reach))


def has_left(told: Exposure, incident: IncidentId) -> bool:
    """Whether a subject is elsewhere by now, where the incident as it is does not reach it; time does not count."""
    there = _PRESENCE.of(told.subject_id)
    if there is None or (there.point, there.radius_km) == (told.point, told.radius_km):
        return False
    current = incident_now(told.organisation, incident)
    reach = footprint(current) if current else None
    return reach is not None and not index_of((replace(there, period=reach.period),)).meet(reach)


class _Round:
    """What is asked once for all incidents of one transaction, however many they are."""

    def __init__(
        self,
        incidents: Sequence[Incident],
        index: Meets,
        *,
        now: datetime,
        merged: Mapping[IncidentId, Sequence[IncidentId]] | None = None,
        followed: bool = False,
    ) -> None:
        """`merged`: by incident, those put into it; `followed`: whoever was told before is followed up."""
        self._merged = merged or {}
        reaches = ((incident.id, footprint(incident)) for incident in incidents)
        self.matches = {ident: found for ident, reach in reaches if reach and (found := index.meet(reach))}
        names = [named.id for incident in incidents for named in self.names(incident)]
        self._spoken = spoken_of(names)
        asked = [one for one in incidents if one.id in self.matches or (followed and self.spoken(one))]
        self.links = store.links_of(asked, as_of=now) if asked else {}
        met = [incident for incident in incidents if incident.id in self.matches]
        self.larger = larger.larger_than(met, now=now)

    def met(self) -> list[Exposure]:
        """Every exposure that some incident reaches, as often as it is reached."""
        return [match.exposure for found in self.matches.values() for match in found]

    def names(self, incident: Incident) -> tuple[Incident, ...]:
        """The incident under its id, and under those of the incidents that were put into it."""
        return (incident, *(replace(incident, id=other) for other in self._merged.get(incident.id, ())))

    def spoken(self, incident: Incident) -> list[Incident]:
        """Of its names, those of which some alert is kept; of the others there is nothing to follow up."""
        return [named for named in self.names(incident) if named.id in self._spoken]


def _alert_each(
    incidents: Sequence[Incident], asked: _Round, holding: Holding, *, now: datetime, everybody: bool = True
) -> int:
    """How many alerts are due. `everybody`: whoever was told before is followed up too, and holds that reach nobody end."""
    holding.expect(asked.met())
    before = holding.decided
    due = sum(_alert(one, asked, holding, now=now, everybody=everybody) for one in incidents)
    counters.add({("matches", ""): holding.decided - before})
    return due


def _alert(
    incident: Incident,
    asked: _Round,
    holding: Holding,
    *,
    now: datetime,
    everybody: bool,
) -> int:
    spoken = asked.spoken(incident) if everybody else []
    told = {named.id: told_of(named.id) for named in spoken}
    due = _decisions(incident, asked, holding)
    subjects_met = [(alert.subject.kind.value, alert.subject.subject_id) for alert in due]
    for named in spoken:
        matched = {alert_id(*subject, named.id) for subject in subjects_met}
        links = asked.links[incident.id]
        due += follow(named, told[named.id], now=now, matched=matched, links=links)
        holds.out_of_reach(named.id, matched, now=now)
        holds.inhibits_anew(named.id, now=now)
    for alert in due:
        holding.keep(alert)
    return sum(1 for alert in due if alert.held is None)


def _decisions(incident: Incident, asked: _Round, holding: Holding) -> list[Alert]:
    """What is due of each match, under the id its subject was told of; of a merged incident there are several."""
    matches = asked.matches.get(incident.id, ())
    if not matches:
        return []
    links, larger_ones = asked.links[incident.id], asked.larger.get(incident.id, ())
    spoken, decided = asked.spoken(incident), []
    for match in matches:
        told = [(named, last_told(match.exposure, named.id)) for named in spoken]
        named, last = next((pair for pair in told if pair[1] is not None), (incident, None))
        decided.append(holding.decide(match, named, last, larger_ones=larger_ones, links=links))
    return decided
