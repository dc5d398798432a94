"""The sentence patterns in which English tells of a running total of the dead or the injured.

Group names as in `toll_grammar`.
"""

from __future__ import annotations

from lookfar.reports.numbers import NUMBER, ORDINAL
from lookfar.reports.person_words import PERSON
from lookfar.reports.sentence_pattern import Counting, SentencePattern
from lookfar.reports.toll_words import DEAD, DIE

_DEAD_NUMBER = (
    r"(?:death\stoll|deaths|number\s(?:of\s)?(?:the\s)?(?:(?!(?:injur|wound|hurt|missing|arrest|displac|case)\w*)[\w'’-]+\s){0,4}?"
    r"(?:deaths|fatalities|dead|killed|victims|bodies)|toll|body\scount|confirmed\sdead)"
)
_HURT_NUMBER = r"number\s(?:of\s)?(?:the\s)?(?:people\s|those\s)?(?:injured|wounded|hurt|injuries)"
_RISES = (
    r"(?:rises?|rose|risen|rising|climbs?|climbed|climbing|increases?|increased|increasing|jumps?|jumped|reach(?:es|ed|ing)?|"
    r"stands?|stood|grows?|grew|grown|passes|passed|exceeds?|exceeded|surpass(?:es|ed)?|tops|topped|hits|surges?|surged|swells?|swelled|"
    r"leaps?|leapt|spikes?|spiked|"
    r"soars?|soared|mounts?|goes\sup|went\sup|raised|revised|is\snow|now|updated|brought|up)"
)
_TO = rf"(?:\s(?:to|at|by\s{NUMBER}\sto|from\s{NUMBER}\sto|upwards?|up|now|past|a\stotal\sof|above))*"
_BRINGS = r"(?:bring|brings|brought|bringing|raise|raises|raising|pushing|pushes|taking|takes|took)"
_OTHER_TOLL = r"(?:injur\w*|wound\w*|cases|arrest\w*|detain\w*|missing|rescued|displaced|magnitude)"

TOTALS: tuple[Counting, ...] = (
    (
        SentencePattern(
            rf"(?<!cases\sand\s)\b{_DEAD_NUMBER}\b(?:(?!\b(?:injured|wounded|cases|magnitude)\b)[^.;]){{0,120}}?\b{_RISES}\b{_TO}\s(?P<n>{NUMBER})"
        ),
        ("killed",),
        "total",
    ),
    (
        SentencePattern(
            rf"\b{_BRINGS}\b[^.;]{{0,40}}?\b{_DEAD_NUMBER}\b(?:(?<!killed)|(?!\sin\s(?-i:[A-Z])))(?:(?!\b(?:weeks?|months?|years?)\b)[^.;]){{0,60}}?\b(?:to|at|past|above)\s(?P<n>{NUMBER})"
        ),
        ("killed",),
        "total",
    ),
    # three more died in hospital, bringing the total to 12; 40 were found dead, making a total of 260
    (
        SentencePattern(
            rf"\b(?:killed|dead|died|deaths?|bod(?:y|ies)|fatalities|remains)\b(?:(?!\b{_OTHER_TOLL}\b)[^.;]){{0,120}}?\b(?:bring|rais|push|tak|mak)ing\s(?:the|a|its)\s"
            rf"(?:[\w-]+\s)?total\s(?:of|to)\s(?P<n>{NUMBER})(?!(?:\s[\w'’-]+){{0,3}}?\s{_OTHER_TOLL}\b)"
        ),
        ("killed",),
        "total",
    ),
    (
        SentencePattern(rf"\bdeath\stoll(?:\s(?:of|is|was|at|now)|:|(?!\s(?:19|20)\d\d\s[a-z]))\s(?P<n>{NUMBER})"),
        ("killed",),
        "total",
    ),
    (
        SentencePattern(rf"\b(?<!\bput\sthe\s)toll\b[^.;,]{{0,40}}?\sat\s(?P<n>{NUMBER})(?=[.,;]|$)"),
        ("killed",),
        "total",
    ),
    (
        SentencePattern(
            rf"\b{_HURT_NUMBER}\b(?:(?!\b(?:killed|dead|deaths|cases|magnitude)\b)[^.;]){{0,80}}?(?:\b{_RISES}\b{_TO}|\sat)\s(?P<n>{NUMBER})"
        ),
        ("injured",),
        "total",
    ),
    (
        SentencePattern(
            rf"\b(?:surpass(?:es|ed|ing)?|pass(?:es|ed)|exceed(?:s|ed)?|tops|topped|reach(?:es|ed))\s(?P<n>{NUMBER})"
            r"\s(?:(?:confirmed|total|official)\s)?(?:deaths|fatalities)\b"
        ),
        ("killed",),
        "total",
    ),
    (
        SentencePattern(
            rf"(?:\ban?\s|^|(?<=[:;.]\s))(?P<nth>{ORDINAL})\s(?:[\w-]+\s){{0,2}}?{PERSON}\b(?:,\saged\s[\w-]+,|,\s\d{{1,3}},)?(?:\s(?:has|was|also|later))*\s{DIE}\b"
        ),
        ("killed",),
        "total",
    ),
    # becoming the fifth aid worker killed in the attack
    (
        SentencePattern(
            rf"\bthe\s(?P<nth>{ORDINAL})\s(?:[\w-]+\s){{0,2}}?{PERSON}\s(?:to\s(?:be\s|have\s(?:been\s)?)?)?(?:{DEAD}|{DIE})\s(?:in|by|from|during|since)\sthe\s"
            r"(?:[\w'’-]+\s){0,3}?(?:attack|bombing|shooting|strike|raid|blast|blaze|inferno|explosion|fire|crash|accident|collapse|clash(?:es)?|protests?|unrest|flood(?:s|ing)?|"
            r"storm|earthquake|landslide|outbreak|ambush|incident|stampede|eruption|violence|fighting)\b"
        ),
        ("killed",),
        "total",
    ),
)
"""Pattern, what it counts, and the role of what it counts."""
