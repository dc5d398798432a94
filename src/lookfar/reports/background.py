"""Sentences behind the lead that count the dead of other times: "A quake in 2015 killed 9,000", "in the past decade"."""

from __future__ import annotations

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = re.compile(
    rf"(?<!\bbuilt\s)(?<!\bborn\s)(?<!\bopened\s)(?<!\bfounded\s)(?<!\bmade\s)(?<!\blaunched\s)(?<!\belected\s)"
    rf"\b(?:in|on|of|since|until|from|by|during|after|before|between|the|an?|early|late|mid)[\s-](?:the\s)?(?:early\s|late\s|mid-?)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?(?:{_MONTH}\s(?:\d{{1,2}},?\s)?)?(?P<year>1[5-9]\d\d|20\d\d)\b(?!\s(?:model|people|others))",
    re.IGNORECASE,
)
"""A year that something else happened in, not that of a bus's making."""
_SPAN = r"(?:years|decades?|months|centur(?:y|ies))"
_GONE = re.compile(
    rf"\blast\s(?:year|month|summer|winter|spring|autumn|fall|decade|century|{_MONTH})(?!\w)|"
    rf"\b(?:over|in|during|within|for|across)\s(?:the\s)?(?:past|last)\s(?:few\s|several\s|[\w-]+\s)?{_SPAN}\b|\bin\s(?:recent\syears|a\sdecade)\b|"
    r"\b(?:each|every|an?\saverage)\s(?:year|month)\b|\ba\s(?:year|month)$|\byears\sago\b",
    re.IGNORECASE,
)
"""Times that are over, and figures by the year."""
_SUM = re.compile(
    r"\bsince\s(?!(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|then|dawn|yesterday|last\snight|early|late|midnight)\b)|"
    r"\b(?:so\sfar\s)?this\s(?:year|month|season)\b|\bby\ssome\s(?:estimates|counts)\b|\bto\sdate\b",
    re.IGNORECASE,
)
"""A longer time that is summed up, of this event or of many."""


def is_long_gone(sentence: str, year: int | None) -> bool:
    """Whether a sentence tells of another year than the report's `year`, of a time that is over or of what a year brings."""
    if _GONE.search(sentence):
        return True
    return any(int(found["year"]) != year for found in _YEAR.finditer(sentence))


def is_sum_over_time(sentence: str) -> bool:
    """Whether a sentence sums up a longer time: "since June", "this year"."""
    return _SUM.search(sentence) is not None
