"""The sentence patterns in which English tells of several victims in one phrase, and of an attacker who dies too.

Group names: `many` a list of people ("a man and his two sons"), `manywho` one before its verb, `pair` two, `plusone` one
and the count at the end of the words, `single...` one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lookfar.reports.numbers import NUMBER, Count, read_count
from lookfar.reports.person_words import PERSON, SEVERAL, TELLERS
from lookfar.reports.sentence_pattern import counting
from lookfar.reports.single_grammar import AGE, ENDS, HEADLINE, NAMED, NOT_HURT, ON, PHRASE, STARTS
from lookfar.reports.toll_words import ADV, ANIMALS, ARTICLE, BADLY, BE, DEAD, DIE, HURT, HURTS, KILLS, MID


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_AND = r",?\s(?:and|plus|as\swell\sas|along\swith|together\swith)\s"
_NO_NOUN = r"(?:and|of|in|on|at|by|with|near|from|for|to|as|who|that|which|when|while|after|before|is|are|was|were|has|have|had|injured|wounded|hurt|missing|dead|killed|died|(?:injur|wound|hurt|leav|kill|shoot|stab|attack|flee|arrest|abduct|kidnap)\w*)"
_DONE = r"(?!armed|unarmed|masked|suspected|alleged|uniformed|hooded)[a-z]+ed\b"
_COUPLE = r"an?\s(?:[\w-]+\s){0,3}?couple(?!\sof)"
_ONE = rf"{ARTICLE}\s{PHRASE}{{0,4}}?{PERSON}\b(?!['’]){NAMED}{AGE}"
_SOME = rf"(?:(?:another|his|her|their|its|the)\s)?{NUMBER}(?!\sof\sthe\b){ANIMALS}(?:\s(?!{_NO_NOUN}\b)[\w'’-]+){{0,4}}?"
_ITEM = rf"(?:{_COUPLE}|{_ONE}|{_SOME})"
_LIST = rf"{_ITEM}(?:,\s{_ITEM}){{0,3}}?{_AND}{_ITEM}"
_TWO_ONES = rf"(?:an?|his|her)\s{PHRASE}{{1,4}}?and\s(?:an?|his|her)\s{PHRASE}{{0,4}}?{PERSON}"
ONES = rf"(?=[^.;]{{4,120}}?\s(?:and|plus|as\swell|along|together)\s)(?:{_COUPLE}|{_ONE})"
"""One person or a couple, with an article, and somebody more behind; the look ahead is to save time."""
_ONES_LIST = rf"{ONES}(?:,\s{_ITEM}){{0,3}}?{_AND}{_ITEM}"
_BARE = rf"(?:(?:his|her|their)\s)?(?:(?!{_NO_NOUN}\b|{_DONE}|(?:{ARTICLE}|[a-z]+ing)\b)[\w'’-]+\s){{0,2}}?(?:{PERSON}|couple)"
_BARES = rf"{_BARE}(?:(?:,\s|{_AND})(?:(?!{TELLERS}\b){_BARE}|(?:(?:his|her|their)\s)?{NUMBER}\s(?:[\w'’-]+\s){{0,2}}?{SEVERAL})){{1,4}}"
_SOME_BARE = (
    rf"{NUMBER}{ANIMALS}(?:\s(?!{_NO_NOUN}\b)[\w'’-]+){{0,2}}?\s{SEVERAL}(?:,\s|{_AND})(?!{TELLERS}\b){_BARE}"
)
_STOPS = rf"(?:{ENDS}|(?=\s(?:who|whose|that|which|whom|aged|then)\b))"
_BE_DEAD = rf"(?:{BE}{ADV}\s(?:{DEAD}|{DIE})|(?:have\s|has\s|had\s)?{ADV}\s?{DIE})\b"
_NO_SUICIDE = (
    r"(?:(?!\b(?:attempt\w*|tr(?:y|ies|ied|ying)|fail\w*|threat\w*|unsuccess\w*|vow\w*|before\sbeing)\b)[^.;])"
)
_OWN_DEATH = (
    r"(?:(?:before|and|then|later|,)\s(?:then\s|later\s|also\s)?(?:(?:kill|shoot|hang|stab)(?:s|ed|ing)?|shot|hung|blew|blowing)\s(?:(?:him|her)self|self)(?!\s(?:in\sthe|up\sto))|"
    r"(?:then|before|and)\s(?:him|her)self|,\s(?:and\s)?self|(?:taking|took|takes|ending|ended)\s(?:(?:his|her)\s)?own\slife|"
    r"turn(?:s|ed|ing)\s(?:(?:the|his|her|a)\s)?(?:gun|weapon|rifle|pistol|knife)\son\s(?:(?:him|her)?self)|"
    r"(?:died|dying|dies)\sby\ssuicide|commit(?:s|ted|ting)\ssuicide)"
)

LISTED = (
    # kills himself and 12 others; killing four soldiers and an officer; kills mother, two daughters
    *counting(
        "killed",
        rf"\b{KILLS}\s(?P<plusone>(?:him|her)self(?:,|\sand|\salong\swith)\s(?:his\s|her\s)?{NUMBER})(?=\s|[.,;]|$){NOT_HURT}",
        rf"\b{KILLS}\s(?P<many>{_LIST}){NOT_HURT}{_STOPS}",
        rf"\b{KILLS}\s(?P<many>{_BARES}|{_SOME_BARE}){NOT_HURT}{_STOPS}",
        rf"\b{KILLS}\s(?P<pair>(?:an?|the|both)\s(?:(?!{_NO_NOUN}\b)[\w'’-]+\s){{0,3}}?(?:couple(?!\sof)|twins))\b{NOT_HURT}",
        rf"\b(?P<manywho>{_ONES_LIST})(?:\b{MID},?\s{_BE_DEAD}|\s(?:reported\s|confirmed\s|found\s)?{DEAD}{ENDS})",
        rf"\b{KILLS}\s(?P<pair>{_TWO_ONES})\b{NOT_HURT}",
        rf"{STARTS}(?P<pair>(?=(?:an?|his|her)\s(?:[\w'’-]+\s){{1,5}}and\s){_TWO_ONES})\b{ON},?\s(?:{BE}{ADV}\s{DEAD}|(?:have\s|had\s)?{DIE})\b",
        rf"\b(?P<pair>(?:an?|the)\s(?=(?:[\w'’-]+\s){{1,4}}?and\s){PHRASE}{{0,3}}?{PERSON}\sand\s{PHRASE}{{0,2}}?{PERSON})\s(?:are|were|have\sbeen|being){ADV}\s{DEAD}\b",
        rf"(?P<n>{NUMBER}){ANIMALS}(?:\s(?!{_NO_NOUN}\b|{_DONE})[\w'’-]+){{1,4}}?(?:,\s|{_AND})(?:(?:an?|{NUMBER})\s)?(?:(?!{_NO_NOUN}\b|{_DONE})[\w'’-]+\s){{0,3}}?(?:{SEVERAL}|{PERSON})\s(?:reported\s|confirmed\s|found\s)?{DEAD}{ENDS}",
        rf"\b(?P<pair>{ARTICLE}\s(?=(?:[\w'’-]+\s){{0,3}}?(?:couple|twins)\b)(?:(?!{_NO_NOUN}\b)[\w'’-]+\s){{0,3}}?(?:couple(?!\sof)|twins))\b{AGE}{ON}\s(?:{_BE_DEAD}|{DEAD}{ENDS})",
        rf"{HEADLINE}(?P<pair>(?:(?!{_NO_NOUN}\b)[\w-]+\s){{0,2}}?couple)\s(?:(?:is|are|was|were|found)\s)?{DEAD}{ENDS}",
        rf"\b(?P<pair>both\s(?:of\s)?(?:(?:the|its|his|her|their)\s)?(?:(?!{_NO_NOUN}\b)[\w'’-]+\s){{0,3}}?{SEVERAL})\b(?:,\s[^.;]{{3,90}},|{ON})\s{_BE_DEAD}",
    ),
    *counting(
        "injured",
        rf"\b{HURTS}\s(?P<many>{_LIST}){_STOPS}",
        rf"\b(?P<manywho>{_ONES_LIST})\b{MID},?\s{BE}{ADV}\s{BADLY}{HURT}\b",
        rf"\b(?P<pair>(?:an?|the)\s(?=(?:[\w'’-]+\s){{1,4}}?and\s){PHRASE}{{0,3}}?{PERSON}\sand\s{PHRASE}{{0,2}}?{PERSON})\s(?:are|were|have\sbeen|being){ADV}\s{BADLY}{HURT}\b",
        rf"\b(?P<pair>both\s(?:of\s)?(?:(?:the|its|his|her|their)\s)?(?:(?!{_NO_NOUN}\b)[\w'’-]+\s){{0,3}}?{SEVERAL})\b{ON}\s{BE}{ADV}\s{BADLY}{HURT}\b",
    ),
)
"""Pattern, what it counts, and the role of what it counts, as in `toll_grammar`."""

ATTACKERS = (
    # kills eleven, then himself; the driver died on the spot, his wife succumbed later
    *counting(
        "killed",
        rf"\b{KILLS}\s{_NO_SUICIDE}{{0,140}}?\b(?P<singleself>{_OWN_DEATH})\b",
        rf"\bto\sdeath\b{_NO_SUICIDE}{{0,60}}?\b(?P<singleself>{_OWN_DEATH})\b",
        rf"\b(?:died|dead|killed)\b[^.;]{{0,80}}?(?:,\s|\s)(?:and\s|while\s)?(?P<singletoo>(?:his|her)\s(?:(?!{_NO_NOUN}\b)[\w'’-]+\s){{0,2}}?{PERSON})\s(?:also\s|later\s|too\s)?(?:{DIE}|was\s(?:also\s)?{DEAD})\b",
        role="beside",
    ),
    *counting(
        "killed",
        rf"\b(?P<singleself>(?:kill|hang)(?:s|ed)\s(?:him|her)self|(?:shoots|shot)\s(?:(?:him|her)self|self))(?:\sdead)?\safter\s(?:[\w-]+\s){{0,2}}?{KILLS}\b",
        role="more",
    ),
)
"""The same for one more who dies beside those counted just before."""


def listed(words: str) -> Count | None:
    """How many a list of people comes to; None when it is of numbers only, or of what is no list.

    >>> listed("a man, 40, and his two sons")
    Count(low=3, best=3, high=3)
    """
    parts = [part for part in _SPLIT.split(words) if part and not _AGED.fullmatch(part)]
    counts = [_of_part(part) for part in parts]
    if len(counts) < 2 or all(numbered for _, numbered in counts):
        return None
    first, rest = counts[0][0], [count for count, _ in counts[1:]]
    inside = sum(count.best or 0 for count in rest)
    if _APART.match(words[len(parts[0]) :]) and (_AT_LARGE.search(parts[0]) or first.best == inside > 1):
        return first
    return total([first, *rest])


def total(counts: Sequence[Count]) -> Count:
    """Counts put together; a bound is unknown where one is."""
    return Count(
        low=_added([count.low for count in counts]),
        best=_added([count.best for count in counts]),
        high=_added([count.high for count in counts]),
    )


def _of_part(part: str) -> tuple[Count, bool]:
    if _TWO.search(part):
        return Count(low=2, best=2, high=2), False
    if number := _NUMBERED.match(part):
        count = read_count(number["n"])
        if count is not None:
            return count, True
    return Count(low=1, best=1, high=1), False


def _added(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


_SPLIT = _p(rf"{_AND}|,\s")
_AGED = _p(r"(?:aged?\s)?\d{1,3}|aged\s[\w-]+|")
_NUMBERED = _p(rf"(?:(?:another|his|her|their|its|the)\s)?(?P<n>{NUMBER})")
_TWO = _p(r"\b(?:couple(?!\sof)|twins)\b")
_AT_LARGE = _p(r"\b(?:people|persons|others|civilians|members|relatives|victims|passengers|villagers)$")
_APART = re.compile(r",\s(?!and\b)")
