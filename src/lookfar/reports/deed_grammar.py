"""The verbs and nouns in which English tells of what somebody did to somebody or something."""

from __future__ import annotations

import re


def _p(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(pattern, flags)


_ACTS = (
    r"attack(?:s|ed|ing)?|raid(?:s|ed|ing)?|storm(?:s|ed|ing)?|ambush(?:es|ed|ing)?|assault(?:s|ed|ing)?|"
    r"bomb(?:s|ed|ing)?|bombard(?:s|ed|ing)?|shell(?:s|ed|ing)?|str(?:ikes?|uck|iking)(?!\sdown)|hit(?:s|ting)?|target(?:s|ed|ing)?|"
    r"bl(?:ows?|ew|own|owing)\sup|set(?:s|ting)?\sfire\sto|torch(?:es|ed|ing)?|burn(?:s|ed|t|ing)?(?:\sdown)?|"
    r"destroy(?:s|ed|ing)?|seiz(?:e|es|ed|ing)|captur(?:e|es|ed|ing)|overr[au]n(?:s|ning)?|t(?:akes?|ook|aking)\scontrol\sof|"
    r"occup(?:y|ies|ied|ying)|besieg(?:e|es|ed|ing)|block(?:s|ed|ing|ades?|aded)?|hack(?:s|ed|ing)?|loot(?:s|ed|ing)?|"
    r"ransack(?:s|ed|ing)?|vandali[sz](?:e|es|ed|ing)|sabotag(?:e|es|ed|ing)|invad(?:e|es|ed|ing)|hijack(?:s|ed|ing)?|"
    r"board(?:s|ed|ing)|break(?:s|ing)?\sup|broke\sup|dispers(?:e|es|ed|ing)|clear(?:s|ed)?|"
    r"(?:use[ds]?|fire[ds]?|firing)\stear\sgas\s(?:to\s(?:break\sup|disperse)|on|at)|"
    r"(?:carr(?:y|ies|ied|ying)\sout|launch(?:es|ed|ing)?|conduct(?:s|ed|ing)?|claim(?:s|ed|ing)?(?:\sresponsibility\sfor)?|"
    r"mount(?:s|ed)?|stage[sd]?)\s(?:an?\s|the\s)?(?:[\w-]+\s){0,2}?(?:air\s?strikes?|attacks?|raids?|assaults?|strikes?|bombings?|"
    r"ambush(?:es)?|offensive)\s(?:on|against|at|of)|"
    r"fir(?:e|es|ed|ing)\s(?:(?:[\w-]+\s){0,2}(?:rockets?|missiles?|shots?|shells?|mortars?|bullets?|rounds?|ammunition)\s)?"
    r"(?:on|at|into|towards?)|open(?:s|ed|ing)?\sfire\s(?:on|at)|"
    r"(?:throw(?:s|ing)?|threw|hurl(?:s|ed|ing)?|drop(?:s|ped|ping)?)\s(?:[\w-]+\s){1,3}(?:at|on)"
)
_HARMS = (
    r"kill(?:s|ed|ing)?|murder(?:s|ed|ing)?|massacr(?:e|es|ed|ing)|assassinat(?:e|es|ed|ing)|execut(?:e|es|ed|ing)|hang(?:s|ed)|"
    r"behead(?:s|ed|ing)?|lynch(?:es|ed|ing)?|stab(?:s|bed|bing)?|beat(?:s|en|ing)?|"
    r"sho(?:ots?|t|oting)(?:\sdead|\sat|\sand\skill(?:s|ed)?|\sto\sdeath)?|wound(?:s|ed|ing)?|injur(?:es?|ed|ing)|"
    r"poison(?:s|ed|ing)?|rap(?:es|ed|ing)"
)
_TAKES = (
    r"abduct(?:s|ed|ing)?|kidnap(?:s|ped|ping)?|arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|apprehend(?:s|ed|ing)?|"
    r"round(?:s|ed|ing)?\sup|t(?:akes?|ook|aking)(?=\s[^.;,]{1,40}\shostage)|deport(?:s|ed|ing)?|expel(?:s|led|ling)?"
)
DEED = _p(rf"\b(?P<deed>(?P<act>{_ACTS})|(?P<harm>{_HARMS})|(?P<takes>{_TAKES}))\b")
"""A verb of violence; `act` on things and places, `harm` to persons, `takes` persons away."""
CERTAINLY_MEANT = _p(
    r"attack|ambush|assault|raid|shot|shoot|stab|murder|massacr|assassinat|behead|lynch|execut|gunm[ae]n|gunfire|bomb(?!ard)|"
    r"shell(?:s|ed|ing)|air\s?strikes?|air\sforce|drone\sstrike|missiles?|rockets?|militants?|rebels?|insurgents?|fighting|"
    r"clash|riot|\bwar\b|strike\b|terror|abduct|kidnap|bandits|fired\son|opened?\sfire"
)
"""Words that say that the harm of a sentence was done by somebody."""
ALONE = _p(
    r"\b(?:w(?:ent|ent)\son\sstrike|go(?:es)?\son\sstrike|march(?:es|ed)?|rall(?:y|ies|ied)|protest(?:s|ed)?|riot(?:s|ed)?|"
    r"claim(?:s|ed)?\sresponsibility|bl(?:ows|ew)\s(?:himself|herself|themselves|itself)\sup|open(?:s|ed)?\sfire|raid(?:s|ed)?|"
    r"detonat(?:es|ed)|set(?:s)?\s(?:an?|the)\s[\w\s-]{1,30}?(?:alight|on\sfire))\b"
)
"""A deed that names its doer and, in these words, no target."""
PASSIVE = _p(
    r"\b(?:is|are|was|were|be|been|being|get|gets|got)(?:\s(?:\w+ly|also|later|then|shot|badly|again))?\s$"
)
BY = _p(
    r"^(?:\s[\w'’-]+){0,6}?,?\sby\s(?:an?\s|the\s|some\s|unknown\s|unidentified\s|suspected\s|armed\s)*(?:[\w'’-]+\s)?$"
)
NOUN_DEED = _p(
    r"\b(?:attacks?|assaults?|raids?|air\s?strikes?|strikes?|bombings?|shelling|ambush|siege|arson|shooting)\s"
    r"(?P<by>(?:carried\sout\s|launched\s|claimed\s)?by\s)?|"
    r"\b(?:bombs?|car\sbomb|grenades?|landmines?|mines?|explosive\sdevices?|devices?|bl(?:ew|ows)\s(?:himself|herself|themselves)\sup)\b"
)
"""A noun for an attack: what follows it may be its doer ("by") or its target ("on", "at")."""
AT_TARGET = _p(
    r"^(?:(?!\b(?:that|which|who|by)\b)[^.;,]){0,30}?\b(?:on|at|against|of|outside|inside|near|in|under|aboard|hit|hits|struck|killed|kills|exploded\sin)\s"
    r"(?:(?:an?|the|its|their|his|two|three|several|\d+)\s)?(?:(?!(?:in|on|at|of|that|who|by|and|near)\b)[\w'’-]+\s){0,3}$"
)
OBJECT = _p(
    r"^(?:\s(?!(?:in|at|on|near|as|by|with|after|before|during|from|that|who|which|when|while|was|were|is|are|killing|injuring|"
    r"outside|inside|over|for|because|to|into|where|if|and|or|but)\b)[\w'’.,-]+){0,6}?\s[\"“‘']?$"
)
"""What may stand between a verb and its object."""
SUBJECT = _p(
    r"^(?:\s(?:fighters|militants|rebels|forces|members|insurgents|gunmen|group|officers|dissidents|in\s\w+|on\smotorcycles|"
    r"armed\swith\s\w+|dressed\sas\s\w+|have|has|had|also|then|later|reportedly|again|fatally|allegedly|briefly|together|who|that|and|"
    r"(?:say|says|said)\s(?:that\s)?(?:it|they)(?:\s(?:have|has|had))?)|,[^,.;]{1,60},)*\s$"
)
"""What may stand between a subject and its verb."""
CLASH = _p(
    r"\b(?:clash(?:es)?|fighting|battles?|fights?|skirmish(?:es)?|confrontations?|gunfight|standoff)\s(?:erupts?\s|broke\sout\s)?between\s(?P<both>[^.;]{3,120})|"
    r"\bclash(?:es|ed)?\swith\s(?P<with>[^.;]{3,60})"
)
NOUN_BEFORE = _p(
    r"\b(?:an?|the|this|his|her|its|their|air|drone|missile|rocket|on|of|in|by|after|during|general|suicide|bomb|car|armed|"
    r"terror(?:ist)?|deadly|two|three|several|militant|insurgent|rebel|jihadist|cyber|arson|mass|knife|no|any|such|hunger)\s$"
)
"""Before a bare verb form that is a noun here."""
BARE = _p(
    r"(?:attack|raid|ambush|assault|bomb|shell|strike|target|burn|block|blockade|hack|shot|murder|rape|hang)(?:s|es)?"
)
NOT_SOMEBODY = _p(
    r"fires?|flood(?:s|ing)?|lightning|cholera|covid(?:-19)?|ebola|malaria|measles|smoke|heat|heatwave|tornado|earthquake|avalanche|rain|"
    r"snow|ice|drought|famine|bombs?|explosion|blast|gunfire|shelling|nobody|everyone|poison|crash|storm|hurricane|cyclone|typhoon|"
    r"police|officials?|another|others|most|many|none|both|all|each|further|several|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve|\w+teen|twenty.*|thirty.*|forty.*|fifty.*|sixty.*|seventy.*|eighty.*|ninety.*|\w+s|\w+ing"
)
"""Capitalised first words of a sentence that do nothing on purpose, or are no name."""
CLASHED = _p(r"\bclash(?:ed)?\b")
PEOPLE = _p(
    r"\b(?:(?:unidentified|unknown|armed|masked|suspected|knife-wielding|car|truck|suicide)\s){0,4}(?:suicide\sbombers?|bombers?|gunm[ae]n|snipers?|attackers?|assailants?|mob|"
    r"crowds?|hackers|settlers|arsonists?|robbers|thieves|kidnappers|hijackers|gang\smembers|gangsters|gangs?|students?|teachers|"
    r"workers|farmers|truckers|drivers|residents|villagers|herders|herdsmen|activists|inmates|prisoners|youths|tribesmen|"
    r"(?-i:(?:[A-Z][\w'’-]+\s){1,6})(?:forces|fighters|militants?|rebels?|military|authorities|police|troops|gunm[ae]n|militia)|terrorists?|militants?|rebels?|(?:[A-Z]\w+\s)?dissidents|fighters|assassins?|m[ae]n|wom[ae]n|teenagers?|\d{2}-year-old|"
    r"authorities|smugglers|traffickers|poachers|supporters|loyalists|vigilantes|officers?|soldiers?|policem[ae]n)\b"
)
"""Doers beside forces and known groups: people at large, in the role of subjects only."""
WEAPON = _p(
    r"(?<![\w-])(?P<whose>[A-Z][a-z]+(?:n|i|ish|ese|ch|ek|ot)|U\.S\.|US|UK|NATO|Hamas|Hezbollah)(?:-led)?"
    r"(?:\s(?:cruise|ballistic|air|tank|fighter|artillery|military|armed|suicide|guided|hypersonic|navy|naval|army|special|attack|precision)){0,2}?"
    r"\s(?i:missiles?|rockets?|drones?|air\s?strikes?|strikes?|jets|warplanes|shelling|artillery|bombardment|bombs|helicopters?|tanks)\b",
    re.NOFLAG,
)
"""A weapon with the nation it is of."""
PREPOSITION = _p(
    r"\b(?:in|of|at|near|from|on|to|for|between|around|outside|against|with|over|under|and|by)\s(?:the\s)?$"
)
NAME = _p(
    r"\b(?:The\s|the\s)?(?P<name>(?!(?:The|A|An|In|On|At|It|He|She|They|After|When|While|Up|More|Some|Several|Hundreds|Thousands|"
    r"Dozens|Hurricane|Typhoon|Cyclone|Storm|Tropical|Covid|COVID|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday)\b)[A-Z][\w'’-]+(?:\s(?:of\sthe\s|of\s)?[A-Z][\w'’-]+){0,4})"
    r"(?:-led\scoalition)?",
    re.NOFLAG,
)
"""A run of capitalised words: somebody when a deed follows, some place when a deed comes before."""
