"""Counts of the dead of a time far longer than an event, or of a date gone by: of forty years, of an organisation's history.

Such a sum is no toll of the day on which it is told. What a war, an uprising or a disaster that goes on has killed so far, this
year or in recent months, is not meant.
"""

from __future__ import annotations

import re

from lookfar.reports.background import own_words


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"\d{1,3}|several|many|a\sfew|a\sdozen)"
)
_LONG = r"(?:years?|decades?|centur(?:y|ies))"
_SPAN = _p(
    rf"\b(?:over|during|throughout|across|within|in|spanning)\s(?:a|the)\s(?:period|span|course)\sof\s(?:[\w-]+\s){{0,3}}?{_LONG}\b|"
    rf"\b(?:over|during|throughout|across)\s(?:more\sthan\s|nearly\s|almost\s|about\s|some\s)?{_NUMBER}\s{_LONG}\b(?!\s(?:ago|after|old))|"
    rf"\b(?:over|in|during|within|across)\s(?:the\s)?(?:past|last)\s(?:{_NUMBER}\s{_LONG}|[\w-]+\s(?:decades|centuries)|decade|century)\b|"
    r"\b(?:in|over|during|throughout|across)\s(?:its|their|his|her|the\s\S+['’]s)\s(?:[\w-]+\s){0,2}?(?:history|existence|lifetime|career|reign|rule)\b|"
    rf"\b(?:in|over|during|throughout|across)\s(?:its|their|his|her|the|a)\s(?:[\w-]+-(?:year|decade)s?(?:-long)?|years?-long|decades?-long)\s[\w-]+"
)
_RANKED = _p(
    r"\b(?:second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th)|latest|last|only|rare|worst|deadliest|bloodiest|first|biggest|largest|highest|most\s\w+)\b"
    rf"[^.;]{{0,90}}?\b(?:in|over|for|of)\s(?:(?:the|its|their)\s)?(?:[\w-]+\s){{0,3}}?(?:{_LONG}|history|existence)\b"
)
"""What an event is held against: "the third attack in two years", "the worst day in its 30-year history"."""
_DATED = _p(
    r"^[^.;]{0,90}?\bon\s(?:the\s)?(?:(?P<month>[A-Z][a-z]+)\s\d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}(?:st|nd|rd|th)?\s(?P<later>[A-Z][a-z]+),?)\s(?P<year>1[5-9]\d\d|20\d\d)\b"
)
_YEAR_THEN = _p(
    r"\bin\s(?P<year>1[5-9]\d\d|20\d\d),?\s(?:killing|leaving|claiming|with|being|causing|costing|that|which|in\swhich|when)\b[^.;]{0,50}$"
)
"""A year just before the count: "crashed near Paris in 2000, killing 113"."""


def is_of_period(before: str, after: str) -> bool:
    """Whether a count sums up years; `before` and `after`: what stands on either side in its sentence."""
    clause = own_words(before.rpartition(";")[2], after.partition(";")[0])
    return _SPAN.search(clause) is not None and _RANKED.search(clause) is None


def is_dated_before(before: str, after: str, year: int | None) -> bool:
    """Whether a count's clause gives a full date, or a year just before it, that is not of the report's `year`.

    A date of the December before is one of now, since a year may have begun in between.
    """
    if year is None:
        return False
    dated = _DATED.match(after)
    if dated is not None:
        told = int(dated["year"])
        month = (dated["month"] or dated["later"]).lower()
        return told < year - 1 or (told == year - 1 and not month.startswith(("dec", "nov")))
    then = _YEAR_THEN.search(before)
    return then is not None and int(then["year"]) < year
