"""`lookfar trips`: lists, adds, removes, cancels and imports trips, from a table or somebody's calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lookfar.cli import owned
from lookfar.cli.store import open_store

if TYPE_CHECKING:
    from lookfar.accounts.models import Organisation
    from lookfar.flow.tools import Tools
    from lookfar.records.models import Trip

Row = Mapping[str, object]


def run(args: Sequence[str]) -> int:
    """Does what the verb says."""
    parser = owned.parser_of("trips", __doc__)
    parser.add_argument("--person", default="", help="whose calendar it is: a name, an e-mail address or an id")
    given = parser.parse_args(args)
    open_store()
    return owned.act(owned.Nouns(name="trips", listed=_listed, enter=_enter, find=_find), given, given.person)


def _listed(organisation: Organisation) -> Iterator[dict[str, object]]:
    from lookfar.flow.entering import trip_json
    from lookfar.records.models import Trip

    trips = Trip.objects.filter(organisation=organisation).prefetch_related("legs").order_by("created_at", "pk")
    yield from map(trip_json, trips)


def _enter(organisation: Organisation, row: Row, tools: Tools, ident: str, now: datetime) -> dict[str, object]:
    """A trip; of one that is there, `{"id": ..., "cancelled": true}` alone cancels it."""
    from lookfar.flow.entering import enter_trip, trip_json
    from lookfar.flow.people import cancel_trip

    kept = _find(organisation, ident) if ident else None
    if kept and row == {"cancelled": True}:
        cancel_trip(kept, now=now)
        return trip_json(kept)
    return trip_json(enter_trip(organisation, row, tools, now=now, trip=kept))


def _find(organisation: Organisation, ident: str) -> Trip:
    from lookfar.records.models import Trip

    return owned.found(Trip.objects.filter(organisation=organisation), ident)
