"""The words of death and injury that the sentence patterns of `toll_grammar` and `single_grammar` are made of."""

from __future__ import annotations

from lookfar.reports.numbers import NUMBER

BE = r"(?:is|are|was|were|be|been|being|has\sbeen|have\sbeen|had\sbeen|get|got)"
ADV = r"(?:\s(?:also|now|reportedly|believed|feared|confirmed|reported|later|either|all|allegedly|then|presumed|estimated|to\sbe|to\shave\sbeen|to\shave|said|thought|declared|found|left|known))*"
DEAD = (
    r"(?:killed|dead|deceased|shot\sdead|shot\sto\sdeath|(?:(?!kill)[\w-]+ed|shot|beaten|run\sover|hit)\sand\s(?:later\s|then\s)?(?:killed|murdered|executed|burned|hanged)|stabbed\sto\sdeath|beaten\sto\sdeath|"
    r"(?:burned|burnt|crushed|trampled|hacked|bludgeoned|stoned|clubbed|battered|knifed|mauled|frozen|starved)\sto\sdeath|"
    r"(?:burned|burnt|buried)\salive|gunned\sdown|swept\saway\sand\s(?:drowned|killed)|mown\sdown|strangled|suffocated|asphyxiated|hanged|fatally\s(?:shot|stabbed|wounded|injured|hit|struck)|murdered|slain|massacred|"
    r"assassinated|beheaded|executed|lynched|drowned|electrocuted|martyred|slaughtered)"
)
DIE = (
    r"(?:died|die|dies|drowns?|drowned|perish(?:es|ed)?|los(?:e|es|t)\s(?:their|his|her)\sli(?:ves|fe)|succumb(?:s|ed)?|"
    r"(?:paid|pays?)\s(?:the\s(?:supreme|ultimate)\sprice|with\s(?:their|his|her)\sli(?:ves|fe))|(?:made|makes?)\sthe\s(?:supreme|ultimate)\ssacrifice|"
    r"(?:freezes?|froze|starv(?:es?|ed)|burned|burnt|bleeds?|bled|suffocat(?:es?|ed))\sto\sdeath)"
)
_NOT_ILL = r"(?!\s(?:with|due\sto|because\sof|suffering|over(?=\s(?:his|her|their|concerns|fears)\b))\s(?![^.;]{0,30}(?:injur|wound|burn|fractur|gunshot|smoke)))"
HURT = (
    rf"(?:injured|wounded|hurt|hospitali[sz]ed{_NOT_ILL}|maimed|(?:shot|stabbed)\sand\s(?:(?:critically|seriously|badly|severely)\s)?(?:injured|wounded|hurt)|"
    r"treated\s(?:in\shospital\s)?for\s(?:[\w-]+\s)?(?:burns|injuries|wounds|smoke|breathing|inhalation|fractures)|"
    rf"(?:(?:taken|rushed|sent|brought|flown|airlifted)\sto|admitted\sto)\s(?:[\w'’-]+\s){{0,3}}?hospitals?{_NOT_ILL}|"
    r"(?:shot|stabbed)\sin\s(?:the|his|her|their)\s(?:legs?|arms?|foot|feet|hands?|shoulders?|thighs?|knees?|ankles?))"
)
BADLY = r"(?:(?:very\s)?(?:seriously|critically|slightly|severely|badly|gravely|lightly|mildly|moderately|grievously)\s)?"
"""How badly somebody is hurt."""
KILLS = (
    r"(?:kills?|killed|killing|murder(?:s|ed|ing)?|massacr(?:es?|ed|ing)|slaughter(?:s|ed|ing)|slays?|slaying|execut(?:es?|ed|ing)|"
    r"behead(?:s|ed|ing)?|assassinat(?:es?|ed|ing)|claim(?:s|ed)?\sthe\sli(?:ves|fe)\sof|"
    r"claiming\sthe\sli(?:ves|fe)\sof|claims|claiming|(?:shoots?|shot|shooting)\sdead|gun(?:s|ned|ning)?\sdown|mow(?:s|ed|ing)?\sdown|"
    r"(?:hack(?:s|ed|ing)?|burn(?:s|ed|t|ing)?|trampl(?:es?|ed|ing)|crush(?:es|ed|ing)?|beat(?:s|en|ing)?)\sto\sdeath|"
    r"strangl(?:es?|ed|ing)|burn(?:s|ed|t|ing)?\salive|cost(?:s|ing)?\sthe\slives\sof|"
    r"leaves?\sdead|lynch(?:es|ed|ing)?|hang(?:s|ed)|fatally\s(?:shoots?|shot|stabs?|stabbed|wounds?|wounded|injures?|injured)|shoots?\sand\skills?|claim(?:s|ed)\sthe\skilling\sof|caused?\sthe\sdeaths?\sof|causing\sthe\sdeaths?\sof|the\sdeaths?\sof|"
    r"(?:shot|stabbed|shoots?|stabs?)\sto\sdeath)"
)
HURTS = r"(?:injures?|injuring|injured|wounds?|wounding|wounded|hurts?|hurting|hospitali[sz]es?|hospitali[sz]ing)"
CLAIMANT = (
    r"(?:activists?|groups?|witnesses|residents|locals|rebels|(?:the\s)?opposition|monitors?|others|sources|media|militants|"
    r"insurgents|doctors?)"
)
"""Who may give a count of their own."""
WORD = r"(?:[\w'’-]+(?:\.[\w'’-]+)*|(?:\w\.){1,4}|(?:st|mt|gen|lt|col|sgt|dr)\.)"
"""A word; a full stop ends it unless it is of an abbreviation."""
MID = (
    rf"(?:\s(?!with\s{NUMBER}\b)(?!(?:that|which|who|after|when|while|because|and\sthen|(?<!all\s)but|killing|injuring|wounding|"
    r"killed|kills|kill|dead|died|die|dies|injured|wounded|is|are|was|were)\b)"
    rf"[\"“‘]?{WORD}[\"”]?,?){{0,9}}?"
)
"""Words of a noun phrase after a count, as few as will do, without a new clause."""
OUT_OF = rf"(?:\s(?:out\s)?of\s(?:the\s|its\s|their\s)?(?:(?:crew|group|team|party|family|total)\sof\s)?{NUMBER})?"
"""The whole of which the count before is a part: "18 of the 51"."""
ASIDE = (
    r"(?:\s?[–—]\s?[^–—.;]{3,80}[–—]|\s-\s[^.;]{3,80}?\s-|\s\([^().;]{3,80}\)|"
    r",\s(?:(?:most|many|some|all|half|\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)\sof\s(?:them|whom)|including|among\sthem)\s[^,.;]{3,80}|"
    r",\swho\s(?!(?:said|say|told)\b)[^,.;]{3,80}(?=,)|"
    r"\swho\s(?:had\s|have\s)?(?!(?:is|are|was|were|said|say|saw|survived|escaped|told|witnessed|had|have|died|die)\b)"
    r"(?:(?!(?:said|say|who|that|which|when|where|whose|after|before|while|dead|killed|died|and)\b)[\w'’-]+\s){1,8}?[\w'’-]+)?"
)
"""What may be put in between: " – including three children –", ", most of them killed by police", " who inhaled the gas"."""
NP = r"(?:\s(?!(?:that|which|who|after|when|while|because|but|and|is|are|was|were|in|at|on|near|as|by|with|during)\b)[\w'’-]+){0,6}?"
ACTIVE = rf"(?!\s(?:{NUMBER}|an?\s|the\s|his\s|her\s|their\s|people\b|civilians\b))"
"""After a bare participle: an object would make it an active verb."""
ARTICLE = r"(?:an?|the|his|her|its|their|another)"
ANIMALS = (
    r"(?!\s(?:of\s)?(?:(?:thousands|millions)\sof\s)?(?:(?![\w'’-]*(?:s|people|men|women|children)\b|(?:and|in|at|on|by|with|near|from)\b)[\w'’-]+\s){0,3}?(?:ducks?|pigs?|birds?|whales?|dolphins?|fish|chickens?|cattle|cows?|animals?|dogs?|cats?|sheep|"
    r"elephants?|horses?|bees?|trees?|turtles?|livestock|poultry|penguins?|seals?|cranes|geese|swans|hens|goats|camels|deer|"
    r"reindeer|minks?|bats|rhinos|lions|tigers|bears|wolves|sharks|monkeys|kangaroos|koalas|alpacas|llamas|antelopes?|buffalo(?:es)?|bison|crocodiles|moose|elk|oxen|donkeys|rabbits|rats|oysters|corals|salmon|pelicans|herons|storks|eagles|vultures|flamingos|gulls)\b)"
)
