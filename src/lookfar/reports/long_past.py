"""The dead of a past that is told again: of a named war that is over, "ten years ago", "on this day in 1945".

What is left of a war and kills now (a shell, a mine, a wreck), who fought in it and what is told with a day of this week or
with "has killed" are of now: where in doubt, a count stays.
"""

from __future__ import annotations

import re

from lookfar.formats.sentences import sentence_starts


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WAR = (
    r"(?:world\swar\s(?:i{1,2}|one|two|1|2)|(?:first|second)\sworld\swar|ww(?:i{1,2}|1|2)|cold\swar|dirty\swar|boer\swar|winter\swar|pacific\swar|"
    r"six-day\swar|yom\skippur\swar|(?:persian\s)?gulf\swar|iran[-–]iraq\swar|(?:first\sindo)?china\swar|sino-japanese\swar|soviet[-–]afghan\swar|"
    r"(?:korean|vietnam|falklands|algerian|bosnian|kosovo|croatian|biafran?|crimean|chechen|balkan|yugoslav|napoleonic|bangladesh\sliberation)\swars?|"
    r"(?:spanish|american|lebanese|nigerian|guatemalan|salvadoran|sri\slankan|finnish|greek|chinese|irish|liberian|angolan|mozambican|algerian)\scivil\swar|"
    r"(?:rwandan|armenian|cambodian|bosnian|srebrenica|namibian)\sgenocide|genocide\sin\srwanda|(?:srebrenica|nanjing|nanking|tiananmen(?:\ssquare)?|my\slai|katyn)\smassacre|"
    r"holocaust|holodomor|khmer\srouge\s(?:regime|rule|era)|cultural\srevolution|great\sleap\sforward|spanish\sflu|apartheid(?:\sera)?)"
)
_DECADE = r"(?:early\s|late\s|mid-)?1[5-9]\d0s"
_PART = r"(?:the\s)?(?:\w+\s)?(?:stages?|days|weeks|months|years?|phases?|course|part|height)\sof\s"
_IN = (
    rf"(?:in|during|throughout|by|under|at|from)\s(?:{_PART})?(?:the\s)?(?:[\w-]+\s){{0,2}}?(?:{_WAR}|{_DECADE})\b"
)
_BEHIND = _p(rf"^[^.;]{{0,80}}?\b{_IN}")
_AHEAD = _p(rf"\b{_IN}[^.;]{{0,90}}$|\b{_WAR}\s(?:(?!\b(?:when|as|after)\b)[\w-]+\s){{0,4}}$")
_WHICH = _p(rf"\b{_WAR},?\s(?:that|which|in\swhich)\s(?:[\w-]+\s){{0,4}}$")
_LEFT = _p(
    r"\b(?:unexploded|explod\w+|detonat\w+|ordnance|munitions?|relics?|memorials?|museums?|ceremon\w+|parades?|veterans?|vintage|wreck\w*|bunkers?|tunnels?|"
    r"(?<!atomic\s)(?<!atom\s)(?<!nuclear\s)bombs?|shells?|mines?|landmines?|grenades?|aircraft|planes?|tanks?|built|laid|buried|crash\w*|collaps\w+|"
    r"fought|served|surviv\w+|born|made|dating|era)\b"
)
"""What is left of a past, or tells who was there."""
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NOW = _p(
    rf"\b(?:{_WEEKDAY}|overnight|yesterday|tonight|this\s(?:morning|afternoon|evening|week(?!\san?\s))|last\s(?:night|week)|(?<!is\s)now)\b|(?<!ago\s)\btoday\b|"
    r"\b(?:has|have)\s(?:\w+ly\s|also\s|already\s)?(?:been\s)?(?:kill|die|dead|claim|left|tak|cost|murder|slain|slaughter|lost)"
)
_SAID = _p(r"^.*\b(?:that|said|says|found|finds|reveals|ruled|rules)\s")
_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"\d+|several|some|many|half\sa)"
)
_AGO = rf"{_NUMBER}\s(?:years?|decades?|century|centuries)\sago"
_AGO_AHEAD = _p(
    rf"(?:^|[.;:]\s|,\s)(?:and\s|but\s)?(?:on\sthis\sday,?\s)?(?:only\s|just\s|about\s|exactly\s|nearly\s|almost\s|over\s|more\sthan\s|some\s)?{_AGO}\b"
    r"(?:\s(?:today|this\s(?:week|month)))?(?P<between>[^.;]{0,200})$"
)
_AGO_BEHIND = _p(
    r"^(?:\s?(?:people|civilians|men|women|children|villagers|soldiers|protesters|demonstrators|others|students))?(?:\s(?:were|was))?(?:\s(?:killed|dead|died))?"
    rf"(?-i:\s(?:in|at|near|on|around|across)\s(?:the\s)?(?:[A-Z][\w’'-]*,?\s?)+)?,?\s?(?:(?:exactly|about|nearly|more\sthan|over)\s)?{_AGO}\b"
)
_THIS_DAY = _p(
    r"(?:^|[.;:]\s)(?:on\s)?this\sday,?\s(?:in\s)?(?:history|1[5-9]\d\d|20\d\d)\b(?P<between>[^.;]{0,200})$"
)


_GOES_ON = _p(r",\s(?:and|but|it|he|she|they|now)\b|\b(?:continu\w+|still|ever\ssince|remains?|is|are)\b")
"""Behind a time gone by: what came of it, which may be of now."""
_YEAR_FRONT = _p(
    r"^(?:back\s)?in\s(?:(?!the\b)[a-z]+\s)?(?P<year>1[5-9]\d\d|20\d\d)(?:,|(?=\s(?-i:[a-z])))(?P<between>.*)$"
)
_NEAR_YEARS = 2
"""Years before the report's whose news may still be told."""


def is_retold(text: str, year: int | None) -> bool:
    """Whether a text is one sentence that opens with a time long gone and tells nothing of now: "Ten years ago today"."""
    if len(sentence_starts(text)) > 1:
        return False
    text = text.rstrip(" .")
    told = _AGO_AHEAD.match(text) or _THIS_DAY.match(text)
    dated = _YEAR_FRONT.match(text)
    if told is None and dated is not None and year is not None and int(dated["year"]) <= year - _NEAR_YEARS:
        told = dated
    return told is not None and not (_NOW.search(told["between"]) or _GOES_ON.search(told["between"]))


def is_long_past(before: str, after: str) -> bool:
    """Whether a count is of a past that is told again; `before` and `after`: what stands on either side in its sentence."""
    own = _SAID.sub("", before)
    if _is_of_past_war(before, own, after):
        return True
    told = _AGO_AHEAD.search(before) or _THIS_DAY.search(before)
    if told is not None:
        return not (_NOW.search(told["between"]) or _GOES_ON.search(told["between"]))
    return _AGO_BEHIND.match(after) is not None and _NOW.search(own) is None


def _is_of_past_war(before: str, own: str, after: str) -> bool:
    if not (_BEHIND.match(after) or _AHEAD.search(own) or _WHICH.search(before)):
        return False
    whole = f"{own}#{after}"
    return _LEFT.search(whole) is None and _NOW.search(whole) is None
