"""Where a journey goes and where it is cut short: "a London-bound plane", "was diverted to Barcelona"."""

from __future__ import annotations

import re
from enum import StrEnum

_LEAD = 110
"""Characters before a place in which a journey to it is told."""
_VEHICLE = (
    r"(?:flight|plane|aircraft|airliner|airplane|jet|helicopter|boat|dinghy|ship|ferry|vessel|tanker|freighter|yacht|trawler|"
    r"bus|coach|minibus|train|truck|lorry|convoy|shipment|cargo)"
)
_TRAVELLER = rf"(?:{_VEHICLE}(?:s|es)?|migrants|refugees|passengers|pilgrims)"
_BOUND = re.compile(
    r"\b(?:(?:bound|destined) for|en route (?:home |back )?(?:to|for)|on (?:its|their|the|his|her) way (?:home |back )?to) (?:the )?$"
)
_TRAVELS = re.compile(
    rf"(?<!first )(?<!maiden )(?<!commercial )\b{_VEHICLE} to (?:the )?$|\b{_TRAVELLER}\b[^.;:]{{0,60}} (?:from [^.;:]{{2,40}}(?<! due) to|trying to (?:reach|get to)"
    r"|(?:head(?:ed|ing)|travell?ing|flying|sailing|going) (?:to|for|towards?)) (?:the )?$"
)
"""Several flights "to" a place are a service, not a journey."""
_LEAVES = re.compile(rf"\b{_TRAVELLER} from (?:the )?$")
_STOPS = re.compile(
    r"\b(?:(?:diverted|rerouted|redirected|towed) (?:back )?(?:to|towards?)|turn(?:ed|s|ing)? (?:back|around) (?:to|in)"
    r"|(?:landed|landing|crash-landed) (?:safely )?(?:in|at|near))(?: the)? $"
)
_REFUGE = re.compile(
    r"\b(?:fle(?:e|es|d|eing)|escap(?:e|es|ed|ing)|exiled?) (?:[a-z]+ )?(?:to|into)(?: the)? $|\b(?:medical )?treatment (?:in|at)(?: the)? $|\bin exile in(?: the)? $"
)
"""Where somebody fled to or is treated, while it happens at home."""
_RETURNS = re.compile(rf"\b{_TRAVELLER}\b[^.;:]{{0,70}} (?:returned|returns|returning|went back) to (?:the )?$")
_HEADED = re.compile(r"[-\u2010\u2011]bound\b")
_HYPHENS = frozenset("-\u2010\u2011")
_STANDS = frozenset(["in", "at", "near"])
_LEADS = _STANDS | {"to", "for", "from", "toward", "towards", "reach", "into"}


class Leg(StrEnum):
    """What a place is to a journey."""

    NONE = "none"
    START = "start"
    END = "end"
    """Where it was to end: news of a journey seldom happens there."""
    STOP = "stop"
    """Where it ended instead."""


def leg(text: str, start: int, end: int) -> Leg:
    """What the place at `start`..`end` is to a journey that the words beside it tell."""
    if text[end : end + 1] in _HYPHENS and _HEADED.match(text, end):
        return Leg.END
    words = text[max(0, start - 16) : start].casefold().removesuffix("the ").split()
    last = words[-1] if words else ""
    if last not in _LEADS:
        return Leg.NONE
    lead = text[max(0, start - _LEAD) : start].casefold()
    if last == "from":
        return Leg.START if _LEAVES.search(lead) else Leg.NONE
    if _STOPS.search(lead):
        return Leg.STOP
    if _REFUGE.search(lead):
        return Leg.END
    if last in _STANDS:
        return Leg.NONE
    if _RETURNS.search(lead):
        return Leg.STOP
    return Leg.END if _BOUND.search(lead) or _TRAVELS.search(lead) else Leg.NONE
