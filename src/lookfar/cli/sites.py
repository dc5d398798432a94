"""`lookfar sites`: lists, adds, removes and imports sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lookfar.cli import owned
from lookfar.cli.store import open_store

if TYPE_CHECKING:
    from lookfar.accounts.models import Organisation
    from lookfar.flow.tools import Tools
    from lookfar.records.models import Site

Row = Mapping[str, object]


def run(args: Sequence[str]) -> int:
    """Does what the verb says."""
    given = owned.parser_of("sites", __doc__).parse_args(args)
    open_store()
    return owned.act(owned.Nouns(name="sites", listed=_listed, enter=_enter, find=_find), given)


def _listed(organisation: Organisation) -> Iterator[dict[str, object]]:
    from lookfar.flow.entering import site_json
    from lookfar.records.models import Site

    yield from map(site_json, Site.objects.filter(organisation=organisation).order_by("created_at", "pk"))


def _enter(organisation: Organisation, row: Row, tools: Tools, ident: str, now: datetime) -> dict[str, object]:
    from lookfar.flow.entering import enter_site, site_json

    kept = _find(organisation, ident) if ident else None
    return site_json(enter_site(organisation, row, tools, now=now, site=kept))


def _find(organisation: Organisation, ident: str) -> Site:
    from lookfar.records.models import Site

    return owned.found(Site.objects.filter(organisation=organisation), ident)
