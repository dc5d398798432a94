"""Counts of the dead of a time far longer than an event, or of a date gone by: of forty years, of an organisation's history.

Such a sum is no toll of the day on which it is told. The time has to stand with the killing itself ("killed 800 in its 40-year
history"), not with a ferry in service over forty years, and a day of this week makes the count one of now. What a war, an uprising
or a disaster that goes on has killed so far, this year or in recent months, is not meant. Where in doubt, a count stays.
"""

from __future__ import annotations

import re


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"\d{1,3}|several|many|a\sfew|a\sdozen)"
)
_LONG = r"(?:years?|decades?|centur(?:y|ies))(?!['’])\b(?!\sago|\safter|\sold)"
_SPAN = (
    rf"(?:(?:over|during|throughout|across|within|in)\sa\s(?:period|span|course)\sof\s(?:[\w-]+\s){{0,2}}?{_LONG}|"
    rf"(?:over|during|throughout|across)\s(?:(?:more\sthan|nearly|almost|about|some)\s)?{_NUMBER}\s{_LONG}|"
    rf"(?:over|in|during|within|across)\sthe\s(?:past|last)\s(?:{_NUMBER}\s)?(?:few\s)?{_LONG}|"
    r"(?:in|over|during|throughout|across)\s(?:its|their|his|her)\s(?:[\w-]+\s){0,2}?(?:history|existence|lifetime|career|reign|rule|dictatorship)\b)"
)
_BREAK = (
    r"(?:who|which|that|where|when|while|as|after|before|by|with|and|but|amid|against|under|had|built|rebuilt|elected|born|opened|founded|signed|held|"
    r"first|second|third|fourth|fifth|sixth|latest|last|only|worst|deadliest|bloodiest|biggest|largest|highest)"
)
"""Words behind which a time may be that of something else than the killing."""
_PLAIN = rf"(?:\s(?!{_BREAK}\b)[\w’'-]+)"
_LONG_TOLD = _p(r"\b(?:years?|decades?|centur|history|existence|lifetime|career|reign|rule|dictatorship)")
_YEAR_TOLD = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
"""Without one of these there is nothing to look for; to save time."""
_SPAN_BEHIND = _p(rf"^{_PLAIN}{{0,8}}?\s{_SPAN}")
_SPAN_AHEAD = _p(rf"(?:^|[;:]\s|\bwhere\s){_SPAN},?(?:\s(?!{_BREAK}\b)[\w’'-]+){{0,6}}?\s$")
_NOW = _p(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|overnight|yesterday|today|tonight|this\s(?:morning|afternoon|evening|week)|last\s(?:night|week))\b"
)
_ENDS = re.compile(r"[,;]")
_DATE = r"(?:(?P<month>[a-z]+)\s\d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}(?:st|nd|rd|th)?\s(?P<later>[a-z]+),?)\s(?P<year>1[5-9]\d\d|20\d\d)\b"
_DATED = _p(rf"^{_PLAIN}{{0,8}}?\son\s{_DATE}")
_HARM = (
    r"(?:crash\w*|collaps\w+|sank|sunk|capsiz\w+|fires?|blazes?|attack\w*|explo\w+|derail\w*|bomb\w*|quake|earthquake|struck|shot\sdown|shootings?|massacres?|"
    r"disasters?|accidents?|floods?|landslides?|eruption|erupted|riots?|stampede|crush)"
)
_YEAR_THEN = _p(
    rf"\b{_HARM}\b(?:(?!\b{_BREAK}\b)[^.;,]){{0,60}}\sin\s(?P<year>1[5-9]\d\d|20\d\d),?\s(?:killing|leaving|claiming|costing|causing)\b[^.;,]{{0,40}}$|"
    r"\bin\s(?P<blamed>1[5-9]\d\d|20\d\d),\sbeing\s(?:responsible|to\sblame)\sfor\s[^.;,]{0,20}$"
)
"""A year just before the count: "crashed near Paris in 2000, killing 113"."""


def is_of_period(before: str, after: str) -> bool:
    """Whether a count sums up years; `before` and `after`: what stands on either side in its sentence."""
    if _LONG_TOLD.search(before) is None and _LONG_TOLD.search(after) is None:
        return False
    if _SPAN_BEHIND.match(after) is None and _SPAN_AHEAD.search(before) is None:
        return False
    clause = f"{_ENDS.split(before)[-1]}#{_ENDS.split(after)[0]}"
    return _NOW.search(clause) is None


def is_dated_before(before: str, after: str, year: int | None) -> bool:
    """Whether a full date behind the count, or a year just before it, is not of the report's `year`.

    A date of the last months of the year before is one of now, since a year may have begun in between.
    """
    if year is None or not (_YEAR_TOLD.search(before) or _YEAR_TOLD.search(after)):
        return False
    dated = _DATED.match(after)
    if dated is not None:
        told = int(dated["year"])
        month = (dated["month"] or dated["later"]).lower()
        return told < year - 1 or (told == year - 1 and not month.startswith(("dec", "nov")))
    then = _YEAR_THEN.search(before)
    return then is not None and int(then["year"] or then["blamed"]) < year
