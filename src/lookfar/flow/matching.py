"""Who of ours an incident touches, and what is due to them: written with the incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lookfar.alerts.decide import decide
from lookfar.alerts.follow import follow
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure, Match
from lookfar.domain.ids import IncidentId, alert_id
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import Origin, SubjectKind
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index, Patched
from lookfar.records import counters, outbox, presence_revision, subjects
from lookfar.records import incidents as store

_FEW = 200
"""So many changed subjects are read one by one and kept apart; more, and the index is made anew."""


class Presence:
    """Everybody's whereabouts, decrypted in memory; when somebody's change, theirs alone are read again."""

    def __init__(self) -> None:
        self._revision: int | None = None
        self._stored: dict[str, subjects.Row] = {}
        self._index = Index(())
        self._patched = Patched(self._index, (), self._index)

    def index(self) -> Patched:
        """The index of all exposures as they stand in the database now."""
        revision = presence_revision.revision()
        if revision != self._revision:
            self._refresh()
            self._revision = revision
        return self._patched

    def _refresh(self) -> None:
        """What differs from the rows the index was made of is read again; nothing else is decrypted."""
        now = subjects.stored()
        changed = {key for key in now.keys() | self._stored.keys() if now.get(key) != self._stored.get(key)}
        if len(changed) > _FEW:
            self._index, self._stored, changed = Index(subjects.exposures()), now, set()
        fresh = Index(subjects.exposures(changed)) if changed else Index(())
        gone = {f"{kind}:{key}" for key in changed for kind in SubjectKind}
        self._patched = Patched(self._index, gone, fresh)


_PRESENCE = Presence()


def match_and_alert(changed: tuple[Incident, ...], *, now: datetime, origin: Origin) -> int:
    """Decides for each changed incident who is told what; call inside its transaction. How many are due."""
    index, merged = _PRESENCE.index(), store.merged_ids(incident.id for incident in changed)
    return sum(
        _alert(incident, index, now=now, origin=origin, merged=merged.get(incident.id, ())) for incident in changed
    )


def match_newcomer(exposure: Exposure, *, now: datetime, origin: Origin) -> int:
    """Tells a subject added or changed today of what is already going on around it; how many are due."""
    index = Index((exposure,))
    return sum(
        _alert(incident, index, now=now, origin=origin, told_too=False)
        for incident in store.going_on(now)
        if incident.origin is origin
    )


def _alert(
    incident: Incident,
    index: Index | Patched,
    *,
    now: datetime,
    origin: Origin,
    merged: Sequence[IncidentId] = (),
    told_too: bool = True,
) -> int:
    reach = footprint(incident)
    matches = index.meet(reach) if reach else ()
    if matches:
        counters.add({("matches", ""): len(matches)})
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
