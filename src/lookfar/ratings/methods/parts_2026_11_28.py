"""Parts 2026-11-28: parts_2026_11_26, fitted anew, with the floor under headlines of pressure_2026_11_28.

    level_h >= max over members m heard of level_m - 1        every headline h, of the part's own categories

A country that its count of deaths puts at level 4 of armed conflict is at war for its parts as well, whatever its
log-odds: every part of it is level 2 at least. parts_2026_11_30, whose countries have `war_floor`, puts that under the level
(ratings/floors.py) and leaves the log-odds alone; parts_2026_12_01 has floors by what happened in the part lately as well, `inner_floors`.
Figures: docs/methods/parts_2026_11_28.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Level
from lookfar.ratings import local
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.floors import AT_WAR, by_count
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.inside import Whole
from lookfar.ratings.methods.parts_2026_11_26 import SHAPE, identity, issue_many, rate_many, rate_snapshot

__all__ = ["NAME", "SHAPE", "identity", "issue_many", "rate_many", "rate_snapshot", "wholes"]

NAME = "parts_2026_11_28"
_WAR = Category.ARMED_CONFLICT


def wholes(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[Whole]:
    """Countries for their parts; each comes with the evidence that is known to no part of it."""
    found = local.wholes(snapshots, constants)
    return [_at_war(one, whole, constants) for one, whole in zip(snapshots, found, strict=True)]


def _at_war(inputs: AreaInputs, whole: Whole, constants: ModelConstants) -> Whole:
    floor = by_count(inputs, constants.counted, _WAR.value)
    if floor is None or floor.level < Level.HIGH:
        return whole
    return replace(whole, logits={**whole.logits, _WAR: max(whole.logits[_WAR], AT_WAR)})
