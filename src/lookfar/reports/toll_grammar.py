"""The sentence patterns in which English tells of killed and injured people.

Group names: `n...` a count, `single...` one person, `none...` nobody. Order matters: an earlier pattern
takes its words before a later one sees them.
"""

from __future__ import annotations

import re

from lookfar.reports.numbers import NUMBER, ORDINAL

_BE = r"(?:is|are|was|were|be|been|being|has\sbeen|have\sbeen|had\sbeen|get|got)"
_ADV = r"(?:\s(?:also|now|reportedly|believed|feared|confirmed|reported|later|either|all|allegedly|then|presumed|estimated|to\sbe|to\shave\sbeen|to\shave|said|thought|declared|found|left|known))*"
_DEAD = (
    r"(?:killed|dead|deceased|shot\sdead|shot\sto\sdeath|shot\sand\skilled|stabbed\sto\sdeath|beaten\sto\sdeath|"
    r"burned\sto\sdeath|burnt\sto\sdeath|crushed\sto\sdeath|trampled\sto\sdeath|murdered|slain|massacred|"
    r"assassinated|beheaded|executed|lynched|drowned|electrocuted|martyred)"
)
_DIE = r"(?:died|die|dies|drown|drowned|perish|perished|lose\stheir\slives|lost\stheir\slives|succumbed)"
_HURT = r"(?:injured|wounded|hurt|hospitali[sz]ed|maimed|treated\sfor\s(?:burns|injuries|wounds|smoke))"
_KILLS = (
    r"(?:kills?|killed|killing|murders?|murdering|massacres?|massacring|slays?|slaying|executes?|executing|"
    r"beheads?|beheading|assassinates?|assassinating|claims?\sthe\slives\sof|claimed\sthe\slives\sof|"
    r"claiming\sthe\slives\sof|claims|claiming|shoots?\sdead|shooting\sdead|cost(?:s|ing)?\sthe\slives\sof|"
    r"leaves?\sdead|lynch(?:es|ed|ing)?|hang(?:s|ed)|fatally\s(?:shoots?|shot|stabs?|stabbed|wounds?|wounded|injures?|injured)|shoots?\sand\skills?|caused?\sthe\sdeaths?\sof|causing\sthe\sdeaths?\sof|the\sdeaths?\sof|"
    r"(?:shot|stabbed|shoots?|stabs?)\sto\sdeath)"
)
_HURTS = r"(?:injures?|injuring|injured|wounds?|wounding|wounded|hurts?|hurting|hospitali[sz]es?|hospitali[sz]ing)"
_PERSON = (
    r"(?:person|man|woman|boy|girl|child|baby|toddler|teenager|teen|soldier|officer|policeman|policewoman|police\sofficer|"
    r"guard|journalist|reporter|cameraman|protester|protestor|demonstrator|civilian|worker|aid\sworker|firefighter|pilot|"
    r"driver|passenger|student|teacher|pupil|farmer|fisherman|tourist|priest|bishop|imam|cleric|doctor|nurse|patient|"
    r"militant|fighter|rebel|insurgent|gunman|commander|general|colonel|major|captain|lieutenant|sergeant|constable|marine|"
    r"sailor|trooper|deputy|mayor|governor|politician|lawmaker|candidate|councillor|councilor|minister|judge|lawyer|"
    r"activist|contractor|engineer|resident|villager|bystander|pedestrian|cyclist|inmate|prisoner|hostage|suspect|"
    r"attacker|bomber|assailant|victim|leader|member|national|citizen|paramedic|employee|miner|climber|hiker|swimmer|"
    r"diplomat|ambassador|businessman|peacekeeper|agent|youth|couple's|shopkeeper|trader|vendor|scientist|spy|blogger|rabbi|pastor|nun|policewoman|official|photographer|director|president|mother|father|son|daughter|brother|sister|wife|husband)"
)
_CLAIMANT = (
    r"(?:activists?|groups?|witnesses|residents|locals|rebels|(?:the\s)?opposition|monitors?|others|sources|media|militants|"
    r"insurgents|doctors?)"
)
"""Who may give a count of their own."""
_WORD = r"(?:[\w'’-]+(?:\.[\w'’-]+)*|(?:\w\.){1,4}|(?:st|mt|gen|lt|col|sgt|dr)\.)"
"""A word; a full stop ends it unless it is of an abbreviation."""
_MID = (
    rf"(?:\s(?!with\s{NUMBER}\b)(?!(?:that|which|who|after|when|while|because|and\sthen|but|killing|injuring|wounding|"
    r"killed|kills|kill|dead|died|die|dies|injured|wounded|is|are|was|were)\b)"
    rf"{_WORD},?){{0,9}}?"
)
"""Words of a noun phrase after a count, as few as will do, without a new clause."""
_NP = r"(?:\s(?!(?:that|which|who|after|when|while|because|but|and|is|are|was|were|in|at|on|near|as|by|with|during)\b)[\w'’-]+){0,6}?"
_ACTIVE = rf"(?!\s(?:{NUMBER}|an?\s|the\s|his\s|her\s|their\s|people\b|civilians\b))"
"""After a bare participle: an object would make it an active verb."""
_ANIMALS = (
    r"(?!\s(?:of\s)?(?:(?![\w'’-]*(?:s|people|men|women|children)\b|(?:and|in|at|on|by|with|near|from)\b)[\w'’-]+\s){0,3}?(?:ducks?|pigs?|birds?|whales?|dolphins?|fish|chickens?|cattle|cows?|animals?|dogs?|cats?|sheep|"
    r"elephants?|horses?|bees?|trees?|turtles?|livestock|poultry|penguins?|seals?|cranes|geese|swans|hens|goats|camels|deer|"
    r"reindeer|minks?|bats|rhinos|lions|tigers|bears|wolves|sharks|monkeys|kangaroos|koalas|salmon|pelicans|herons|storks|eagles|vultures|flamingos|gulls)\b)"
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
            rf"\ban?\s(?P<nth>{ORDINAL})\s(?:person|victim|patient|soldier|officer|civilian|protester|hostage|miner|worker|passenger|"
            rf"student|resident)\b(?:\s(?:has|was|also|later))*\s{_DIE}\b"
        ),
        ("killed",),
        "total",
    ),
    # rebels put the figure at twelve; witnesses speak of 17 bodies
    (
        _p(
            rf"\b(?:put(?:s|ting)?\sthe\s(?:figure|number|count|total|toll)(?:\sof\s(?:the\s)?(?:dead|deaths|killed))?\sat|{_CLAIMANT}(?:\s[\w'’-]+){{0,3}}?\s"
            r"(?:counts?|counted|says?|said|reports?|reported|claims?|claimed|speaks?\sof|spoke\sof|cites?|cited|gives?|gave|estimates?))\s"
            rf"(?:it\s(?:is|was)\s)?(?P<n>{NUMBER})(?=\s?(?:[.,;)]|$)|\s(?:dead|deaths|killed|bodies|fatalities)\b|\speople\s(?:died|were\skilled)\b)"
        ),
        ("killed",),
        "claim",
    ),
    (
        _p(
            r"\b(?P<none>no\s(?:\w+\s)?casualties|without\s(?:any\s)?casualties|(?:not|n't)\s(?:cause|report|result\sin|suffer)\s(?:any\s)?casualties|no\sdeaths\sor\sinjuries|no\sinjuries\sor\s(?:deaths|fatalities)|"
            rf"no\sone\s{_BE}{_ADV}\s(?:injured|hurt|killed)\sor\s(?:injured|hurt|killed)|neither\sdeaths\snor\sinjuries)\b"
        ),
        ("killed", "injured"),
        "plain",
    ),
    (
        _p(
            rf"\b(?P<none>no\s(?:[\w-]+\s){{0,2}}?(?:people|{_PERSON}s)\s{_BE}{_ADV}\s{_DEAD}|none\sof\s(?:the|them)(?:\s[\w-]+){{0,3}}?\s(?:{_BE}{_ADV}\s{_DEAD}|{_DIE})|"
            rf"no\s(?:reported\s|immediate\s)?(?:deaths|fatalities|loss\sof\slife)|(?:no\sone|nobody)\s(?:{_BE}{_ADV}\s{_DEAD}|{_DIE})|"
            r"without\sloss\sof\slife)\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b(?P<none>no\s(?:serious\s|reported\s|immediate\s)?injuries|(?:no\sone|nobody)\s{_BE}{_ADV}\s{_HURT}|no\sinjured)\b"
        ),
        ("injured",),
        "plain",
    ),
    # kills four soldiers and two civilians; killing five people and injuring nine others
    (
        _p(
            rf"\b{_KILLS}\s(?:an?\s(?:estimated|total\sof)\s|all\s(?:of\s)?(?:the\s|its\s|their\s)?)?(?P<n>{NUMBER})(?!\s(?:seats?|times|goals|hours|days|weeks|months|years)\b){_ANIMALS}"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b{_KILLS}\s(?:an?\s(?:estimated|total\sof)\s)?{NUMBER}(?:\s(?!(?:injur|wound|hurt|and|in|near|at)\w*)[\w'’-]+){{1,6}}(?:,\s|\sand\s|,\sand\s)"
            rf"(?P<nmore>{NUMBER})(?=\s(?!(?:injured|wounded|hurt|others?\s(?:injured|wounded|hurt|{_BE}))\b)[\w'’-]+)"
            rf"(?!(?:\s[\w'’-]+){{0,4}}\s(?:{_BE}\s)?{_ADV}\s?(?:injured|wounded|hurt|missing|arrested|captured)\b)"
        ),
        ("killed",),
        "more",
    ),
    (
        _p(
            rf"\b{_HURTS}\s(?:an?\s(?:estimated|total\sof)\s)?(?P<n>{NUMBER})(?!\s(?:seats?|times|goals|hours|days|weeks|months|years)\b)"
        ),
        ("injured",),
        "plain",
    ),
    # leaves 12 people dead and 30 injured
    (
        _p(
            rf"(?P<n>{NUMBER}){_ANIMALS}{_MID},?\s(?:{_BE}{_ADV}\s(?:{_DEAD}|{_DIE})|(?:have\s|has\s|had\s)?{_ADV}\s?{_DIE})\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"(?P<n>{NUMBER}){_ANIMALS}{_NP}\s(?:reported\s|confirmed\s|feared\s|found\s|left\s)?{_DEAD}\b{_ACTIVE}{_ANIMALS}"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(rf"(?P<n>{NUMBER})(?:\s[\w'’-]+)?\s(?:deaths|fatalities|bodies|lives\s{_BE}\slost)\b"),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b(?:stab(?:s|bed)?|beat(?:s|en)?|hack(?:s|ed)?|burn(?:s|ed|t)?|crush(?:es|ed)?|trampl(?:es|ed)|shoots?|shot)\s"
            rf"(?:(?P<n>{NUMBER})|(?P<single>(?:an?|the|his|her|its)\s(?:[\w'’-]+\s){{0,3}}?{_PERSON})){_NP}\s(?:to\sdeath|dead)\b"
        ),
        ("killed",),
        "plain",
    ),
    (_p(rf"\bbodies\sof\s(?:at\sleast\s)?(?P<n>{NUMBER})"), ("killed",), "plain"),
    (_p(rf"\b(?:deaths|fatalities)\s(?:of|at|to)\s(?P<n>{NUMBER})"), ("killed",), "plain"),
    (
        _p(
            rf"(?P<n>{NUMBER}){_MID},?\s{_BE}{_ADV}\s(?:(?:seriously|critically|slightly|severely|badly)\s)?{_HURT}\b"
        ),
        ("injured",),
        "plain",
    ),
    (
        _p(
            rf"(?P<n>{NUMBER}){_NP}\s(?:(?:seriously|critically|slightly|severely|badly|reported|left)\s)?{_HURT}\b{_ACTIVE}"
        ),
        ("injured",),
        "plain",
    ),
    (_p(rf"(?P<n>{NUMBER})(?:\s[\w'’-]+)?\s(?:injuries|wounds)\b"), ("injured",), "plain"),
    (
        _p(
            rf"\b(?P<singlemore>another|one\smore|one\sother)(?:\sperson)?\s(?:{_BE}{_ADV}\s{_DEAD}|(?:later\s|has\s)?{_DIE})\b"
        ),
        ("killed",),
        "more",
    ),
    (
        _p(rf"\b(?P<singlemore>another|one\smore|one\sother)(?:\sperson)?\s{_BE}{_ADV}\s{_HURT}\b"),
        ("injured",),
        "more",
    ),
    # a soldier is killed; kills a police officer
    (
        _p(
            rf"\b(?P<single>an?\s(?:[\w'’-]+\s){{0,4}}?{_PERSON})\b(?:\s(?!(?:that|which|who|after|when|while|because|but|and)\b)[\w'’-]+){{0,6}}?"
            rf"\s(?:{_BE}{_ADV}\s{_DEAD}|(?:has\s|had\s)?{_DIE})\b"
        ),
        ("killed",),
        "plain",
    ),
    (
        _p(rf"\b{_KILLS}\s(?P<single>(?:an?|the|its|his|her)\s(?:[\w'’-]+\s){{0,4}}?{_PERSON})\b"),
        ("killed",),
        "plain",
    ),
    (
        _p(
            rf"\b(?P<single>an?\s(?:[\w'’-]+\s){{0,4}}?{_PERSON})\b(?:\s(?!(?:that|which|who|after|when|while|because|but|and)\b)[\w'’-]+){{0,6}}?"
            rf"\s{_BE}{_ADV}\s(?:(?:seriously|critically|slightly)\s)?{_HURT}\b"
        ),
        ("injured",),
        "plain",
    ),
    (
        _p(
            rf"\b(?:injures|injuring|wounds|wounding)\s(?P<single>an?(?:other)?\s(?:[\w'’-]+\s){{0,4}}?{_PERSON})\b"
        ),
        ("injured",),
        "plain",
    ),
)
"""Pattern, what it counts, and the role of what it counts."""

PART_BEFORE = _p(
    r"\b(?:including|includes?|included|among\sthem|among\swhom|of\swhom|of\sthem|of\swhich|among\sthe\sdead(?:\s\w+)?|with)\s(?:\w+\s)?$"
)
PASSED_BEFORE = _p(r"\b(?:pass(?:es|ed)|exceed(?:s|ed)?|surpass(?:es|ed|ing)?|tops|topped|past|above)\s$")
MORE_BEFORE = _p(r"\b(?:another|additional|a\sfurther|further)\s$")
NOT_A_COUNT_BEFORE = _p(
    r"(?:\b(?:aged?|flight|number|no\.|room|boeing|airbus|route|highway|page|article|chapter|us\$|magnitude)\s?|[$£€#])$"
)
YEAR_BEFORE = _p(
    r"\b(?:in|since|of|year|until|from|by|before|after|during|as|the|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|\d{1,2},?)\s$"
)
