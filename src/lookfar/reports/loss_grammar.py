"""The sentence patterns in which English tells of arrested, abducted, missing and displaced people."""

from __future__ import annotations

from lookfar.reports.numbers import NUMBER
from lookfar.reports.sentence_pattern import Counting, counting

_BE = r"(?:is|are|was|were|be|been|being|has\sbeen|have\sbeen|had\sbeen)"
_STILL = r"(?:\s(?:also|now|still|reportedly|later|either|all|reported|feared|listed|believed|thought|to\sbe|as|currently|since|left))*"
_CLAUSE = r"(?:that|which|who|after|when|while|because|but|killing|injuring|killed|injured|wounded|dead|died|leaving|leaves?|left)"
_MID = rf"(?:\s(?!{_CLAUSE}\b)[\w'’-]+,?){{0,8}}?"
_NOUNS = r"(?:\s(?!(?:that|which|who|after|when|while|because|but|is|are|was|were|in|at|on|near|as|by|with)\b)[\w'’-]+){0,5}?"
_TOTAL = r"(?:a\stotal\sof\s|another\s|an\sestimated\s)?"
_ONE = r"(?:an?|the|its|his|her)\s(?:[\w'’-]+\s){0,4}?"

_ARRESTED = r"(?:arrested|detained|apprehended|rounded\sup|taken\sinto\scustody|imprisoned|jailed)"
_ARREST = r"(?:arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|apprehend(?:s|ed|ing)?|round(?:s|ed|ing)?\sup|imprison(?:s|ed|ing)?)"
_ABDUCTED = r"(?:abducted|kidnapped|taken\shostage|seized\sas\shostages|held\shostage|taken\scaptive)"
_ABDUCT = r"(?:abduct(?:s|ed|ing)?|kidnap(?:s|ped|ping)?)"
_GONE = r"(?:missing|unaccounted\sfor)"
_DISPLACED = r"(?:displaced|homeless|uprooted|forced\s(?:from|to\s(?:flee|leave)|out\sof)|driven\sfrom)"
_FLEE = r"(?:fle(?:e|es|d|eing)\stheir|have\sfled|has\sfled|had\sfled|fled\s(?:to|from|across|as|into|the))"
_HOME = r"(?:from|to\sflee|to\sleave|out\sof|to\sabandon)"
_SINGLE = (
    r"(?:person|man|woman|boy|girl|child|teenager|student|journalist|reporter|priest|activist|protester|soldier|officer|"
    r"politician|lawyer|doctor|nurse|teacher|suspect|leader|member|worker|engineer|businessman|tourist|lawmaker|minister|"
    r"president|mayor|blogger|critic|opponent|editor|bishop|imam|cleric|official|gunman|attacker|driver|citizen|national)"
)
_ACTIVE = rf"(?!\s(?:{NUMBER}|an?\s|the\s|his\s|her\s|their\s|people\b))"


PATTERNS: tuple[Counting, ...] = (
    *counting(
        "arrested",
        rf"\b{_ARREST}\s{_TOTAL}(?P<n>{NUMBER})",
        rf"(?P<n>{NUMBER}){_MID},?\s{_BE}{_STILL}\s{_ARRESTED}\b",
        rf"(?P<n>{NUMBER}){_NOUNS}\s{_ARRESTED}\b{_ACTIVE}",
        rf"(?P<n>{NUMBER})\s(?:[\w-]+\s)?(?:arrests|detentions)\b",
        rf"\b{_ARREST}\s(?P<single>{_ONE}{_SINGLE})\b",
        rf"\b(?P<single>an?\s(?:[\w'’-]+\s){{0,4}}?{_SINGLE})\b(?:\s(?!{_CLAUSE}\b)[\w'’-]+){{0,6}}?\s(?:{_BE}{_STILL}|and\swas)\s{_ARRESTED}\b",
    ),
    *counting(
        "abducted",
        rf"\b{_ABDUCT}\s{_TOTAL}(?P<n>{NUMBER})",
        rf"\b(?:takes?|taking|took|holds?|holding|held|seizes?|seizing|seized)\s{_TOTAL}(?P<n>{NUMBER}){_NOUNS}\s(?:hostage|hostages|captive)\b",
        rf"(?P<n>{NUMBER}){_MID},?\s(?:who\s)?{_BE}{_STILL}\s{_ABDUCTED}\b",
        rf"(?P<n>{NUMBER}){_NOUNS}\swho\s{_BE}\s{_ABDUCTED}\b",
        rf"(?P<n>{NUMBER}){_NOUNS}\s{_ABDUCTED}\b{_ACTIVE}",
        rf"\b{_ABDUCT}\s(?P<single>{_ONE}{_SINGLE})\b",
        rf"\b(?P<single>an?\s(?:[\w'’-]+\s){{0,4}}?{_SINGLE})\b(?:\s(?!{_CLAUSE}\b)[\w'’-]+){{0,6}}?\s{_BE}{_STILL}\s{_ABDUCTED}\b",
    ),
    *counting(
        "missing",
        r"\b(?P<none>(?:no\s?one|nobody)\s(?:is|was|remains)\s(?:still\s)?missing|all\sthe\smissing\s(?:were|are|have\sbeen)\s(?:now\s)?found)\b",
        rf"(?P<n>{NUMBER}){_MID},?\s(?:{_BE}|remains?|remained|went|go|goes|gone){_STILL}\s{_GONE}\b",
        rf"(?P<n>{NUMBER}){_NOUNS}{_STILL}\s{_GONE}\b",
    ),
    *counting(
        "displaced",
        rf"\bdisplac(?:es?|ed|ing)\s{_TOTAL}(?P<n>{NUMBER})(?!\s(?:tonnes|tons))",
        rf"\b(?:forc|driv|uproot)(?:es?|ed|ing|s)\s{_TOTAL}(?P<n>{NUMBER}){_NOUNS}\s{_HOME}\b",
        rf"\bdrove\s{_TOTAL}(?P<n>{NUMBER}){_NOUNS}\s{_HOME}\b",
        rf"(?P<n>{NUMBER}){_MID},?\s{_BE}{_STILL}\s{_DISPLACED}\b",
        rf"(?P<n>{NUMBER}){_NOUNS}\s(?:displaced|homeless)\b{_ACTIVE}",
        rf"(?P<n>{NUMBER}){_NOUNS}\s{_FLEE}\b",
    ),
)
"""Pattern, what it counts, and the role of what it counts, as in `toll_grammar`."""
