"""The name that a publisher's scheme (ACLED, CASE ...) has for an event that was classified by our types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lookfar.domain.taxonomy import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeName:
    """A publisher's code for an event type; `cue`: what the text must hold, where the scheme is finer than ours.

    `event_type` None: for whatever type no other row names.
    """

    event_type: EventType | None
    native: str
    cue: re.Pattern[str] | None = None


def native_name(kind: EventType, text: str, names: Sequence[NativeName]) -> str | None:
    """The code of the first row that fits type and text, None when the scheme has none."""
    for name in names:
        if name.event_type in (kind, None) and (name.cue is None or name.cue.search(text)):
            return name.native
    return None
