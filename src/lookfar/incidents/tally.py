"""Deaths and injuries over several reports: best known counts, never an invented sum."""

from __future__ import annotations

import re

from lookfar.domain.report import UNKNOWN_TOLL, Toll

_PARTIES = {
    "forces": r"security forces|police(?:men| officers?)?|officers|soldiers|troops|servicemen|guards?",
    "fighters": r"militants|rebels|insurgents|gunmen|fighters|terrorists|attackers|bandits",
    "people": r"protest[eo]rs|demonstrators|civilians|residents|villagers|students|worshippers|"
    r"passengers|children|journalists",
}
_PARTY = re.compile("|".join(f"(?P<{name}>\\b(?:{words})\\b)" for name, words in _PARTIES.items()), re.IGNORECASE)
_DEATH = re.compile(r"\b(kill|dead|die[sd]?\b|death)", re.IGNORECASE)


def higher(old: Toll, new: Toll) -> Toll:
    """The higher of two statements of one count, bound by bound; unknown gives way to known.

    "At least 25" stays without an upper bound beside a smaller count that has one.
    """
    if not new.is_known:
        return old
    if not old.is_known:
        return new
    low, best, high = _most(old.low, new.low), _most(old.best, new.best), _most(old.high, new.high)
    exceeded = high is not None and high < (best or low or 0)
    return Toll(low=low, best=best, high=None if exceeded else high)


def together(old: Toll, new: Toll) -> Toll:
    """The sum of two counts of different parties."""
    return Toll(low=_sum(old.low, new.low), best=_sum(old.best, new.best), high=_sum(old.high, new.high))


def combine(old: Toll, new: Toll, *, other_party: Toll = UNKNOWN_TOLL) -> Toll:
    """An incident's count after a report.

    A count replaces a lower one. Only when the incident's count is exactly that of another party, told in
    the same item (`other_party`), are the two added.
    """
    if other_party.best is not None and new.best is not None and old.best == other_party.best:
        return together(old, new)
    return higher(old, new)


def party(text: str) -> str:
    """Who died, by the first such word in a sentence on death: "forces", "fighters", "people"; "" unknown."""
    for sentence in re.split(r"(?<=[.;])\s", text):
        if _DEATH.search(sentence) and (found := _PARTY.search(sentence)):
            return str(found.lastgroup)
    return ""


def _most(a: int | None, b: int | None) -> int | None:
    known = [n for n in (a, b) if n is not None]
    return max(known) if known else None


def _sum(a: int | None, b: int | None) -> int | None:
    return a + b if a is not None and b is not None else _most(a, b)
