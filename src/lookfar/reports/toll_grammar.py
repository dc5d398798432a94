"""The sentence patterns in which English tells of killed and injured people; of one person in `single_grammar`.

Group names: `n...` a count, `single...` one person, `plusone` one and the count at its end, `none...` nobody. Order matters: an earlier pattern
takes its words before a later one sees them.
"""

from __future__ import annotations

import re

from lookfar.reports.injury_grammar import INJURIES
from lookfar.reports.listed_grammar import ATTACKERS, LISTED
from lookfar.reports.numbers import NUMBER
from lookfar.reports.person_words import PERSON, SEVERAL
from lookfar.reports.sentence_pattern import Counting, SentencePattern
from lookfar.reports.single_grammar import GROUPS, SINGLES
from lookfar.reports.toll_words import (
    ACTIVE,
    ADV,
    ANIMALS,
    ASIDE,
    BADLY,
    BE,
    CLAIMANT,
    DEAD,
    DIE,
    HURT,
    HURTS,
    KILLS,
    MID,
    NP,
    OUT_OF,
)
from lookfar.reports.total_grammar import TOTALS

PATTERNS: tuple[Counting, ...] = (
    *TOTALS,
    # rebels put the figure at twelve; witnesses speak of 17 bodies
    (
        SentencePattern(
            rf"\b(?:put(?:s|ting)?\sthe\s(?:figure|number|count|total|toll)(?:\sof\s(?:the\s)?(?:dead|deaths|killed))?\sat|{CLAIMANT}(?:\s[\w'’-]+){{0,3}}?\s"
            r"(?:counts?|counted|says?|said|reports?|reported|claims?|claimed|speaks?\sof|spoke\sof|cites?|cited|gives?|gave|estimates?))\s"
            rf"(?:it\s(?:is|was)\s)?(?P<n>{NUMBER})(?=\s?(?:[.,;)]|$)|\s(?:dead|deaths|killed|bodies|fatalities)\b|\speople\s(?:died|were\skilled)\b)"
        ),
        ("killed",),
        "claim",
    ),
    (
        SentencePattern(
            rf"\bclaim(?:s|ed)?\s(?:that\s)?(?:it|they|to\shave|its\s[\w-]+|their\s[\w-]+)\s(?:had\s|have\s)?killed\s(?P<n>{NUMBER})(?=\s?(?:[.,;)]|$))"
        ),
        ("killed",),
        "claim",
    ),
    (
        SentencePattern(
            r"\b(?P<none>no\s(?:reports?\sof\s(?:any\s)?|(?:[\w-]+\s)?)(?:human\s)?casualties|without\s(?:any\s)?(?:human\s)?casualties|(?:not|n't)\s(?:cause|report|result\sin|suffer)\s(?:any\s)?casualties|no\sdeaths\sor\sinjuries|no\sinjuries\sor\s(?:deaths|fatalities)|"
            rf"no\sone\s{BE}{ADV}\s(?:injured|hurt|killed)\sor\s(?:injured|hurt|killed)|neither\sdeaths\snor\sinjuries)\b"
        ),
        ("killed", "injured"),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b(?P<none>no\s(?:[\w-]+\s){{0,2}}?(?:people|{PERSON}s)\s{BE}{ADV}\s{DEAD}|none\sof\s(?:the|them|its|his|her|their)(?:\s(?!(?:who|that|which|and)\b)[\w'’-]+){{0,8}}?\s(?:{BE}{ADV}\s{DEAD}|{DIE})|"
            rf"no\s(?:reported\s|immediate\s|reports?\sof\s(?:any\s)?)?(?:human\s)?(?:deaths|fatalities|loss\sof\slife)|(?:no\sone|nobody)\s(?:{BE}{ADV}\s{DEAD}|{DIE})|"
            r"without\sloss\sof\slife|none\s(?:was\s|were\s)?(?:killed|dead|died)|"
            r"no\s(?:(?:known|immediate|reported)\s)?victims(?!(?:\s(?:have|has|had|are|were|was|been|yet))*\s(?:identified|named|found)))\b"
        ),
        ("killed",),
        "plain",
    ),
    # nobody hurt is nobody killed, unless death is told in other words
    (
        SentencePattern(
            rf"\b(?<!bore\s)(?<!bears\s)(?<!showed\s)(?P<noneharmed>(?:no\sone|no-one|nobody|none)\s(?:{BE}\s)?(?:hurt|injured|harmed|wounded)|"
            r"(?:all|everyone|everybody)\s(?:safe|unharmed|unhurt)|(?<!report\s)(?<!reported\s)no\sinjuries(?!\s(?:have\s|had\s)?(?:been\s|were\s|was\s|are\s|is\s)?(?:immediately\s)?report)|"
            r"without\s(?:any\sinjuries|injur(?:y|ies)|hurting\sanyone|injuring\sanyone))\b"
        ),
        ("injured", "killed"),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b(?<!bore\s)(?<!bears\s)(?<!showed\s)(?P<none>no\s(?:reported\s|immediate\s)?injuries|(?:no\sone|nobody)\s{BE}{ADV}\s{HURT}|no\sinjured|no\s(?:[\w-]+\s){{0,2}}?(?:{SEVERAL})\s{BE}{ADV}\s{HURT}|"
            rf"none\s(?:was\s|were\s)?(?:injured|hurt|wounded)|none\sof\s(?:the|them|its|his|her|their)(?:\s(?!(?:who|that|which|and)\b)[\w'’-]+){{0,8}}?\s{BE}{ADV}\s{HURT}|"
            r"no\s(?:[\w-]+\s){0,2}?(?:damage|deaths|fatalities)\s(?:or|nor|and)\s(?:[\w-]+\s)?injuries)\b"
        ),
        ("injured",),
        "plain",
    ),
    *LISTED,
    *GROUPS,
    # kills four soldiers and two civilians; killing five people and injuring nine others
    (
        SentencePattern(
            rf"\b{KILLS}\s(?:an?\s(?:estimated|total\sof|(?:[\w'’-]+\s){{0,2}}?(?:family|group|crew|team|party)\sof)\s|all\sbut\s|all\s(?:of\s)?(?:the\s|its\s|their\s)?|(?:his|her|their)\s(?:own\s)?)?(?P<n>{NUMBER})(?!\s(?:seats?|times|goals|hours|days|weeks|months|years)\b){ANIMALS}"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b{KILLS}\s(?:an?\s(?:estimated|total\sof)\s)?{NUMBER}(?:\s(?!(?:injur|wound|hurt|and|in|near|at)\w*)[\w'’-]+){{1,6}}(?:,\s|\sand\s|,\sand\s)"
            rf"(?P<nmore>{NUMBER})(?!\s(?:of|among)\s(?:them|whom|these|those)\b|\san?\s)(?=\s(?!(?:injured|wounded|hurt|others?\s(?:injured|wounded|hurt|{BE}))\b)[\w'’-]+)"
            rf"(?!(?:\s[\w'’-]+){{0,4}}\s(?:{BE}\s)?{ADV}\s?(?:injured|wounded|hurt|missing|arrested|captured)\b)"
            rf"(?!(?:\s(?!(?:who|that|which|in|at|on|near|by|when|after|as|during|with)\b)[\w'’-]+){{0,3}}?\s(?:(?:is|are|was|were)\s(?!{DEAD})|remain|sustain|suffer|sought))"
        ),
        ("killed",),
        "beside",
    ),
    (
        SentencePattern(
            rf"\b{HURTS}\s(?:an?\s(?:estimated|total\sof)\s)?(?P<n>{NUMBER})(?!\s(?:seats?|times|goals|hours|days|weeks|months|years)\b)"
        ),
        ("injured",),
        "plain",
    ),
    # leaves 12 people dead and 30 injured
    (
        SentencePattern(
            rf"(?P<n>{NUMBER}){ANIMALS}{OUT_OF}{MID}{ASIDE},?\s(?:{BE}{ADV}\s(?:{DEAD}|{DIE})|(?:have\s|has\s|had\s)?{ADV}\s?{DIE})\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"(?P<n>{NUMBER}){ANIMALS}{NP}\s(?:reported\s|confirmed\s|feared\s|found\s|left\s)?{DEAD}\b{ACTIVE}{ANIMALS}"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(rf"(?P<n>{NUMBER})(?:\s[\w'’-]+)?\s(?:deaths|fatalities|bodies|lives\s{BE}\slost)\b"),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b(?:stab(?:s|bed)?|beat(?:s|en)?|hack(?:s|ed)?|burn(?:s|ed|t)?|crush(?:es|ed)?|trampl(?:es|ed)|shoots?|shot)\s"
            rf"(?:(?P<n>{NUMBER})|(?P<single>(?:an?|the|his|her|its)\s(?:[\w'’-]+\s){{0,3}}?{PERSON})){NP}\s(?:to\sdeath|dead|alive)\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b(?:claim(?:s|ed|ing)?|cost(?:s|ing)?|tak(?:es?|ing)|took)\s(?P<n>{NUMBER})\s(?:[\w'’-]+\s)?lives\b"
        ),
        ("killed",),
        "plain",
    ),
    # crushing nine traders; troops neutralise 21 terrorists, two gunmen are neutralised
    (
        SentencePattern(
            rf"\b(?:crushing|neutrali[sz](?:es?|ed|ing))\s(?P<n>{NUMBER})(?=(?:\s(?!(?:and|of|in|at|by|with)\b)[\w'’-]+){{0,3}}?\s{SEVERAL}\b)"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"(?P<n>{NUMBER})(?:\s(?!(?:and|of|in|at|by|with)\b)[\w'’-]+){{0,3}}?\s{SEVERAL}\s(?:{BE}{ADV}\s)?neutrali[sz]ed\b"
        ),
        ("killed",),
        "plain",
    ),
    # all on board died; the aircraft carried 48 people
    (
        SentencePattern(
            rf"(?P<n>{NUMBER})\s(?:[\w'’-]+\s){{0,4}}?(?:aboard|on\sboard)\b.{{0,160}}?\b(?:(?:all|everyone|everybody|all\sof\sthem)"
            rf"(?:\s(?:of\sthem|(?:those|people)\s)?(?:aboard|on\sboard))?\s(?:{BE}{ADV}\s{DEAD}|(?:have\s|has\s|had\s)?{DIE})|no\ssurvivors|(?:no\sone|nobody|none)\ssurvived)\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(rf"\bno\ssurvivors\b[^.;]{{0,60}}?\b(?:carrying|with)\s(?P<n>{NUMBER})(?=\s|[.,;]|$)"),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b(?:carrying|carried)\s(?P<n>{NUMBER})\s.{{0,160}}?\b(?:all|everyone|everybody)\s(?:(?:of\sthem|those|people)\s)?(?:(?:aboard|on\sboard)\s)?"
            rf"(?:{BE}{ADV}\s{DEAD}|(?:have\s|has\s|had\s)?{DIE})\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        SentencePattern(
            rf"\b(?:all|everyone|everybody)\s(?:(?:those|people|passengers)\s)?(?:aboard|on\sboard)[^.;]{{0,50}}?\s(?:{BE}{ADV}\s{DEAD}|(?:have\s|has\s|had\s)?{DIE})\b[^;]{{0,160}}?\b"
            rf"(?:(?:carrying|carried|with)\s(?P<ncarried>{NUMBER})\s(?:[\w'’-]+\s){{0,3}}?(?:{SEVERAL}|aboard|on\sboard)|(?P<naboard>{NUMBER})\s(?:[\w'’-]+\s){{0,4}}?(?:aboard|on\sboard))\b"
        ),
        ("killed",),
        "plain",
    ),
    (SentencePattern(rf"\bbodies\sof\s(?:the\s)?(?P<n>{NUMBER})"), ("killed",), "plain"),
    (
        SentencePattern(
            rf"\b(?<!after\sthe\s)(?:(?:found|discovered|recovered|retrieved|pulled)\s(?:[\w-]+\s)?remains\sof\s(?P<n>{NUMBER})|"
            rf"(?<!bone\s)(?<!skeletal\s)remains\sof\s(?P<nfound>{NUMBER})(?:\s[\w'’-]+){{1,5}}?\s{BE}\s(?:found|discovered|recovered|retrieved|pulled)\b)(?![^.;]{{0,80}}\bmass\sgraves?\b)"
        ),
        ("killed",),
        "plain",
    ),
    (SentencePattern(rf"\b(?:deaths|fatalities)\s(?:of|at|to)\s(?P<n>{NUMBER})"), ("killed",), "plain"),
    (
        SentencePattern(rf"(?P<n>{NUMBER}){OUT_OF}{MID}{ASIDE},?\s{BE}{ADV}\s{BADLY}{HURT}\b"),
        ("injured",),
        "plain",
    ),
    (
        SentencePattern(rf"(?P<n>{NUMBER}){NP}\s(?:reported\s|left\s)?{BADLY}{HURT}\b{ACTIVE}"),
        ("injured",),
        "plain",
    ),
    (SentencePattern(rf"(?P<n>{NUMBER})(?:\s[\w'’-]+)?\s(?:injuries|wounds)\b"), ("injured",), "plain"),
    (
        SentencePattern(
            rf"\b(?P<singlemore>another|one\smore|one\sother)(?:\sperson)?\s(?:{BE}{ADV}\s{DEAD}|(?:later\s|has\s)?{DIE})\b"
        ),
        ("killed",),
        "more",
    ),
    (
        SentencePattern(rf"\b(?P<singlemore>another|one\smore|one\sother)(?:\sperson)?\s{BE}{ADV}\s{HURT}\b"),
        ("injured",),
        "more",
    ),
    *INJURIES,
    *ATTACKERS,
    *SINGLES,
)
"""Pattern, what it counts, and the role of what it counts."""

PART_BEFORE = re.compile(
    r"\b(?:including|includes?|included|among\sthem|among\swhom|of\swhom|of\sthem|of\swhich|among\sthe\sdead(?:\s\w+)?|with)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
MORE_BEFORE = re.compile(r"\b(?:another|additional|a\sfurther|further)\s$", re.IGNORECASE)
