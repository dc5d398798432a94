"""Whether a number of a sentence pattern counts people, and what it comes to.

Refused are ages, years, numbers of flights, houses, those who say it, and numbers of another clause than the verb's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lookfar.reports.listed_grammar import listed
from lookfar.reports.numbers import NUMBER, Count, read_count, read_ordinal
from lookfar.reports.person_words import PERSON
from lookfar.reports.single_grammar import PHRASE
from lookfar.reports.toll_words import ANIMALS, BE, DEAD, DIE

NEAR = 48
"""Characters before and after a number that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count and the offsets of the words that give it."""

    count: Count
    start: int
    end: int


def counted(match: re.Match[str], name: str, text: str) -> Counted | None:
    """What the group `name` of a pattern's match counts, None when it counts nobody."""
    start, end = match.span(name)
    if start < 0:
        return None
    if name == "manywho" and (
        _CROSSED.search(text[end : match.end()]) or _UNDER.search(text[max(0, start - NEAR) : start])
    ):  # "in front of a man and his son"
        return None
    if name.startswith(("single", "many", "pair")) and _CLAIMING.match(match[0]):
        return None
    if not name.startswith("n") or name.startswith("none"):
        count = _of_words(name, match[name])
        return None if count is None else Counted(count=count, start=start, end=end)
    if name == "nth":
        number = read_ordinal(match[name])
        return Counted(count=_exactly(number), start=start, end=end)
    if is_no_count(text, start, end) or (
        match.end() > end and _is_of_another_clause(text, start, end, match.end())
    ):
        return None
    return _shared(text, start, end, match.end())


def alongside(text: str, start: int, end: int) -> Iterator[Counted]:
    """Further counts of one passive: "seventy rebels and 29 soldiers are killed"."""
    for match in _BESIDE.finditer(text, start, end):
        begin, stop = match.span(str(match.lastgroup))
        if match["n"] is None:
            count: Count | None = _exactly(1)
        else:
            count = None if is_no_count(text, begin, stop) else read_count(match["n"])
        if count is not None and not _SUBSET.search(text[start:begin]):
            yield Counted(count=count, start=begin, end=stop)


def is_list(text: str, first: Counted, more: Sequence[Counted]) -> bool:
    """Whether counts stand side by side ("two men and three women"), not the first for all ("five, two men and three women")."""
    if not more:
        return False
    rest = sum(part.count.best or 0 for part in more)
    if _APART.search(text[first.end : more[0].start]) is None or (first.count.best or 0) < rest:
        return True
    return _OF_A_KIND.match(text[first.end :]) is not None and _CLOSED.match(text[more[-1].end :]) is None


def is_no_count(text: str, start: int, end: int) -> bool:
    """Whether a number is an age, a year, a name's, of things or of those who tell of it."""
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    words = text[start:end]
    return bool(
        _NOT_A_COUNT_BEFORE.search(before)
        or (re.fullmatch(r"(?:19|20)\d\d", words) and _YEAR_BEFORE.search(before))
        or _YEARS.fullmatch(words)
        or (_AGE.fullmatch(words) and _AGE_BEFORE.search(before) and _AGE_AFTER.search(after))
        or _THINGS.match(after)
        or _PEOPLE.match(after) is None
        or _TOLL_OF_THINGS.search(text[max(0, start - 2 * NEAR) : start])
        or (_DAY_BEFORE.search(before) and _MONTH_AFTER.match(after))
        or (before.endswith(", ") and _APPOSED.match(after))
        or _ACCORDING_TO.search(before)
        or (_STARTS.search(before) and _SAY.match(after))
    )


def _is_of_another_clause(text: str, start: int, end: int, stop: int) -> bool:
    """Whether the verb that ends at `stop` has another subject than the number before it."""
    before, between = text[max(0, start - NEAR) : start], text[end:stop]
    if (
        _TIMES.match(between)
        or _CROSSED.search(between)
        or _AND_ANOTHER.match(between)
        or _OTHER_HARM.match(between)
    ):
        return True
    if _SINGULAR.search(between) and text[start:end].lower() not in ("one", "1"):
        return True
    if _RATIO.search(before) or _RATIO_AFTER.match(between):
        return True
    if _AT_THEM.search(before) and _AND_MORE.search(between):
        return True
    if _OBJECT.search(before) and _AND_MORE.search(between):
        return True
    if _BY.search(before):
        return _TOLL_WORD.match(between) is None
    return bool(
        _FINITE.search(between) and _OF.search(before) and not (_WHOLE.search(before) or _GERUND.search(between))
    )


def _shared(text: str, start: int, end: int, stop: int) -> Counted | None:
    """The count; of "18 of the 51" 18, of "all but two of the 181" 179."""
    count = read_count(text[start:end])
    if count is None:
        return None
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    whole = _OUT_OF.match(after)
    if _ALL_BUT.search(before):
        return _but(count, whole, start, end)
    if whole is None or stop == end:
        floor = _PASSED_BEFORE.search(before)
        return Counted(count=replace(count, high=None) if floor else count, start=start, end=end)
    if whole["the"] and not _FINITE.search(text[end:stop]) and _GOES_ON.match(text[stop : stop + NEAR]):
        return None  # "two of the six people killed were children": six are
    return Counted(count=count, start=start, end=end + whole.end())


def _but(spared: Count, whole: re.Match[str] | None, start: int, end: int) -> Counted | None:
    of = read_count(whole["whole"]) if whole else None
    if whole is None or of is None or of.best is None or spared.best is None or spared.best > of.best:
        return None
    return Counted(count=_exactly(of.best - spared.best), start=start, end=end + whole.end())


def _of_words(name: str, words: str) -> Count | None:
    if name == "plusone":
        others = _LAST_NUMBER.search(words)
        count = read_count(others["n"]) if others else None
        first = 2 if words.lower().startswith("a couple") else 1
        return None if count is None else _more(count, first)
    if name.startswith("many"):
        return listed(words)
    if name == "pair":
        return _exactly(2)
    return _exactly(0 if name.startswith("none") else 1)


def _more(count: Count, first: int) -> Count:
    low, best, high = (None if n is None else n + first for n in (count.low, count.best, count.high))
    return Count(low=low, best=best, high=high)


def _exactly(number: int) -> Count:
    return Count(low=number, best=number, high=number)


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BESIDE = _p(
    rf"(?:,|\sand|,\sand|\sas\swell\sas|\splus)\s[\"'“‘]?(?P<n>{NUMBER})[\"'”’]?{ANIMALS}(?!\s(?:of|among)\s(?:them|whom|these|those)\b)(?=\s[\w'’-]+)|"
    rf"(?:\sand|,\sand|\sas\swell\sas|\splus)\s(?P<one>(?:an?|his|her|its|their)\s{PHRASE}{{0,4}}?{PERSON})\b(?!['’]|\s(?:said|says|told|who)\b)|"
    rf",\s(?P<among>an?\s{PHRASE}{{0,3}}?{PERSON})(?=(?:,\san?\s[\w-]+){{0,2}}(?:,|)\sand\s(?:an?|{NUMBER})\s)|"
    rf"(?:,|\sand|,\sand)\s(?P<bare>(?:[\w-]+\s)?{PERSON})(?=\s(?:{BE}\s)?{DEAD}\b)"
)
_CLAIMING = _p(r"claim(?:s|ing)\s(?!the\s(?:lives|life|killing)\sof\b)")
"""Who claims somebody, kills nobody: "claiming the group was armed"."""
_OF_A_KIND = _p(r"\s(?:men|women|boys|girls|children|adults|babies)\b")
_CLOSED = re.compile(r"(?:\s[\w'’-]+){0,3},")
_UNDER = _p(
    r"\b(?:of|by|in|with|from|at|on|to|for|against|between|including|among|near|into|like|than|behind|under|over)\s$|"
    rf"{NUMBER}\s(?:[\w-]+\s)?[\w-]+,\s$"
)
_SUBSET = _p(r"\b(?:including|among|of\s(?:them|whom|which)|mostly|aged|between)\b")
_APART = re.compile(r"[,(–—]|\s-\s")
_LAST_NUMBER = _p(rf"\s(?P<n>{NUMBER})$")
_NOT_A_COUNT_BEFORE = _p(
    r"(?:\b(?:aged?|flight|team|squadron|number|no\.|room|boeing|airbus|cessna|antonov|tupolev|embraer|beechcraft|route|highway|interstate|"
    r"page|article|chapter|us\$|magnitude|children|those|adults|anyone|aged\s(?:between|[\w-]+(?:,\s[\w-]+)*,?\s(?:and|or|to))|(?:mother|father|mum|mom|dad)[\s-]of)\s?|[$£€#])$"
)
_YEAR_BEFORE = _p(
    r"\b(?:in|since|of|year|until|from|by|before|after|during|as|the|early|mid|late|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|\d{1,2},?|(?:19|20)\d\d(?:,|\sand|\sor))\s$"
)
_DAY_BEFORE = _p(r"\b(?:on|by|since|until|till|of|from|to|and|before|after)\s$|[-–]$")
_MONTH_AFTER = re.compile(
    r"(?:st|nd|rd|th)?\s(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
"""Behind a number it is a day: "on 21 January"."""
_YEARS = _p(r"(?:from\s|between\s)?(?:19|20)\d\d(?:\s?[-–]\s?|\s(?:to|and|until)\s)(?:19|20)?\d\d")
"""A span of years: "boss from 2007 to 2015"."""
_PASSED_BEFORE = _p(r"\b(?:pass(?:es|ed)|exceed(?:s|ed)?|surpass(?:es|ed|ing)?|tops|topped|past|above)\s$")
_AGE = _p(r"1?\d{1,2}|[a-z-]+")
_AGE_BEFORE = _p(r"[\w’'.](?:,\s|\s?\()(?:\d{1,3}(?:,\s|,?\sand\s)){0,6}$")
_PART = r"(?:including|most|many|mainly|of\s(?:whom|them|which)|all|among|some|both|with|mostly|at\sleast|half)\b"
_AGE_AFTER = _p(rf"^(?:[,)](?!\s{_PART})|\sand\s\d{{1,3}}[,)]|\s?[;.](?:\s|$)|$)")
_THING = (
    r"(?:homes|houses|buildings|apartments|shops|stores|schools|churches|mosques|cars|vehicles|buses|trucks|lorries|trains|carriages|"
    r"planes|aircraft|helicopters|boats|ships|vessels|flights|tents|huts|villages|towns|cities|districts|provinces|states|countries|"
    r"hectares|acres|miles|kilomet(?:re|er)s|km|met(?:re|er)s|feet|tonnes|tons|bombs|rockets|missiles|drones|shells|mortars|"
    r"explosions|blasts|attacks|strikes|airstrikes|raids|incidents|accidents|crashes|shootings|fires|wildfires|earthquakes|"
    r"floors|storeys|stories|shots|rounds|bullets|locations|places|sites|areas|points|goals|medals|titles|seats|votes|dollars|"
    r"bridges|roads|rooms|warehouses|factories|tanks|weapons|guns|rifles|degrees|properties|businesses)"
)
_NOT_A_NOUN = (
    r"(?:people|persons|men|women|children|dead|killed|injured|wounded|missing|displaced|arrested|detained|homeless|united|and|or|in|on|at|"
    r"from|by|with|near|who|of|to|for|when|while|after|before|during|as|over|across|amid|since|following|into|off|outside|inside|"
    rf"between|under|against|but|than|an?|the|his|her|its|their|[\w'’-]*[^s\s]s|{NUMBER})\b"
)
_THINGS = _p(rf"\s(?:of\s(?:the\s)?)?(?:(?!{_NOT_A_NOUN})[\w'’-]+\s){{0,2}}?{_THING}\b(?!['’])")
_PEOPLE = _p(ANIMALS)
"""What may follow a count: no animals."""
_TOLL_OF_THINGS = _p(rf"\btoll\sof\s(?:[\w’'-]+\s){{0,2}}?{_THING}\b[^.;]{{0,80}}$")
_TIMES = _p(
    r"\s(?:of\s)?(?:[\w-]+\s)?(?:times|seconds|minutes|hours|days|nights|weeks|months|years?|decades)\b(?!['’])"
)
_APPOSED = _p(r"\san?\s[\w'’-]+")
"""One of those just counted: ", one a policeman"."""
_ACCORDING_TO = _p(r"\baccording\sto\s$")
_STARTS = _p(r"(?:^|[,;:.–—-]\s|\b(?:and|while|but|as)\s)$")
_SAY = _p(
    r"\s(?:(?!(?:is|are|was|were|be|been|have|has|had|dead|killed|injured|wounded|died|dies|who|that|in|on|at)\b)[\w'’-]+\s){0,3}?"
    r"(?:said|says?|told|tells?|added|announced|stated|testified|(?:reported|confirmed|claimed)\s(?:that|the))\b(?!\sto\b)"
)
_CROSSED = _p(
    r"\b(?:before|until|where|whose|whereas|although|though|as\s(?:the|he|she|they|it|an?)|to\sbe\s(?:hanged|executed|beheaded))\b|"
    rf"\bof\s(?:whom|which)\s(?:only\s)?{NUMBER}"
)
_STILL_NOUN = (
    r"(?:armed|unarmed|wanted|suspected|alleged|masked|hooded|accused|hundred|uniformed|retired|unidentified|unnamed|stationed|based|"
    r"deployed|trapped|detained|dressed|employed|involved|trained|red|aged|named|called|identified|described)"
)
_AND_ANOTHER = _p(
    rf"\s(?:[\w'’-]+\s)+?(?:(?!{_STILL_NOUN}\b)[a-z]{{2,}}ed|burnt|fell|fled|came|went|took|began|broke|hit|struck|sank|lost|shot|hurt)"
    r"(?:,|\s(?:and|but|in|on|at|to|from|off|with|into|by|against|near|through|across|during|over|for|after|out|down|up|the|an?|their|his|her)\b)"
    rf"[^.;]*?(?<![\w-])(?:and|but)\s(?:{NUMBER}|an?\s|the\s|one\s|some\s|his\s|her\s|their\s|its\s|others?\s|another\s)|"
    rf"\s(?:[\w'’-]+\s)+?(?:[a-z]{{2,}}ed|burnt|fell|fled|sank|hurt),?\s(?:and|but)\s(?:{NUMBER}|an?\s|the\s|others?\s)|"
    rf"\s(?:fled|fell|marched|protested|rallied|gathered|escaped|survived|injured|wounded|hurt)\b[^.;]*?(?:,|\sand|\sbut)\s{NUMBER}|"
    rf"[^.;]*?\b(?:left|leaves|leaving)\s{NUMBER}"
)
_SINGULAR = _p(r",\s(?:[^.;]*\s)?(?:was|is|has)\s")
_OTHER_HARM = _p(
    r"[^.;]*?(?:\b(?:dead|killed|died|dies|die|deaths|injured|wounded|hurt|missing|displaced|detained|arrested|abducted|rescued)"
    r"(?=,|\s(?:and|in|as|after|when|by|with)\b)|"
    r"\b(?:is|are|was|were|been|being)\s(?:dead|killed|injured|wounded|hurt|missing|displaced|detained|arrested|abducted|kidnapped|rescued)\b)"
    rf"[^.;]*?(?:(?<![\w-])and|,)\s{NUMBER}"
)
"""A word of another harm, and a number behind it: "two dead and 22 missing"."""
_RATIO = _p(r"\b(?:one|two|three|four|nine|\d{1,2})\sin\s(?:every\s)?$")
_RATIO_AFTER = _p(rf"\sin\s(?:every\s)?{NUMBER}\s(?!(?:separate|different|other|[\w-]*s\b))")
_AT_THEM = _p(
    r"\b(?:on|at|against|into|towards?|(?:ris\w+|rose|climb\w*|increas\w+|reach\w*)\sto|(?:deaths?|killings?|murders?|bodies)\sof)(?:\sthe)?\s$"
)
_AND_MORE = _p(rf"\sand\s{NUMBER}")
_OBJECT = _p(r"\b(?:kill|injur|wound)(?:s|es|ed|ing)\s$")
_BY = _p(r"\b(?:by|next\sto)(?:\sthe)?\s$")
_TOLL_WORD = _p(r"(?:\s[\w'’-]+)?\s(?:deaths|fatalities|bodies|dead)\b")
_FINITE = _p(rf"\s(?:{BE}|{DIE}|have|has|had|remain(?:s|ed)?|suffer(?:s|ed)?|sustain(?:s|ed)?|sought|received)\b")
_OF = _p(r"\bof(?:\s(?:the|its|their|his|her|these|those|some|all|about))*\s$")
_GERUND = _p(r"\s(?:being|having)\s")
_WHOLE = _p(
    r"\b(?:total|famil(?:y|ies)|groups?|crews?|teams?|party|parties|bodies|remains|lives|number|gang|band|unit|set|trio|class|"
    r"deaths?|killings?|murders?|executions?|loss|all|both|each|maximum|minimum|average|estimate|boatload|delegation|toll|"
    r"couple|convoy|squad|patrol|platoon|brigade|column|contingent|string|series|report|reports|news)\s(?:[\w-]+\s)?of(?:\s(?:the|its|their|his|all))*\s$"
)
_ALL_BUT = _p(r"\ball\s(?:but|except(?:\sfor)?)\s$")
_OUT_OF = _p(
    rf"\s(?:[\w-]+\s)?(?:out\s)?of\s(?P<the>the\s|its\s|their\s|his\s|those\s|these\s)?(?:(?:crew|group|team|party|family|total)\sof\s)?(?P<whole>{NUMBER})(?!\s(?:of|times)\b)"
)
_GOES_ON = _p(r"(?:\s[\w'’-]+){0,6}?\s(?:is|are|was|were|have|had)\b")
