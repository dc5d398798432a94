"""Who of ours an incident touches, and what is due to them: written with the incident."""

from __future__ import annotations

from datetime import datetime

from lookfar.alerts.decide import decide
from lookfar.alerts.follow import follow
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import Origin
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index
from lookfar.records import incidents as store
from lookfar.records import outbox, subjects


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


def match_and_alert(changed: tuple[Incident, ...], *, now: datetime, origin: Origin) -> int:
    """Decides for each changed incident who is told what; call inside its transaction. How many are due."""
    index = _PRESENCE.index()
    return sum(_alert(incident, index, now=now, origin=origin) for incident in changed)


def match_newcomer(exposure: Exposure, *, now: datetime, origin: Origin) -> int:
    """Tells a subject added or changed today of what is already going on around it; how many are due."""
    index = Index((exposure,))
    return sum(
        _alert(incident, index, now=now, origin=origin, told_too=False)
        for incident in store.going_on(now)
        if incident.origin is origin
    )


def _alert(incident: Incident, index: Index, *, now: datetime, origin: Origin, told_too: bool = True) -> int:
    reach = footprint(incident)
    matches = index.meet(reach) if reach else ()
    told = outbox.told_of(incident.id) if told_too else []
    if not matches and not told:
        return 0
    links = store.links(incident, as_of=now)
    due: list[Alert] = [
        decide(match, incident, outbox.last_told(match.exposure, incident.id), now=now, links=links)
        for match in matches
    ]
    due += follow(incident, told, now=now, matched={alert.id for alert in due}, links=links)
    for alert in due:
        outbox.keep_alert(alert, origin=origin)
    return sum(1 for alert in due if alert.held is None)
