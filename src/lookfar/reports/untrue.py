"""Counts of what did not happen as it is told: of films, books and museums, and those that are denied in the same sentence.

A denial of guilt is none of the dead: "denied that it carried out the attack that killed 12" leaves the 12.
"""

from __future__ import annotations

import re


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WORK = r"(?:film|movie|novel|book|documentary|(?:tv|television)\sseries|mini-?series|thriller|whodunn?it|memoir|biopic|opera|podcast|musical|video\sgame)"
_SHOWN = rf"(?:{_WORK}|museum|gallery|exhibition|exhibit|monument|mural|plaque|play|drama)"
_TELLS = (
    r"(?:(?:tells?|telling)\s(?:the\s)?(?:story|stories|tale|history)\sof|recalls?|recalling|recounts?|recounting|depicts?|depicting|honou?rs?|commemorates?|remembers?|remembering|"
    r"chronicles?|dramati[sz]es?|retells?|retelling)"
)
_STAFF = r"(?:directors?|guards?|owners?|curators?|staff|workers?|visitors?|officials?|heads?|spokes\w+|employees?|managers?|crews?|police|who|when|was|were)"
_NO_STAFF = rf"(?:(?!\b{_STAFF}\b)[^.;])"
_TALE = _p(
    rf"\b{_WORK}\s(?:about|based\son|set\sin|that\stells|which\stells|telling)\b(?:(?!\s(?:was|were|when|as|after|while)\s)[^.;]){{0,120}}$|"
    rf"\b(?:{_WORK}|play|drama),?\sin\swhich\b[^.;]{{0,80}}$|"
    rf"\b{_SHOWN}\b{_NO_STAFF}{{0,50}}\b(?:{_TELLS}|about)\b{_NO_STAFF}{{0,80}}\b(?:that|which|who|whom|when|where|of)\b[^.;]{{0,60}}$"
)
_TALE_TITLE = _p(
    rf"\b{_SHOWN}\s(?:(?!{_STAFF}\b)\w+\s){{0,3}}?(?:{_TELLS}|about|based\son)\b|\b(?:story|tale)\sof\sthe\s1[5-9]\d\d\b"
)

_DENY = r"(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|refut(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|contradict(?:s|ed|ing)?|disput(?:es?|ed|ing)|debunk(?:s|ed|ing)?)"
_WORD = r"(?:reports?|claims?|accounts?|rumou?rs?|allegations?|accusations?|suggestions?|statements?|assertions?|news|posts?)"
_KILLING = r"(?:killing|murdering|executing|massacring|beheading|slaughtering|shooting\sdead|injuring|wounding|abducting|arresting|detaining)"
_THAT = r"(?:that|of)"
_PLAINLY = (
    r"(?:(?!\b(?:that|which|who|where|when|after|in|responsib\w+|involv\w+|behind|role|carried|ordered|attack\w*|strik\w+|raid\w*|bomb\w*|"
    r"shell\w*|deliberate\w*|intention\w*|target\w*|its|his|their)\b)[^.;,])"
)
_DENIED = _p(
    rf"\bden(?:y|ies|ied|ying)\s(?:(?:ever|having|it\shad|it\shas)\s)?(?:killed|{_KILLING})\s(?:(?:at\sleast|more\sthan|up\sto)\s)?$|"
    rf"\b{_DENY}\s(?:[\w-]+\s){{0,3}}?{_WORD}\s(?:\w+\s){{0,5}}?{_THAT}\s{_PLAINLY}{{0,60}}$|"
    rf"\bden(?:y|ies|ied|ying)\sthat\s{_PLAINLY}{{0,60}}$|"
    rf"\b(?:no\struth\s(?:in|to)\s(?:[\w-]+\s){{0,3}}?|(?:false|fake|untrue|unfounded|baseless)\s){_WORD}\s(?:\w+\s){{0,5}}?{_THAT}\s{_PLAINLY}{{0,60}}$|"
    rf"\bfalsely\s(?:claim|report|said|assert)\w*\s(?:{_THAT}\s)?{_PLAINLY}{{0,60}}$"
)
_SAID_BEFORE = _p(rf"\b{_WORD}\s(?:\w+\s){{0,5}}?{_THAT}\s{_PLAINLY}{{0,60}}$")
_FALSE_AFTER = _p(
    r"^[^.;]{0,80}?\b(?:(?:is|are|was|were|as)\s(?:\w+\s)?(?:false|untrue|fake|unfounded|baseless|incorrect|fabricated|a\shoax)|"
    r"(?:was|were|is|are|has\sbeen|have\sbeen)\s(?:\w+\s)?(?:denied|rejected|refuted|debunked|dismissed))\b"
)


def is_tale(before: str) -> bool:
    """Whether the words before a count, of its sentence, are of a film, a book or a museum that tells of it."""
    return _TALE.search(before) is not None


def is_tale_title(title: str) -> bool:
    """Whether a title is of a work or a museum that tells of something; what its text counts is then of no event."""
    return _TALE_TITLE.search(title) is not None


def is_denied(before: str, after: str) -> bool:
    """Whether the sentence of a count says that it is not so; not that somebody else did it."""
    if _DENIED.search(before):
        return True
    return _FALSE_AFTER.match(after) is not None and _SAID_BEFORE.search(before) is not None
