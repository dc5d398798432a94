"""The sentence patterns in which English tells of the hurt by what became of them: treated, in hospital, critical.

Group names as in `toll_grammar`.
"""

from __future__ import annotations

from lookfar.reports.numbers import NUMBER
from lookfar.reports.person_words import PERSON
from lookfar.reports.sentence_pattern import counting
from lookfar.reports.single_grammar import AGE, ENDS, HEADLINE, NAME, ON, ONE, PHRASE
from lookfar.reports.toll_words import ADV, ASIDE, BADLY, HURT, MID, OUT_OF

_ILLNESS = r"(?:cholera|measles|malaria|dengue|covid\S*|coronavirus|ebola|malnutrition|flu|influenza|hiv|cancer|symptoms|infections?|diarrho?ea|the\s(?:virus|disease))"
_HARM = r"(?:injur(?:y|ies)|wounds?|burns?|fractures?|cuts|bruises|lacerations|concussions?)"
_WITH = rf"(?:[\w-]+\s(?:and\s[\w-]+\s)?){{0,3}}?(?:{_HARM})"
_NOT_DEAD = r"(?!(?:[^.;]{0,40}\bdied\b))"
_WARD = (
    rf"(?:(?:(?:is|are|was|were|being|remains?|remained)\s(?:still\s|also\s|now\s|being\s|currently\s)*)"
    rf"(?:treated|receiving\s(?:medical\s)?(?:treatment|care)|undergoing\s(?:medical\s)?treatment|under\streatment|nursing\s{_WITH}|recovering\s(?:in\shospital|from\s{_WITH})|"
    r"in\s(?:(?:an?|the|intensive|serious|critical|stable)\s)?(?:[\w-]+\s){0,2}?(?:hospitals?|condition|care)|critical|"
    rf"admitted(?:\sto\s(?:[\w'’-]+\s){{0,4}}?[\w'’-]+)?\swith\s{_WITH}|fighting\sfor\s(?:their|his|her)\sli(?:ves|fe))|"
    rf"remain(?:s|ed)?\s(?:hospitali[sz]ed|critical)|"
    rf"(?:have\s|has\s|had\s)?(?:sustain(?:s|ed)?|suffer(?:s|ed)?|received|escaped\swith|survived\swith)\s{_WITH}|"
    r"(?:sought|needed|required|received)\s(?:medical|hospital)\s(?:attention|care|help|treatment|assistance)|"
    rf"admitted\swith\s{_WITH}|nursing\s{_WITH})(?!\s(?:for|with)\s(?:[\w-]+\s)?{_ILLNESS})\b"
)
"""A verb phrase that tells of people who were hurt and live."""
_ALONE = (
    rf"(?:(?:is|was|remains|remained)\s(?:still\s|also\s|now\s|being\s|currently\s)*(?:treated\sfor\s{_WITH}|nursing\s{_WITH}|recovering\sfrom\s{_WITH}|"
    rf"in\s(?:an?\s)?(?:critical|serious|stable)\scondition|in\shospital\s(?:with\s{_WITH}|after\sbeing\s(?:shot|stabbed|hit|attacked|beaten|struck|run\sover))|"
    rf"admitted(?:\sto\s(?:[\w'’-]+\s){{0,4}}?[\w'’-]+)?\swith\s{_WITH}|fighting\sfor\s(?:his|her)\slife)|"
    rf"(?:has\s|had\s)?(?:sustain(?:s|ed)|suffer(?:s|ed)|received|escaped\swith|survived\swith)\s{_WITH})(?!\s(?:for|with)\s(?:[\w-]+\s)?{_ILLNESS})\b"
)
"""The same of one person, who may be in hospital for many a reason."""


INJURIES = (
    # eight others are being treated for burns; five critical; a fourth hurt
    *counting(
        "injured",
        rf"(?P<n>{NUMBER}){OUT_OF}{MID}{ASIDE},?\s{_WARD}{_NOT_DEAD}",
        rf"(?P<n>{NUMBER})(?:\s(?:others|more|people|in))?\scritical(?:\scondition)?(?=[.,;]|$|\s(?:in|after|as|at)\b)",
        rf"(?P<n>{NUMBER})(?:\s(?:others|more|people))?\streated\s(?:at|in|for)\b(?!\s(?:[\w-]+\s)?{_ILLNESS})",
        rf"\btreat(?:s|ed|ing)\s(?P<n>{NUMBER})(?:\s[\w'’-]+){{1,3}}?\s(?:for|with)\s{_WITH}\b",
        rf"\b(?:left|leaves?|leaving)\s(?P<single>{ONE})\b{AGE}\s{BADLY}{HURT}\b",
        rf"\b(?:injures|injuring|wounds|wounding)\s(?P<single>(?:(?:his|her|their|its|another|the)\s)?{PHRASE}{{0,2}}?{PERSON}){ENDS}",
        rf"\ban?\s(?P<single>(?:second|third|fourth|fifth|sixth|seventh)(?:\s{PERSON})?)\b{AGE}\s(?:(?:is|was)\s)?{BADLY}{HURT}{ENDS}",
        rf"\ban?\s(?P<single>(?:second|third|fourth|fifth|sixth|seventh)(?:\s{PERSON})?)\b(?:,\s\d{{1,3}},)?\s{_ALONE}",
        rf"\b(?P<single>(?:an?|the)\s{PHRASE}{{0,4}}?{PERSON})\b{AGE}{ON}\s{_ALONE}{_NOT_DEAD}",
        rf"(?:,|\sand|\swhile)\s(?P<single>(?:his|her|their|its|the|an?)\s{PHRASE}{{0,2}}?{PERSON})\s(?:(?:is|was)\s)?{BADLY}(?!hospitali|treated|admitted|taken){HURT}{ENDS}",
        rf"(?P<single>{NAME}),\s(?:aged\s)?\d{{1,3}},\s[^.;]{{0,120}}?{_ALONE}{_NOT_DEAD}",
        rf"{HEADLINE}(?P<single>{PHRASE}{{0,3}}?{PERSON})\s(?:is\s)?(?:critical|in\scritical\scondition)(?=[.,;]|$|\s(?:in|after|as|at)\b)",
        rf"\b(?P<single>another|one\smore|one\sother)(?:\sperson)?\s{ADV}\s?{_WARD}",
    ),
)
"""Pattern, what it counts, and the role of what it counts."""
