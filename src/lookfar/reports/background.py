"""Sentences behind the lead that count the dead of other times: "A quake in 2015 killed 9,000", "in the past decade".

What is set aside in commas ("which rebels have held since 2014") and what an event is compared with ("the deadliest since
2014", "the worst in a decade") says nothing of when the count was made, and is not read.
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
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
_EVENT = (
    r"(?:quake|earthquake|blast|explosion|attack|bombing|raid|strikes?|storm|cyclone|hurricane|typhoon|floods?|fire|blaze|crash|collapse|landslide|"
    r"eruption|sinking|accident|outbreak|fighting|clashes|violence|unrest|protests|disaster|siege|offensive)"
)
_SUM = re.compile(
    r"\bsince\s(?!(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|then|dawn|yesterday|last\snight|early|late|midnight)\b|"
    rf"the\s(?:[\w-]+\s)?{_EVENT}\b)|"
    r"\b(?:so\sfar\s)?this\s(?:year|month|season)\b|\bby\ssome\s(?:estimates|counts)\b|\bto\sdate\b",
    re.IGNORECASE,
)
"""A longer time that is summed up, of this event or of many; not the time since this event."""
_ASIDE = re.compile(r",\s(?:which|who|whose|where|when)\b(?:[^,;]|(?<=\d),(?=\d))*,", re.IGNORECASE)
_ASIDE_AT_END = re.compile(r",\s(?:which|who|whose|where|when)\b.*$", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:worst|deadliest|bloodiest|first|biggest|largest|highest|heaviest|strongest|most\s\w+)\b[^.;,]{0,80}?\b"
    rf"(?:since\b[^.;,]*|(?:in|for|of|over)\s(?:the\s)?(?:[\w-]+\s){{0,3}}?{_SPAN}\b)",
    re.IGNORECASE,
)


def is_long_gone(before: str, after: str, year: int | None) -> bool:
    """Whether a count's sentence tells of another year than the report's `year`, of a time that is over or of what a year brings.

    `before` and `after`: what stands on either side of the count in its sentence.
    """
    own = _own(before, after)
    if _GONE.search(own):
        return True
    return any(int(found["year"]) != year for found in _YEAR.finditer(own))


def is_sum_over_time(before: str, after: str) -> bool:
    """Whether a count's sentence sums up a longer time: "since June", "this year"."""
    return _SUM.search(_own(before, after)) is not None


def _own(before: str, after: str) -> str:
    """The sentence around the count, without what is set aside in it and what the event is compared with."""
    ahead, behind = _ASIDE.sub(" ", before), _ASIDE_AT_END.sub("", _ASIDE.sub(" ", after))
    return f"{_COMPARED.sub(' ', ahead)}#{_COMPARED.sub(' ', behind)}".rstrip(" .")
