"""Tells where the event happened from what is merely mentioned."""

from __future__ import annotations

import re
from bisect import bisect_right

from lookfar.domain.places import Precision
from lookfar.formats.sentences import sentence_starts
from lookfar.reports.entry import Entry, Kind, NameKind
from lookfar.reports.journeys import Leg, leg
from lookfar.reports.mention import Mention
from lookfar.reports.mentions import is_outlet
from lookfar.reports.place_words import OFFICIALS, SAYING, SCENE_WEIGHT, WAR_VERBS

_DATELINE = re.compile(r"\s*(?:\([A-Z][\w ]+\)\s*)?(?:,[^.–—]{0,25})?\s*(?:\([^)]{2,40}\)\s*)?[-–—]{1,2}\s")
LONGEST_LEAD = 1_000
"""Characters beyond which no lead goes: what stands there is background."""
_FINE = {
    Precision.POINT: 1.2,
    Precision.CITY: 1.0,
    Precision.REGION: 0.5,
    Precision.COUNTRY: 0.0,
    Precision.MULTI_COUNTRY: -1.0,
    Precision.UNKNOWN: -1.0,
}
_ANCHOR = re.compile(r"\b[A-Z][\w'-]+\s(?:near|outside|close\sto|north\sof|south\sof|east\sof|west\sof)\s$")
"""A name before "near": what follows only says where that is ("Hostomel Airport near Kyiv")."""
_CHANGES_SUBJECT = frozenset(
    ["according", "told", "tells", "reporting", "reports", "statement", "interview", "newspaper", "agency"]
)
_PARTS = frozenset(
    ["capital", "city", "town", "village", "port", "province", "region", "district", "state", "suburb"]
)
"""After an owner ("Georgia's capital Tbilisi") these announce the finer place that is meant."""
_ERUPTS = frozenset(["volcano", "erupts", "erupted", "erupting", "eruption", "spews", "spewed"])
"""After a place's name these say that it is the scene, whatever country is named "in" which it stands: a volcano."""


_MISSION = r"(?:embassy|consulate(?: general)?|high commission|diplomatic mission)"
_SENDS_MISSION = re.compile(rf"(?:['’]s)? {_MISSION}\b", re.IGNORECASE)
_HOSTS_MISSION = re.compile(rf"\b{_MISSION}(?:,? in| at|,)? (?:the )?$", re.IGNORECASE)
_ABROAD = frozenset(["citizens", "nationals", "passport", "passports"])
"""After a country these are people or papers of it, wherever they are."""
_SUMMONS = frozenset(["summons", "summoned", "expels", "expelled"])
"""What a government does at home."""
_FIRED_FROM = re.compile(
    r"\b(?:attacks?|fire|gunfire|shelling|raids?|incursions?|infiltrations?|rockets?|rockets? fired|drones?) from (?:the )?$"
)
_LOOK_BACK = frozenset(
    [
        "the",
        "of",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "city",
        "town",
        "administered",
        "controlled",
        "held",
        "occupied",
    ]
)
"""Before a place these leave it to an earlier word to say what it is to the event."""
_SETTLEMENT = frozenset(["town", "city", "village"])
_AIRLINE = frozenset(["airlines", "airways"])
_BYLINE_END = re.compile(r"\)\s|\s[-–—]{1,2}\s")
"""Where a dateline with its agency ends: "GOMA, Congo (AP) - Rebels"."""
_SET_UP = re.compile(
    r"[-\u2010\u2011](?:installed|appointed|imposed|mediated|brokered|based|born|backed|led|educated|registered|flagged|owned|trained|funded)\b",
    re.IGNORECASE,
)
"""Behind a place that acts elsewhere, or that somebody is from."""
_SPEAKS_IN = re.compile(
    r"\b(?:said|says|saying|speaking|spoke|told (?:[a-z'’]+ ){1,3}|announced|admitted|added|warned|repeated) ?(?:(?:on )?[a-z]+day )?(?:in|from) (?:the )?$"
)
"""Where somebody speaks of it: "the minister told reporters in"."""
_LEAD, _SECOND, _BACKGROUND = 0.5, 0.0, -1.0
"""Logit units, by judgement: a place of the first sentence, of the second and of those behind it."""
_SHORE = frozenset(["coast", "coastline", "shores", "shore"])
_ARE_DEEDS = re.compile(
    r" (?:attacks|strikes|raids|hits|claims|targets) (?:kill|leave|left|in|on|against|by|at|near|since|after|that|which|are|were|have|had|and)\b",
    re.IGNORECASE,
)
"""Nouns behind a country, told of as what happened there."""
_GROUND = frozenset(
    [
        "village",
        "villages",
        "town",
        "towns",
        "city",
        "cities",
        "territory",
        "soil",
        "airspace",
        "mainland",
        "countryside",
    ]
)
"""After a nationality word these are places: "Armenian villages"."""
_START, _END, _STOP, _ACTOR, _BY_STATE, _MISSION_OF, _MISSION_IN = -1.5, -2.2, 2.2, -2.5, -3.0, -3.5, 2.0
"""Logit units, by judgement: a place where a journey began, where it was to end, where it ended instead, an area that shots came from or an airline is named for, a state
that does something, one that sends a mission, and the place that hosts it."""


def scene_weight(text: str, mention: Mention, entry: Entry, how: NameKind) -> float:
    """Logit that the mention is where the event happened."""
    weight = _FINE[entry.precision] + _before(text, mention, entry) + _after(text, mention, entry, how)
    if how == NameKind.DEMONYM:
        weight -= 1.2 if is_shore(mention) else 2.5
    elif how == NameKind.GOVERNMENT:
        weight -= 3.0
    if _is_dateline(text, mention):
        weight -= 2.0
    return weight + _by_sentence(text, mention) - 0.002 * min(mention.start, 500)


def _by_sentence(text: str, mention: Mention) -> float:
    """News tells first where it happened; what it adds behind its second sentence is background."""
    if mention.start >= LONGEST_LEAD:
        return _BACKGROUND
    number = bisect_right(sentence_starts(text[:LONGEST_LEAD]), mention.start)
    return _LEAD if number == 1 else _SECOND if number == 2 else _BACKGROUND


def is_beside(text: str, mention: Mention, entry: Entry, how: NameKind) -> bool:
    """Whether a place is told as somebody who acts, where the report was written or where a journey goes."""
    if (how in (NameKind.DEMONYM, NameKind.GOVERNMENT) and not is_shore(mention)) or _is_dateline(text, mention):
        return True
    if _is_state(entry) and not mention.owns and (mention.after in SAYING or mention.before == "by"):
        return True
    if _makes_war(text, mention, entry, how):
        return True
    if (
        _SET_UP.match(text, mention.end)
        or _sends_mission(text, mention, entry)
        or leg(text, mention.start, mention.end) in (Leg.START, Leg.END)
    ):
        return True
    return _is_fired_from(text, mention, entry)


def _makes_war(text: str, mention: Mention, entry: Entry, how: NameKind) -> bool:
    """Whether a state does something to another place: "Azerbaijan shells Armenian villages", but not "Iraq attacks kill 40"."""
    if not _is_state(entry) or how >= NameKind.DEMONYM or mention.owns or mention.after not in WAR_VERBS:
        return False
    return _ARE_DEEDS.match(text, mention.end) is None


def _sends_mission(text: str, mention: Mention, entry: Entry) -> bool:
    return entry.kind == Kind.COUNTRY and _SENDS_MISSION.match(text, mention.end) is not None


def _is_fired_from(text: str, mention: Mention, entry: Entry) -> bool:
    """Whether shots came from a country or area, which fell elsewhere."""
    if entry.kind in (Kind.CITY, Kind.AIRPORT) or "from" not in (mention.before, mention.before2):
        return False
    return _FIRED_FROM.search(_lead(text, mention)) is not None


def is_shore(mention: Mention) -> bool:
    """Whether a nationality word tells a place: "off the Libyan coast", "shells Armenian villages"."""
    if mention.after in _GROUND and not mention.owns:
        return True
    before = mention.before2 if mention.before == "the" else mention.before
    return mention.after in _SHORE and before in ("off", "along", "near")


def _is_dateline(text: str, mention: Mention) -> bool:
    if mention.start >= 20 or _DATELINE.match(text, mention.end) is None:
        return False
    return not _hosts_mission(_lead(text, mention))


def _hosts_mission(lead: str) -> bool:
    """Whether the words before a place end in an embassy or consulate there."""
    if not any(word in lead for word in ("embassy", "consulate", "mission")):
        return False
    return _HOSTS_MISSION.search(lead) is not None


def _is_state(entry: Entry) -> bool:
    """Whether a place stands for its government when it acts: a country or its capital."""
    return entry.kind == Kind.COUNTRY or (entry.kind == Kind.CITY and entry.seat == 2)


def _lead(text: str, mention: Mention) -> str:
    return text[max(0, mention.start - 60) : mention.start].casefold()


def _before(text: str, mention: Mention, entry: Entry) -> float:
    if _ANCHOR.search(text, max(0, mention.start - 60), mention.start):
        return -1.5
    lead = _lead(text, mention)
    match leg(text, mention.start, mention.end):
        case Leg.START:
            return _START
        case Leg.END:
            return _END
        case Leg.STOP:
            return _STOP
    if _is_fired_from(text, mention, entry):
        return _ACTOR
    if mention.before == "air" and entry.kind == Kind.COUNTRY:
        return _ACTOR
    if mention.before == "by" and _is_state(entry):
        return _BY_STATE
    words = re.findall(r"[^\W_]+", lead)
    weight = _MISSION_IN if _hosts_mission(lead) else _by_preposition(mention, words)
    if mention.before == "of" and any(word in OFFICIALS for word in words[-4:-1]):
        weight -= 1.5
    if _SPEAKS_IN.search(lead):
        weight -= 2.5
    near = re.findall(r"[^\W_]+", _BYLINE_END.split(lead)[-1])[-6:]
    if any(is_outlet(word) for word in near) or any(word in _CHANGES_SUBJECT for word in near):
        weight -= 2.5
    return weight


def _by_preposition(mention: Mention, words: list[str]) -> float:
    """What the preposition or verb before a place says, also over "the northern town of"; `words` end before it."""
    weight = SCENE_WEIGHT.get(mention.before, 0.0)
    if mention.before in _LOOK_BACK:
        earlier = next((w for w in reversed(words[:-1]) if w in SCENE_WEIGHT), "")
        if earlier and words[-6:].count(earlier):
            weight = 0.8 * SCENE_WEIGHT[earlier]
    if mention.before == "of" and mention.before2 in _SETTLEMENT:
        return max(weight, 1.0)
    return weight


def _after(text: str, mention: Mention, entry: Entry, how: NameKind) -> float:
    tail = text[mention.end : mention.end + 50].casefold()
    words = re.findall(r"[^\W_]+", tail)
    if mention.owns and words[:1] == ["s"]:
        words = words[1:]
    if mention.owns and not _PARTS.isdisjoint(words[:3]):
        return -2.0
    if _sends_mission(text, mention, entry):
        return _MISSION_OF
    if _SET_UP.match(text, mention.end) or _makes_war(text, mention, entry, how):
        return _ACTOR
    if words[:1] == ["border"] and "near" in (mention.before, mention.before2):
        return -2.5
    if words[:1] and words[0] in _ABROAD and entry.kind == Kind.COUNTRY:
        return -1.5
    if words[:1] and words[0] in _AIRLINE and how != NameKind.DEMONYM:
        return _ACTOR
    if words[:1] and words[0] in _SUMMONS and _is_state(entry) and not mention.owns:
        return 1.5
    if words[:1] and words[0] in SAYING and not mention.owns:
        return -3.0
    if not mention.owns and not _ERUPTS.isdisjoint(words[:2]):
        return 1.5
    if words and any(word in OFFICIALS for word in words[:2]):
        return -1.5
    if any(word in SAYING for word in words[:2]):
        return -1.0
    return 0.0
