"""The sentence patterns in which English tells of killed and injured people; of one person in `single_grammar`.

Group names: `n...` a count, `single...` one person, `plusone` one and the count at its end, `none...` nobody. Order matters: an earlier pattern
takes its words before a later one sees them.
"""

from __future__ import annotations

import re

from lookfar.reports.numbers import NUMBER, ORDINAL
from lookfar.reports.single_grammar import GROUPS, SINGLES
from lookfar.reports.toll_words import (
    ACTIVE,
    ADV,
    ANIMALS,
    ASIDE,
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
    PERSON,
)


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


PATTERNS: tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...] = (
    (
        _p(
            r"(?<!cases\sand\s)\b(?:death\stoll|deaths|number\sof\s(?:people\s)?(?:deaths|fatalities|dead|killed|victims|people\skilled)|toll|"
            r"body\scount)\b(?:(?!\b(?:injured|wounded|cases|magnitude)\b)[^.;]){0,120}?\b"
            r"(?:rises?|rose|risen|rising|climbs?|climbed|climbing|increases?|increased|increasing|jumps?|jumped|reach(?:es|ed|ing)?|"
            r"stands?|stood|grows?|grown|passes|passed|exceeds?|exceeded|surpass(?:es|ed)?|tops|topped|hits|"
            r"soars?|soared|mounts?|goes\sup|went\sup|raised|revised|is\snow|now|updated|brought|up)\b"
            rf"(?:\s(?:to|at|by\s{NUMBER}\sto|from\s{NUMBER}\sto|upwards?|up|now|past|a\stotal\sof|above))*\s(?P<n>{NUMBER})"
        ),
        ("killed",),
        "total",
    ),
    (
        _p(
            rf"\b(?:bring|brings|brought|bringing|raise|raises|raising|pushing|pushes|taking|takes)\b[^.;]{{0,40}}?\b(?:death\s)?(?:toll|deaths|"
            rf"number\sof\s(?:deaths|dead|fatalities))\b[^.;]{{0,40}}?\b(?:to|at|past|above)\s(?P<n>{NUMBER})"
        ),
        ("killed",),
        "total",
    ),
    (_p(rf"\bdeath\stoll\s(?:of|is|was|at|now)\s(?P<n>{NUMBER})"), ("killed",), "total"),
    (
        _p(
            rf"\b(?:surpass(?:es|ed|ing)?|pass(?:es|ed)|exceed(?:s|ed)?|tops|topped|reach(?:es|ed))\s(?P<n>{NUMBER})"
            r"\s(?:(?:confirmed|total|official)\s)?(?:deaths|fatalities)\b"
        ),
        ("killed",),
        "total",
    ),
    (
        _p(
            rf"(?:\ban?\s|^|(?<=[:;.]\s))(?P<nth>{ORDINAL})\s{PERSON}\b(?:,\saged\s[\w-]+,|,\s\d{{1,3}},)?(?:\s(?:has|was|also|later))*\s{DIE}\b"
        ),
        ("killed",),
        "total",
    ),
    # rebels put the figure at twelve; witnesses speak of 17 bodies
    (
        _p(
            rf"\b(?:put(?:s|ting)?\sthe\s(?:figure|number|count|total|toll)(?:\sof\s(?:the\s)?(?:dead|deaths|killed))?\sat|{CLAIMANT}(?:\s[\w'’-]+){{0,3}}?\s"
            r"(?:counts?|counted|says?|said|reports?|reported|claims?|claimed|speaks?\sof|spoke\sof|cites?|cited|gives?|gave|estimates?))\s"
            rf"(?:it\s(?:is|was)\s)?(?P<n>{NUMBER})(?=\s?(?:[.,;)]|$)|\s(?:dead|deaths|killed|bodies|fatalities)\b|\speople\s(?:died|were\skilled)\b)"
        ),
        ("killed",),
        "claim",
    ),
    (
        _p(
            r"\b(?P<none>no\s(?:\w+\s)?casualties|without\s(?:any\s)?casualties|(?:not|n't)\s(?:cause|report|result\sin|suffer)\s(?:any\s)?casualties|no\sdeaths\sor\sinjuries|no\sinjuries\sor\s(?:deaths|fatalities)|"
            rf"no\sone\s{BE}{ADV}\s(?:injured|hurt|killed)\sor\s(?:injured|hurt|killed)|neither\sdeaths\snor\sinjuries)\b"
        ),
        ("killed", "injured"),
        "plain",
    ),
    (
        _p(
            rf"\b(?P<none>no\s(?:[\w-]+\s){{0,2}}?(?:people|{PERSON}s)\s{BE}{ADV}\s{DEAD}|none\sof\s(?:the|them|its|his|her|their)(?:\s(?!(?:who|that|which|and)\b)[\w'’-]+){{0,8}}?\s(?:{BE}{ADV}\s{DEAD}|{DIE})|"
            rf"no\s(?:reported\s|immediate\s)?(?:deaths|fatalities|loss\sof\slife)|(?:no\sone|nobody)\s(?:{BE}{ADV}\s{DEAD}|{DIE})|"
            r"without\sloss\sof\slife|none\s(?:was\s|were\s)?(?:killed|dead|died)|"
            r"no\s(?:(?:known|immediate|reported)\s)?victims(?!(?:\s(?:have|has|had|are|were|was|been|yet))*\s(?:identified|named|found)))\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b(?P<none>no\s(?:serious\s|reported\s|immediate\s)?injuries|(?:no\sone|nobody)\s{BE}{ADV}\s{HURT}|no\sinjured|"
            rf"none\s(?:was\s|were\s)?(?:injured|hurt|wounded)|none\sof\s(?:the|them|its|his|her|their)(?:\s(?!(?:who|that|which|and)\b)[\w'’-]+){{0,8}}?\s{BE}{ADV}\s{HURT}|"
            r"no\s(?:[\w-]+\s){0,2}?(?:damage|deaths|fatalities)\s(?:or|nor|and)\s(?:[\w-]+\s)?injuries)\b"
        ),
        ("injured",),
        "plain",
    ),
    *GROUPS,
    # kills four soldiers and two civilians; killing five people and injuring nine others
    (
        _p(
            rf"\b{KILLS}\s(?:an?\s(?:estimated|total\sof|(?:[\w'’-]+\s){{0,2}}?(?:family|group|crew|team|party)\sof)\s|all\sbut\s|all\s(?:of\s)?(?:the\s|its\s|their\s)?)?(?P<n>{NUMBER})(?!\s(?:seats?|times|goals|hours|days|weeks|months|years)\b){ANIMALS}"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b{KILLS}\s(?:an?\s(?:estimated|total\sof)\s)?{NUMBER}(?:\s(?!(?:injur|wound|hurt|and|in|near|at)\w*)[\w'’-]+){{1,6}}(?:,\s|\sand\s|,\sand\s)"
            rf"(?P<nmore>{NUMBER})(?=\s(?!(?:injured|wounded|hurt|others?\s(?:injured|wounded|hurt|{BE}))\b)[\w'’-]+)"
            rf"(?!(?:\s[\w'’-]+){{0,4}}\s(?:{BE}\s)?{ADV}\s?(?:injured|wounded|hurt|missing|arrested|captured)\b)"
        ),
        ("killed",),
        "beside",
    ),
    (
        _p(
            rf"\b{HURTS}\s(?:an?\s(?:estimated|total\sof)\s)?(?P<n>{NUMBER})(?!\s(?:seats?|times|goals|hours|days|weeks|months|years)\b)"
        ),
        ("injured",),
        "plain",
    ),
    # leaves 12 people dead and 30 injured
    (
        _p(
            rf"(?P<n>{NUMBER}){ANIMALS}{OUT_OF}{MID}{ASIDE},?\s(?:{BE}{ADV}\s(?:{DEAD}|{DIE})|(?:have\s|has\s|had\s)?{ADV}\s?{DIE})\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"(?P<n>{NUMBER}){ANIMALS}{NP}\s(?:reported\s|confirmed\s|feared\s|found\s|left\s)?{DEAD}\b{ACTIVE}{ANIMALS}"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(rf"(?P<n>{NUMBER})(?:\s[\w'’-]+)?\s(?:deaths|fatalities|bodies|lives\s{BE}\slost)\b"),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b(?:stab(?:s|bed)?|beat(?:s|en)?|hack(?:s|ed)?|burn(?:s|ed|t)?|crush(?:es|ed)?|trampl(?:es|ed)|shoots?|shot)\s"
            rf"(?:(?P<n>{NUMBER})|(?P<single>(?:an?|the|his|her|its)\s(?:[\w'’-]+\s){{0,3}}?{PERSON})){NP}\s(?:to\sdeath|dead)\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b(?:claim(?:s|ed|ing)?|cost(?:s|ing)?|tak(?:es?|ing)|took)\s(?P<n>{NUMBER})\s(?:[\w'’-]+\s)?lives\b"
        ),
        ("killed",),
        "plain",
    ),
    (_p(rf"\bbodies\sof\s(?:at\sleast\s)?(?P<n>{NUMBER})"), ("killed",), "plain"),
    (_p(rf"\b(?:deaths|fatalities)\s(?:of|at|to)\s(?P<n>{NUMBER})"), ("killed",), "plain"),
    (
        _p(
            rf"(?P<n>{NUMBER}){OUT_OF}{MID}{ASIDE},?\s{BE}{ADV}\s(?:(?:seriously|critically|slightly|severely|badly)\s)?{HURT}\b"
        ),
        ("injured",),
        "plain",
    ),
    (
        _p(
            rf"(?P<n>{NUMBER}){NP}\s(?:(?:seriously|critically|slightly|severely|badly|reported|left)\s)?{HURT}\b{ACTIVE}"
        ),
        ("injured",),
        "plain",
    ),
    (_p(rf"(?P<n>{NUMBER})(?:\s[\w'’-]+)?\s(?:injuries|wounds)\b"), ("injured",), "plain"),
    (
        _p(
            rf"\b(?P<singlemore>another|one\smore|one\sother)(?:\sperson)?\s(?:{BE}{ADV}\s{DEAD}|(?:later\s|has\s)?{DIE})\b"
        ),
        ("killed",),
        "more",
    ),
    (
        _p(rf"\b(?P<singlemore>another|one\smore|one\sother)(?:\sperson)?\s{BE}{ADV}\s{HURT}\b"),
        ("injured",),
        "more",
    ),
    *SINGLES,
)
"""Pattern, what it counts, and the role of what it counts."""

PART_BEFORE = _p(
    r"\b(?:including|includes?|included|among\sthem|among\swhom|of\swhom|of\sthem|of\swhich|among\sthe\sdead(?:\s\w+)?|with)\s(?:\w+\s)?$"
)
MORE_BEFORE = _p(r"\b(?:another|additional|a\sfurther|further)\s$")
