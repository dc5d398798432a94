"""Who is killed or injured: the nouns that name one person, or some, in the sentence patterns."""

from __future__ import annotations

_KIN = (
    r"(?:grand|step|god)?(?:mother|father|son|daughter|child)(?:[\s-]of[\s-]\w+)?|(?:step|half-)?(?:brother|sister)(?:-in-law)?|"
    r"mum|mom|dad|(?:ex-)?(?:girlfriend|boyfriend|partner|wife|husband)|cousin|uncle|aunt|nephew|niece|relative|widow|widower|"
    r"fianc[eé]e?|spouse|neighbou?r|newborn|twin|sibling|grandchild|kid"
)
_TRADES = """
    poacher looter squatter guide instructor landlord tenant colleague comrade companion friend classmate teammate roommate accomplice academic accountant activist actor actress admiral adolescent agent aid_worker aide airman ambassador angler
    apprentice artist assailant asylum_seeker athlete attacker au_pair author baby baker bandit banker barber beekeeper
    beggar biker bishop blogger bodyguard bomber boxer boy bricklayer brigadier broker burglar businessman butcher
    bystander cadet cameraman campaigner camper candidate captain caretaker carpenter cashier catechist chef chief
    citizen civilian cleaner cleric clerk client climber coach collaborator colonel commander conductor congressman
    congresswoman conscript constable consul contractor cook corporal councillor councilman councilor
    councilwoman couple's crew_member crewman critic customer cyclist dancer deckhand demonstrator dentist deputy
    detainee detective diplomat director dissident diver dockworker doctor driver editor elder electrician employee
    engineer entrepreneur environmentalist envoy expatriate fan farmer fighter firefighter fisherman footballer
    foreigner gamekeeper gangster gardener gendarme general girl governor guard guerrilla guest gunman handyman
    headmaster headmistress headteacher herder herdsman hijacker hiker hostage hotelier househelp hunter imam immigrant
    infant informant informer inmate inspector insurgent jailer janitor jawan jeweller jihadist jockey journalist judge
    kayaker kidnapper laborer labourer lawmaker lawyer leader lecturer legislator lieutenant lifeguard lobbyist logger
    lumberjack magistrate maid major man manager marine mason mayor mechanic medic member mercenary midwife migrant
    militant militiaman miner minister missionary monk motorcyclist motorist mountaineer musician nanny national
    novelist nun nurse occupant octogenarian officer official operator opponent owner paraglider paramedic passenger
    pastor patient patrolman peacekeeper peasant pedestrian pensioner person pharmacist photographer pilgrim pilot
    plumber poet police_officer policeman policewoman politician porter preacher president priest principal prisoner
    professor prosecutor protester protestor publisher pupil rabbi rancher ranger rapper rebel recruit referee refugee
    reporter rescuer researcher resident rider rights_defender robber runner sailor schoolboy schoolgirl scientist
    seaman secretary seminarian senator sergeant serviceman servicewoman settler shepherd sheriff shopkeeper shopper
    singer skier skipper skydiver sniper soldier spectator spy stevedore steward stewardess student
    superintendent supporter surfer surgeon suspect swimmer tailor teacher technician teen teenager terrorist thief
    toddler tourist trader tradesman trainee trapper trekker trooper trucker unionist vendor vet victim
    villager visitor volunteer waiter waitress warden warlord welder woman worker worshipper writer youth
"""
"""Words for one person; an underscore is a space."""


def _by_first_letter(words: list[str]) -> str:
    """One of the words, as a pattern that looks at the first letter first: the time of a search goes by what it tries."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word[1:].replace("_", r"\s"))
    return "|".join(
        rf"{letter}(?:{'|'.join(sorted(rest, reverse=True))})" for letter, rest in sorted(found.items())
    )


PERSON = rf"(?:ex-|vice-|co-)?(?:{_by_first_letter(_TRADES.split())}|{_KIN})"
"""One person."""
SEVERAL = (
    rf"(?:people|persons|men|women|children|police|troops|{PERSON}s|(?:police|service|fisher|gun|herds|militia|business|camera|sea)men|"
    r"wives|babies|thieves|personnel|crew|youths|others|members|families|bodyguards)"
)
"""Some people."""
TELLERS = (
    r"(?:officials?|spokes\w+|governor|mayor|minister|commander|general|chief|doctors?|witness(?:es)?|residents?|activists?|army|"
    r"military|sources?|police|sheriff|prosecutors?|judge|president|leader|media|reporters?|officers?|lawyer|lawmaker)"
)
"""Who may be named at the end of a headline as the one who says it."""
