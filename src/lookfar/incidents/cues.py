"""Turns of phrase that say how a text stands to what was told before: news of it, another one, an act of state."""

from __future__ import annotations

import re

_FOLLOW_UP = re.compile(
    r"\b(death toll|toll (?:of|rises|climbs|increases|has|is|passe[sd])|number of (?:dead|deaths|victims)|"
    r"(?:rises|rose|risen|increases|increased|climbs) to|"
    r"suspects?|suspected of|arrest(?:s|ed)?|detained|captured|caught|charged|sentenced|trial|in court|confessed|"
    r"funerals?|mourn\w*|bur(?:ies|ied) (?:its|the|their|\d+)|victims of|"
    r"claims? responsibility|claimed|(?:was|were) behind|"
    r"among the dead|(?:dead|deaths) of|where \d+ died|in which \d+|has died|(?:died|dead) of (?:his|her|their|wounds)|"
    r"in custody|(?:was|were|are|is) held|held over|(?:is|are|been) named|been found|(?:wreck|ruins|rubble) of|"
    r"(?:days?|week) after|admit(?:s|ted)?|"
    r"search (?:for|and|continues|goes)|searchers|rescuers?|rescue (?:teams?|workers?)|divers|recovered|"
    r"investigat\w+|inquiry|inspectors|survivors?|(?:is|are|was) blamed|blames?|over the|"
    r"aftermath|contained|identified|named as|bodies|dug out|pulled (?:alive|from)|"
    r"(?:is|are) (?:over|free|back|safe)|freed|released|let go)\b",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    r"\b((?:second|third|fourth|another|separate|different|new|fresh) (?:[a-z-]+ ){0,2}?"
    r"(?:attacks?|blasts?|explosions?|bomb\w*|clash\w*|fight\w*|power cut|outage|(?:earth)?quakes?|tremor|eruptions?|"
    r"shootings?|raids?|ambush|strikes?|barrage|fires?|crash|collision|abductions?|kidnappings?|killings?|case|storm|"
    r"bus|boat|ferry|train|plane|landslide|flood|missile|rocket)|"
    r"separately|elsewhere|minutes (?:later|after|apart)|hours (?:later|apart)|weeks (?:later|after)|"
    r"(?:years?|months?) (?:since|after|ago|later)|anniversary|years? to the day)\b",
    re.IGNORECASE,
)
_DECREES = re.compile(
    r"\b(declare[sd]? (?:a |an )?(?:state of |public |health |\w+ ){0,2}emergency|(?:state of|an) emergency (?:is|was|has)|"
    r"(?:impos|extend|order)\w* (?:a |an )?(?:[\w-]+ ){0,2}(?:curfew|sanctions|martial law|lockdown|embargo)|martial law|"
    r"resign(?:s|ed)|step(?:s|ped) down|expel(?:s|led)|sanctions (?:on|against)|recall(?:s|ed) (?:its|his|the) (?:ambassador|envoy)|"
    r"(?:sends|deploys|deployed|sent) (?:more )?(?:\d+ |[\w-]+ ){0,2}(?:troops|soldiers)|bans? |"
    r"(?:condemns|condemned) by|calls? for (?:calm|talks))",
    re.IGNORECASE,
)


def follows_up(text: str) -> bool:
    """Whether a text speaks of consequences of something known."""
    return _FOLLOW_UP.search(text) is not None


def sets_apart(text: str) -> bool:
    """Whether a text says of itself that it tells of another event: "a second blast"."""
    return _SEPARATE.search(text) is not None


def decrees(text: str) -> bool:
    """Whether a text tells of an act of state: an emergency, a curfew, sanctions, a resignation."""
    return _DECREES.search(text) is not None
