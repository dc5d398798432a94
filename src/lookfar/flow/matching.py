"""Who of ours an incident touches, and what is due to them: written with the incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lookfar.alerts.decide import decide
from lookfar.alerts.follow import follow
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure, Footprint, Match
from lookfar.domain.ids import IncidentId, alert_id
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import Origin
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index
from lookfar.records import incidents as store
from lookfar.records import outbox, subjects
from lookfar.records.own_incidents import own_going_on


class Presence:
    """Everybody's whereabouts, decrypted in memory and refreshed when somebody's change."""

    def __init__(self) -> None:
        self._revision: tuple[object, ...] | None = None
        self._index = Index(())

    def index(self) -> Index:
        """The index of all exposures as they stand in the database now."""
        revision = subjects.revision()
        if revision != self._revision:
            self._index = Index(subjects.exposures())
            self._revision = revision
        return self._index


_PRESENCE = Presence()


def match_and_alert(changed: tuple[Incident, ...], *, now: datetime, origin: Origin, only: str = "") -> int:
    """Decides for each changed incident who is told what; call inside its transaction. How many are due.

    `only`: the organisation whose own incident it is; no other's people are looked at.
    """
    merged = store.merged_ids(incident.id for incident in changed)
    return sum(
        _alert(
            incident,
            who_is_met(reach, only=only) if (reach := footprint(incident)) else (),
            now=now,
            origin=origin,
            merged=merged.get(incident.id, ()),
        )
        for incident in changed
    )


def who_is_met(reach: Footprint, *, only: str = "") -> tuple[Match, ...]:
    """Whom a footprint meets, of all organisations or of `only` one."""
    met = _PRESENCE.index().meet(reach)
    return tuple(match for match in met if not only or match.exposure.organisation == only)


def match_newcomer(exposure: Exposure, *, now: datetime, origin: Origin) -> int:
    """Tells a subject added or changed today of what is already going on around it; how many are due."""
    index = Index((exposure,))
    own = own_going_on(exposure.organisation, now) if origin is Origin.LIVE else []
    there = [incident for incident in store.going_on(now) if incident.origin is origin]
    return sum(
        _alert(
            incident,
            index.meet(reach) if (reach := footprint(incident)) else (),
            now=now,
            origin=origin,
            told_too=False,
        )
        for incident in (*there, *own)
    )


def _alert(
    incident: Incident,
    matches: Sequence[Match],
    *,
    now: datetime,
    origin: Origin,
    merged: Sequence[IncidentId] = (),
    told_too: bool = True,
) -> int:
    names = (incident, *(replace(incident, id=other) for other in merged))
    told = {named.id: outbox.told_of(named.id) if told_too else [] for named in names}
    if not matches and not any(told.values()):
        return 0
    links = store.links(incident, as_of=now)
    due: list[Alert] = [_decided(match, names, now=now, links=links) for match in matches]
    spoken_to = [(alert.subject.kind.value, alert.subject.subject_id) for alert in due]
    for named in names:
        matched = {alert_id(*subject, named.id) for subject in spoken_to}
        due += follow(named, told[named.id], now=now, matched=matched, links=links)
    for alert in due:
        outbox.keep_alert(alert, origin=origin)
    return sum(1 for alert in due if alert.held is None)


def _decided(match: Match, names: Sequence[Incident], *, now: datetime, links: tuple[Link, ...]) -> Alert:
    """What is due of a match, under the id this subject was told of; of a merged incident there are several."""
    told = [(named, outbox.last_told(match.exposure, named.id)) for named in names]
    named, last = next((pair for pair in told if pair[1] is not None), told[0])
    return decide(match, named, last, now=now, links=links)
