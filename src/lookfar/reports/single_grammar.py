"""The sentence patterns in which English tells of one dead or injured person, and of one person and others.

Group names: `single...` one person, `pair` two, `plusone` one person (or a couple) and the count at the end of the words.
"""

from __future__ import annotations

from lookfar.reports.numbers import NUMBER, ORDINAL
from lookfar.reports.person_words import PERSON
from lookfar.reports.sentence_pattern import counting
from lookfar.reports.toll_words import ADV, BADLY, BE, DEAD, DIE, HURT, HURTS, KILLS, MID

STARTS = r"(?:^|(?<=[.;:!?]\s)|(?<=\sand\s)|(?<=\swhen\s)|(?<=\sthat\s)|(?<=\sas\s))"
HEADLINE = r"(?:^|(?<=[.;:!?]\s))"
AGE = r"(?:,\s(?:aged\s)?[\w-]{1,12}(?:\syears\sold)?,|,\saged\s\w+|\s\(\d{1,3}\))?"
NAME = r"(?-i:[A-Z])[\w'’-]+(?:\s(?:(?:al|bin|de|von|van|el|abu)\s)?(?-i:[A-Z])[\w'’.-]+){1,4}"
_CLAUSE = r"(?:that|which|who|after|before(?!\sbeing)|when|while|because|but|and(?!\s(?:is|was|then|later|has\sbeen))|sa(?:id(?!\sto)|ys)|told|tells|they)"
_BADLY = r"(?!admitted|taken|rushed|sent|brought|flown|airlifted)" + BADLY
ON = rf"(?:\s(?!{_CLAUSE}\b)[\w'’-]+){{0,6}}?"
_PREPOSITION = r"(?:in|at|on|near|by|during|after|before|as|when|while|with|from|to|of|for|that|who|which|and|or|than|no|not|every|each|any|all|but|his|her|its|their|as\swell)"
PHRASE = rf"(?:(?!(?:{_PREPOSITION}|an?|the|{NUMBER}(?!\syear))\b)[\w'’-]+\s)"
BARE = rf"(?:(?!{ORDINAL}\b){PHRASE})"
ONE = rf"(?:an?|the|his|her|its)\s{PHRASE}{{0,4}}?(?:[\w-]+\sand\s)?{PERSON}"
ENDS = (
    r"(?=\s(?:in|by|near|at|on|as|after|when|during|outside|inside|while|over|and|amid|along|with|from|for|before|"
    r"following|under|off|behind|despite|says?|police|today|yesterday|this|last)\b|\s?[.,;:–—]|\s-|$)"
)
"""What may follow a bare participle or an object without an article; another object would make it an active verb."""
_YEARS = r"(?:\d{1,3}|[a-z]{3,9}(?:-[a-z]{3,5})?)"
_NATURAL = r"(?!\s(?:peacefully|aged?\s[6-9]\d|at\s(?:the\sage\sof\s)?[6-9]\d|at\s1\d\d|of\s(?:old\sage|natural\scauses)|(?:of|from|after|following)\s(?:an?\s|his\s|her\s)?(?:[\w-]+\s){0,3}?(?:cancer|heart|stroke|illness|leuk\w+|pneumonia|diabetes|alzheimer\S*|dementia)\b(?![^.;]{0,40}\b(?:during|amid|while)\b)))"
NOT_HURT = (
    rf"(?:(?=\sand\s(?:injured|wounded|hurt)\s(?:{NUMBER}|an?\b|another|others|several|the|his|her|their))|"
    rf"(?!(?:\s[\w'’-]+){{0,4}}\s(?:{BE}\s)?{ADV}\s?(?:injured|wounded|hurt|missing|arrested|captured|detained)\b))"
)
"""What is killed is not what is hurt behind it, unless the killer hurts others too."""
_OTHERS = r"(?=\sothers?\b)"
_AND_SOME = rf"\sand\s(?:(?:his|her|their|its)\s)?{NUMBER}"
_SOME = rf"{NAME}{AGE}\sand\s(?:(?:his|her)\s{NUMBER}|{NUMBER}{_OTHERS})"
_SOME_KILLED = rf"(?:(?:a\scouple|{ONE}){_AND_SOME}|(?:the\s|its\s)?{PHRASE}{{0,6}}?(?-i:[A-Z])[\w'’-]+{AGE}\sand\s{NUMBER}{_OTHERS})"


_CLAUSE_BETWEEN = r",\swho\s(?!(?:said|told|also)\b)[^,.;]{3,80},"
_ALSO = rf"(?:\sand\s(?:[\w-]+\s){{0,2}}?{PERSON})?"
NAMED = r"(?:\s(?-i:[A-Z])[\w'’.-]+){0,4}"

GROUPS = (
    # a couple and their four children are killed; Major Sharma and two others are injured
    *counting(
        "killed",
        rf"{STARTS}(?P<plusone>{_SOME}){MID},?\s(?:{BE}{ADV}\s(?:{DEAD}|{DIE})|(?:have\s|had\s)?{ADV}\s?{DIE})\b",
        rf"\b{KILLS}\s(?P<plusone>{_SOME_KILLED}){NOT_HURT}",
    ),
    *counting(
        "injured",
        rf"{STARTS}(?P<plusone>{_SOME}){MID},?\s{BE}{ADV}\s{_BADLY}{HURT}\b",
        rf"\b{HURTS}\s(?P<plusone>{_SOME_KILLED})",
    ),
)
"""Pattern, what it counts, and the role of what it counts, as in `toll_grammar`."""

SINGLES = (
    # a soldier is killed; kills a police officer; Man, 34, stabbed to death; Anna Kowalska, 61, was injured
    *counting(
        "killed",
        rf"\b(?P<single>(?:an?|the)\s{PHRASE}{{0,4}}?{PERSON})\b{_ALSO}(?:{_CLAUSE_BETWEEN}|{AGE}{ON})\s(?:{BE}{ADV}\s{DEAD}|(?:has\s|had\s)?{DIE}\b{_NATURAL})\b",
        rf"\b(?P<single>an?\s{PHRASE}{{0,4}}?{PERSON})\b[^.;]{{0,160}}?\bbefore\s(?:(?:(?:him|her)self\s)?being|s?he\s(?:is|was|dies))\s(?:\w+\s)?{DEAD}\b",
        rf"\b{KILLS}\s(?P<single>{ONE})\b",
        rf"{HEADLINE}(?P<single>{BARE}{{0,3}}?{PERSON}){_ALSO}{AGE}(?:\s(?:is|was|found|reported|confirmed|feared))?\s(?:{DEAD}{ENDS}|{DIE}\b{_NATURAL})",
        rf"{HEADLINE}(?P<single>{BARE}{{0,4}}?{PERSON}{NAMED}){AGE}(?:\s(?:is|was|has\sbeen))?\s(?!executed|hanged){DEAD}{ENDS}",
        rf"\b{KILLS}\s(?P<single>{PHRASE}{{0,3}}?{PERSON}){ENDS}",
        rf"(?P<single>{NAME}),\s(?:aged\s)?\d{{1,3}},\s(?:from\s[^,.;]{{1,30}},\s)?(?:(?:is|was|has\sbeen|had\sbeen){ADV}\s(?!executed|hanged){DEAD}|die[sd]\s(?:of|from)\s(?:[\w-]+\s){{0,3}}?(?:injuries|wounds))\b",
        rf"\bstab(?:s|bed)?\s(?P<single>{PHRASE}{{0,2}}?{PERSON})\sto\sdeath\b",
        rf"\b(?P<single>(?:his|her|its|their)\s{PHRASE}{{0,2}}?{PERSON})\b(?:{_CLAUSE_BETWEEN}|{AGE})\s(?:(?:is|was|has\sbeen){ADV}\s{DEAD}|(?:also\s|later\s)?{DIE}\b{_NATURAL})",
        rf"\b(?:an?|the)\s(?P<single>{_YEARS}-year-old)\b{AGE}\s(?:from\s[\w-]+\s)?(?:{BE}{ADV}\s{DEAD}|(?:has\s|had\s)?{DIE}\b{_NATURAL})",
        rf"{HEADLINE}(?P<single>(?:[\w-]+\s){{0,2}}?{_YEARS}-year-old)\s(?:(?:is|was|found)\s)?(?:{DEAD}{ENDS}|{DIE}\b{_NATURAL})",
        rf"\b{KILLS}\s(?P<single>(?:an?\s|the\s|his\s|her\s)?{_YEARS}-year-old)\b",
        rf"\b{KILLS}\s(?P<single>(?:an?|the|his|her|its)\s(?:(?!(?:and|of|in|at|by|with)\b)[\w-]+\s){{0,4}}?[\w-]+),?\s(?:aged\s)?\d{{1,3}}(?=[.,;)]|$)",
        rf"\b(?:left|leaves?|leaving)\s(?P<single>(?:{ONE}|(?:an?\s)?{_YEARS}-year-old|{BARE}{{0,3}}?{PERSON}))\b{AGE}{ON}\s{DEAD}\b",
        rf"\b(?:finds?|found|recover(?:s|ed)?|discover(?:s|ed)?|retriev(?:es|ed))\sthe\s(?:body|remains)\sof\s(?P<single>{ONE})\b",
    ),
    *counting(
        "injured",
        rf"\b(?P<single>(?:an?|the(?!\spatient)|another)\s{PHRASE}{{0,4}}?{PERSON})\b{AGE}{ON}\s{BE}{ADV}\s{_BADLY}{HURT}\b",
        rf"\b(?:injures|injuring|wounds|wounding)\s(?P<single>an?(?:other)?\s(?:[\w'’-]+\s){{0,4}}?{PERSON})\b",
        rf"{HEADLINE}(?P<single>{BARE}{{0,4}}?{PERSON}{NAMED}){AGE}(?:\s(?:is|was|has\sbeen))?\s(?!hospitali){_BADLY}{HURT}{ENDS}",
        rf"(?P<single>{NAME}),\s(?:aged\s)?\d{{1,3}},\s(?:from\s[^,.;]{{1,30}},\s)?(?:is|was|has\sbeen|had\sbeen){ADV}\s{HURT}\b",
    ),
)
"""The same for one person."""
