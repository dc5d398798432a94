"""Counts that are not of the event told: of other years and attacks, of courts and films, feared or threatened only."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum

from lookfar.formats.sentences import sentence_starts
from lookfar.reports.background import is_long_gone, is_sum_over_time
from lookfar.reports.long_past import is_long_past
from lookfar.reports.period_tolls import is_dated_before, is_of_period
from lookfar.reports.untrue import is_denied, is_tale

REACH = 240
"""Characters on either side of a count that are looked at."""


class Standing(StrEnum):
    """Whether a count is of the event that a text tells of."""

    OF_THE_EVENT = "of_the_event"
    EARLIER = "earlier"
    """Of something before, likely: it counts only when the text has no other count."""
    ELSEWHERE = "elsewhere"
    """Of another event, or of nothing that happened: it never counts."""


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_EVENT = (
    r"(?:attacks?|bombings?|massacres?|shootings?|war|earthquake|tsunami|crash|disaster|coup|riots?|uprising|genocide|siege|"
    r"famine|floods?|fire|explosion|killings?|murders?|revolution|protests?|assassination|eruption|hurricane|cyclone|typhoon|"
    r"collapse|sinking|accident|incident|outbreak|pandemic|epidemic|invasion|clashes|battle|crackdown)"
)
_REMEMBERED = _p(
    r"\b(?:anniversar\w+|commemorat(?:es?|ed|ing)|memorial|years?\s(?:after|since)|victims\sof)\b[^.;]{0,120}?"
    r"\b(?:that|which|who|of|where|when|after|since)\b[^.;,]{0,60}$|"
    r"\bsimulat\w+\b[^.;]{0,60}$"
)
_COURT = _p(
    r"\b(?:sentenc\w+|convict\w+|acquitt\w+|(?:found|pleads?|pleaded)\s(?:not\s)?guilty|(?:on|goes\son|stands)\strial|extradit\w+|"
    r"life\s(?:in\sprison|imprisonment)|jail(?:s|ed)|inquiry\sinto)\b[^.;]{0,100}\b(?:of|for|over|in|who|that)\b[^.;]{0,60}$"
)
_BACK = _p(
    rf"\b(?:the|an?|his|her|its|their)\s(?P<year>{_YEAR})\s(?:[\w'’-]+\s){{0,5}}?{_EVENT}\b[^.;]{{0,40}}?\b(?:that|which|where|when|who|in\swhich)\b[^.;]{{0,60}}$"
)
_YEAR_WHEN = _p(rf"\b(?P<year>{_YEAR}),?\s(?:in\swhich|when|which|that|where)\b[^.;]{{0,60}}$")
"""The year of what killed: "the outbreak of 1995, in which"."""
_SUPERLATIVE = _p(
    r"\b(?:deadliest|worst|first|biggest|largest|highest|bloodiest|most\s\w+)\b[^.;]{0,90}\bsince\b"
    rf"[^.;,]{{0,60}}\b(?:{_YEAR}|{_EVENT}|when)\b[^.;,]{{0,40}}(?:,\swhen\b[^.;,]{{0,30}})?$"
)
_YEAR_BEFORE = _p(rf"(?:^|[.;]\s|,\s)(?:back\s)?in\s(?:\w+\s)?(?P<year>{_YEAR}),?\s[^.;]{{0,50}}$")
_YEAR_AFTER = _p(
    rf"^(?:(?!\b(?:since|worst|deadliest|first)\b|,\s(?:where|whose)\b)[^.;]){{0,60}}?\b(?:in|(?:between|from)(?=\s(?:\w+\s)?{_YEAR}\s(?:and|to|until)\b))\s(?:[A-Z][a-z]+\s)?(?P<year>{_YEAR})\b"
)
_WORST = _p(r"\b(?:worst|deadliest|first|largest|biggest|highest|most|bloodiest)\b")
_SINCE_YEAR = _p(rf"^(?P<between>[^.;,]{{0,60}}?)\bsince\s(?:[\w'’-]+\s){{0,10}}?(?P<year>{_YEAR})\b")
_SUMS = _p(r"\b(?:has|have|had|toll|total|deaths|fatalities)\b[^.;,]{0,60}$")
"""Behind it "since" sums up; what killed, in the simple past, did so on a day: "killed 12 where war has raged since 2012"."""
_OF_WHAT = _p(r"\b(?:who|which|that|where|when|under|at\swar)\b")
_OTHER_YEAR_AFTER = _p(rf"^[^.;]{{0,30}}?\bin\sthe\s(?P<year>{_YEAR})\s(?:[\w'’-]+\s){{0,4}}?{_EVENT}\b")
_RELATIVE = _p(r"\b(?:who|which|that|when|where)\b[^.;,]{0,60}$")
_AGO = _p(
    r"^[^.;,]{0,70}?\b(?:last\s(?:week|month|year|summer|winter|spring|autumn)|earlier\s(?:this|that|in\sthe)\s(?:week|month|year)|"
    r"(?:days|weeks|months|years)\s(?:ago|earlier|before))\b"
)
_BEFORE_IT = _p(
    r"\b(?:the|an?)\s(?:first|earlier|previous|prior)\s[\w-]+\s(?:had\s|has\s)?(?:killed|left|claimed|injured)\b[^.;]{0,20}$|"
    r"\bafter\b[^.;,]{0,80}\b(?:days|weeks|months|years)\s(?:ago|earlier|before)\b[^.;]{0,20}$|"
    r"\b(?:an?|one|two|three|four|five|six|seven|ten|\d+|several)\s(?:days?|weeks?|months?|years?)\safter\b[^.;,]{0,30}$|"
    r"\b(?:retaliation|revenge|response)\s(?:for|to)\b[^.;]{0,60}$|\b(?:accus|suspect)ed\sof\b[^.;]{0,40}$"
)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_SOME_TIME = r"(?:an?|one|two|three|four|five|six|seven|ten|\d+|several|a\sfew)\s(?:days?|weeks?|fortnights?|months?|years?|decades?)"
_FRONT = r"(?:^|[.;:]\s|,\s)(?:and\s|but\s)?"
_GONE_BY = _p(
    rf"{_FRONT}(?:back\s)?in\s(?:early\s|mid-?|late\s)?{_MONTH}(?:\sof\slast\syear)?,?\s[^.;]{{0,60}}$|"
    rf"{_FRONT}(?:only\s|just\s|about\s)?{_SOME_TIME}\s(?:earlier|before|ago|previously)\b[^.;]{{0,60}}$|"
    rf"{_FRONT}(?:last\s(?:week|month|year|summer|winter|spring|autumn)|earlier\s(?:this|last)\s(?:week|month|year))\b[^.;]{{0,60}}$|"
    rf"\b(?:an?|the)\s(?:similar|previous|earlier|prior)\s(?:\w+\s)?{_EVENT}\b[^.;,]{{0,40}}$"
)
"""What stands before a count of something before: a month or a time gone by at the front, an event like this one."""
_OF_YEAR = _p(
    rf"\b(?:an?|the|another)\s(?:[\w'’-]+\s){{0,4}}?{_EVENT}\s(?:[^.;,]{{0,40}}\s)?in\s(?:{_MONTH}\s)?(?P<year>{_YEAR})\b[^.;]{{0,40}}$|"
    rf"\b(?:an?|the)\s(?P<named>{_YEAR})\s(?:[\w'’-]+\s){{0,3}}?{_EVENT}\s(?:(?!and\b)[\w'’-]+\s){{0,5}}$"
)
"""An event of a year: "an accident in 2021 killed", "the 2019 floods killed"."""
_SINCE_FRONT = _p(
    r"(?:^|[.;:]\s)since\s(?!(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|then|dawn|yesterday|last\snight|early|this)\b)"
    rf"[^.;,]{{2,70}}?(?:\b(?P<year>{_YEAR}))?,\s[^.;]{{0,80}}$"
)
"""A long time that a sum is of: "since January, fighting has left"."""
_BESIDE_IT = _p(
    r"(?:^|[.;:]\s)(?:(?:also\s)?(?:on\s)?the\ssame\s(?:day|night|morning|afternoon|evening|week)|separately|elsewhere|meanwhile\sin|"
    r"in\s(?:an?other|a\s(?:separate|different))\s(?:[\w-]+\s){0,2}?(?:incident|attack|accident|crash|raid|strike|clash|shooting|blast|explosion|case|ambush)|"
    r"neighbou?ring\s\w+)\b[^.;]{0,90}$"
)
"""Another event or country, told of after the first."""
_AT_FIRST = _p(
    r"\b(?:initial|early|earlier|previous|preliminary|original)\s(?:[\w-]+\s)?(?:reports?|counts?|tolls?|estimates?|figures?|accounts?|statements?|number)\b[^.;]{0,50}$|"
    r"\b(?:initially|at\sfirst|first|originally|earlier|previously)\s(?:had\s)?(?:said|spoke|put|thought|believed|estimated|claimed|gave|announced)\b[^.;,]{0,50}$|"
    r"\b(?:up|down|revised|corrected|lowered)\sfrom\s(?:an?\s|the\s)?(?:[\w-]+\s){0,3}?$"
)
"""What was said before more was known."""
_PRESUMED = _p(r"\b(?:presumed|feared)\b")
_PAST_FRONT = _p(
    rf"(?:back\sin|in)\s(?:early\s|mid-?|late\s)?{_MONTH}\b|(?:only\s|just\s|about\s)?{_SOME_TIME}\s(?:earlier|before|ago|previously)\b|"
    r"earlier\s(?:this|last)\s(?:week|month|year)\b"
)
_LIKEWISE = _p(
    rf"^[^.;]{{0,60}}?\b(?:(?:in|by)\san?\s(?:similar|previous|earlier|prior)\s(?:[\w-]+\s){{0,2}}?(?:{_EVENT}|blast|strike|raid)|"
    r"(?:on|in|at)\sthe\ssame\s(?:road|route|river|stretch|highway|lake|line|bridge|spot))\b"
)
_MODAL_BEFORE = _p(
    r"\b(?:could|might|may|would|can|if|unless)\s(?!have\b|be\samong)[^.;,)]{0,50}$|"
    r"\b(?:threaten\w*|plot(?:s|ted|ting)?|plan(?:s|ned|ning)?|vow(?:s|ed)?|order(?:s|ed)?|attempt(?:s|ed|ing)?|tr(?:y|ies|ied|ying)|"
    r"want(?:s|ed)?|intend\w*|hop(?:e|es|ed|ing)|conspir\w+|wish\w*|enough|expected|predicted|forecast|likely|risk(?:s|ed)?|"
    r"conspiracy|capable\sof)\b[^.;,]{0,30}\b(?:to\s\w+|of\s\w+ing)(?:\sto\sdeath|\sdead)?(?:\s(?:up\sto|at\sleast))?\s?$"
)
_MODAL_AFTER = _p(r"^[^.;,]{0,40}?\b(?:could|might|would|may)\s(?!have\b)(?:be\s|die|perish|lose)")
_WORLD = _p(r"\b(?:world-?wide|global(?:ly)?|around\sthe\sworld|in\sthe\sworld)\b")
_WIDER_BEFORE = _p(
    r"\b(?:nation-?wide|country-?wide|state-?wide|world-?wide|global|national|country['’]s|nation['’]s|overall)\b[^.;]{0,60}$"
)
_WIDER_AFTER = _p(
    r"^[^.;]{0,90}?\b(?:nation-?wide|country-?wide|state-?wide|world-?wide|globally|in\sthe\scountry|since\sthe\s(?:start|beginning|outbreak))\b"
)


def standing(text: str, start: int, end: int, year: int | None = None) -> Standing:
    """How the count at `start:end` stands to the event; `year` of the report, None when unknown."""
    before, after = _around(text, start, end)
    if _MODAL_BEFORE.search(before) or _MODAL_AFTER.search(after):
        return Standing.ELSEWHERE
    if is_tale(before) or is_denied(before, after):
        return Standing.ELSEWHERE
    if is_long_past(before, after) or is_of_period(before, after) or is_dated_before(before, after, year):
        return Standing.ELSEWHERE
    behind = _is_behind_lead(text, start)
    if behind and is_long_gone(before, after, year):
        return Standing.EARLIER if year is None else Standing.ELSEWHERE
    if _SUPERLATIVE.search(before) or _REMEMBERED.search(before) or _recalled(after):
        return Standing.ELSEWHERE
    dated = _of_another_year(before, text[start:end], after, year)
    if dated is not None:
        return dated
    if _COURT.search(before):
        return Standing.ELSEWHERE
    if _BESIDE_IT.search(before) or _AT_FIRST.search(before) or _PRESUMED.search(text, start, end):
        return Standing.EARLIER
    if _AGO.search(after) or _BEFORE_IT.search(before) or _GONE_BY.search(before) or _LIKEWISE.search(after):
        return Standing.EARLIER
    return Standing.EARLIER if behind and is_sum_over_time(before, after) else Standing.OF_THE_EVENT


def _of_another_year(before: str, inner: str, after: str, year: int | None) -> Standing | None:
    """How a count stands by the year that its clause tells; None when that is the report's, or none is told. `inner`: its own words."""
    unsure = Standing.EARLIER if year is None else Standing.ELSEWHERE
    back = _BACK.search(before) or _YEAR_WHEN.search(before)
    if back and int(back["year"]) != year:
        return Standing.ELSEWHERE
    if _sums_since_another_year(before + inner, after, year):
        return unsure
    if _SINCE_FRONT.search(before):
        return Standing.EARLIER
    of_year = _OF_YEAR.search(before)
    if of_year and int(of_year["year"] or of_year["named"]) != year:
        return unsure
    dated = _YEAR_AFTER.search(after) or _YEAR_BEFORE.search(before) or _OTHER_YEAR_AFTER.search(after)
    if dated and int(dated["year"]) != year:
        return Standing.ELSEWHERE if _COURT.search(before) or _RELATIVE.search(before) else unsure
    return None


def _sums_since_another_year(counted: str, after: str, year: int | None) -> bool:
    """Whether dead "have been killed since 2014"; `counted`: the sentence up to and with the count."""
    since = _SINCE_YEAR.search(after)
    if since is None or int(since["year"]) == year or _WORST.search(after[: since.start("year")]):
        return False
    summed = _SUMS.search(f"{counted}{since['between']}")
    return summed is not None and _OF_WHAT.search(since["between"]) is None


def _is_behind_lead(text: str, start: int) -> bool:
    return bisect_right(sentence_starts(text), start) > 1


def is_of_before(sentence: str) -> bool:
    """Whether a sentence begins with a time gone by: "In January, ...", "A month earlier ..."."""
    return _PAST_FRONT.match(sentence) is not None


def is_worldwide(text: str, start: int, end: int) -> bool:
    """Whether a total is the whole world's, which is at no place."""
    before, after = _around(text, start, end)
    return bool(_WORLD.search(before[-60:]) or _WORLD.search(after[:90]))


def is_wider(text: str, start: int, end: int) -> bool:
    """Whether a total is a nation's or the world's, of all events of a kind, rather than of this one."""
    before, after = _around(text, start, end)
    return bool(_WIDER_BEFORE.search(before) or _WIDER_AFTER.search(after))


def _recalled(after: str) -> bool:
    return bool(re.match(r"[^.;]{0,120}\b(?:recalled|remembered|commemorated)\b", after))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a count in its own sentence."""
    starts = sentence_starts(text)
    here = bisect_right(starts, start)
    stop = starts[here] if here < len(starts) else len(text)
    before = text[max(starts[here - 1], start - REACH) : start]
    return before, text[end : max(end, min(stop, end + REACH))].rstrip()
