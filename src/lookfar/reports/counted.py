"""Which side the counted people are of, so that two sides' dead are added and one side's are not counted twice."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIDES = {
    "forces": r"soldiers?|troops|servicemen|service\smembers?|police(?:m[ae]n)?|(?:police\s)?officers?|gendarmes?|(?:border\s)?guards?|"
    r"marines?|peacekeepers?|security\s(?:forces|personnel)|personnel|paramilitar(?:y|ies)|commandos?",
    "fighters": r"militants?|rebels?|insurgents?|gunm[ae]n|fighters?|jihadists?|terrorists?|attackers?|assailants?|bandits?|combatants?|"
    r"militiam[ae]n|militia|separatists?|guerrillas?|bombers?|extremists?|pirates?|gangsters?|dissidents?",
    "civilians": r"civilians?|villagers?|residents?|bystanders?",
    "crowd": r"protest[eo]rs?|demonstrators?|rioters?|marchers?",
    "crew": r"pilots?|crew(?:\smembers)?|drivers?",
    "passengers": r"passengers?|tourists?",
    "press": r"journalists?|reporters?",
    "rescuers": r"rescuers?|firefighters?|paramedics?",
    "inmates": r"inmates?|prisoners?",
    "miners": r"miners?",
}
_SIDE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _SIDES.items()), re.IGNORECASE)
_WHOSE = re.compile(r"\b(?P<whose>(?:[A-Z][a-z]+(?:n|ese|ish|i|ch|ek|ot|sh|s))|[A-Z]{2,5})\s[\w'’ -]{0,30}$")
_NEXT = re.compile(r"(?:,\s|\sand\s|\sor\s|\sincluding\s|[.;(])")
_PLAIN = frozenset({"Islamist", "These", "Those", "His", "As", "Is", "Its", "This"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whom a count counts; `noun` "" for people at large, `whose` the nationality or force before it, or ""."""

    noun: str = ""
    whose: str = ""

    def same(self, other: Party) -> bool:
        """Whether two counts may be of the same people."""
        return self.noun == other.noun and (not self.whose or not other.whose or self.whose == other.whose)


def party_counted(text: str, start: int, end: int, following: str) -> Party:
    """Whom a count speaks of, by the first word for a side in it or in the few words after it."""
    words = text[start:end] or (following if following.strip() else text[end : end + 60])
    phrase = _NEXT.split(words, maxsplit=1)[0][:60]
    found = _SIDE.search(phrase)
    if found is None:
        return Party()
    whose = _WHOSE.search(phrase[: found.start()] + " ") if found.start() else None
    name = whose["whose"] if whose else ""
    return Party(noun=str(found.lastgroup), whose="" if name in _PLAIN else name)
