"""The shipped case packs, loaded once as replayed history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from lookfar.domain.ids import content_hash
from lookfar.domain.source import Body
from lookfar.flow.replaying import Replayed, backfill, recorded_bodies
from lookfar.flow.tools import Tools
from lookfar.records import feeds
from lookfar.sources import case_pack


def cases_to_load(packs: Iterable[Path]) -> list[Body]:
    """The bodies of the packs that this store still lacks, oldest first.

    A day whose pages were themselves replayed here is known at first hand: the pack, which was made of them,
    has nothing to add to it.
    """
    bodies = recorded_bodies(case_pack.SOURCE.id, packs, first=None, last=None)
    known = feeds.days_replayed(case_pack.MADE_FROM)
    return [
        body
        for body in bodies
        if body.fetched_at.date() not in known and not feeds.already_taken(body.source, content_hash(body.content))
    ]


def load_cases(packs: Iterable[Path], tools: Tools, *, said: Callable[[str], None]) -> Replayed:
    """Takes in what is missing; each body is one transaction, so a stop in the middle is taken up again."""
    bodies = cases_to_load(packs)
    if not bodies:
        return Replayed()
    said(f"loading the shipped case packs in {len(bodies)} steps; the past can be looked at as they come in")
    state = backfill(bodies, tools, said=lambda *_: None)
    said(f"case packs loaded: {state.reports} reports, {len(state.incidents)} incidents")
    return state
