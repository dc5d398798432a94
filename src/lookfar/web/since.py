"""Since when something is, as its writer reads it off a clock: that of the place, his own, or UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lookfar.alerts import phrases
from lookfar.domain.clocks import Edge, comes_twice, read_local
from lookfar.domain.incident import Incident
from lookfar.facts.zones import zone_at, zone_named
from lookfar.flow.places import zone_of
from lookfar.records.subjects import PrivatePlace

LOCAL = "%Y-%m-%dT%H:%M"
_PLACE = "place"
_UTC = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The UTC instant, and how it was read: in UTC, on the clock it was given on, and which of two it is."""

    at: datetime
    said: str


def zone_choices(own: Sequence[str]) -> list[tuple[str, str]]:
    """The clock of the place, those of the writer and his organisation (IANA names), and UTC."""
    named = dict.fromkeys((*own, _UTC))
    return [(_PLACE, "The clock at the place"), *((name, name) for name in named)]


def read_since(text: str, chosen: str, place: PrivatePlace) -> Since:
    """The instant of a wall clock; of an hour that comes twice the first, and said so.

    Raises InvalidValue for what is no time, and for an hour that the clocks skipped.
    """
    zone: tzinfo = zone_of(place) if chosen == _PLACE else zone_named(chosen)
    at = read_local(text, zone, Edge.START)
    local = at.astimezone(zone).replace(tzinfo=None)
    clock = "" if chosen == _UTC else f" ({local.day} {local:%b}, {local:%H:%M} in {zone})"
    which = ""
    if comes_twice(local, zone) and at.astimezone(zone).fold == 0:
        which = f" That clock shows {local:%H:%M} twice, since it goes back: the first is taken; for the second choose UTC."
    return Since(at=at, said=f"Since {phrases.moment(at)}{clock}.{which}")


def now_on(own: Sequence[str], now: datetime) -> dict[str, object]:
    """What the form shows at first: now on the first of the writer's own clocks, else in UTC."""
    return _shown(now, _told_once(now, own[0] if own else _UTC))


def zone_shown(incident: Incident) -> str:
    """The clock on which a kept incident's start is shown: by name, so that it stays when the place is changed."""
    place = incident.place
    return _told_once(incident.happened.start, zone_at(place.point, place.country).key if place else _UTC)


def shown_since(incident: Incident) -> dict[str, object]:
    """Since when a kept incident is, on that clock."""
    return _shown(incident.happened.start, zone_shown(incident))


def _told_once(at: datetime, zone: str) -> str:
    """The clock, or UTC where that clock shows the instant's hour twice: what is shown reads back as the same instant."""
    clock = zone_named(zone)
    return _UTC if comes_twice(at.astimezone(clock).replace(tzinfo=None), clock) else zone


def _shown(at: datetime, zone: str) -> dict[str, object]:
    return {"start": at.astimezone(zone_named(zone)).replace(tzinfo=None), "zone": zone}
