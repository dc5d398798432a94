"""How things are said on a page: times, ages, numbers with their interval, categories, coverage."""

from __future__ import annotations

from datetime import datetime, timedelta

from lookfar.alerts import phrases
from lookfar.domain.areas import AreaKind
from lookfar.domain.rating import Rating, interval_words
from lookfar.domain.report import Fact, FactKind, Toll
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Coverage, DeliveryState, HoldReason, Level, Resolution

AREA_KINDS = {
    AreaKind.COUNTRY: "country",
    AreaKind.ADMIN1: "first-level area",
    AreaKind.CITY: "city of more than 500,000 people",
}
CATEGORY_WORDS: dict[str, str] = {
    Category.ARMED_CONFLICT: "Armed conflict",
    Category.TERRORISM: "Terrorism",
    Category.UNREST: "Unrest",
    Category.CRIME: "Crime",
    Category.KIDNAP: "Kidnap and detention",
    Category.STABILITY: "Stability of the state",
    Category.RELATIONS: "External relations",
    Category.PROTECTION: "Protection by the state",
    Category.HAZARD: "Natural hazards",
    Category.HEALTH: "Health",
    Category.INFRASTRUCTURE: "Infrastructure and communications",
    Category.TRANSPORT: "Transport and borders",
}
HEADLINE_WORDS: dict[str, str] = {
    Headline.SECURITY: "Security",
    Headline.HEALTH: "Health, all in all",
    Headline.HAZARD: "Hazards, all in all",
    Headline.INFRASTRUCTURE_TRANSPORT: "Getting about and staying connected",
}
COVERAGE_WORDS: dict[str, str] = {
    Coverage.COVERED: "heard",
    Coverage.QUIET: "confirmed quiet",
    Coverage.DEGRADED: "heard in part",
    Coverage.BLIND: "nobody heard",
}
COVERAGE_MEANS: dict[str, str] = {
    Coverage.COVERED: "Covered: we would have heard.",
    Coverage.QUIET: "Quiet: sources that report everything of this kind reported nothing.",
    Coverage.DEGRADED: "Degraded: somebody who would tell of this is silent, or what we hear is old. Silence here is no proof of calm.",
    Coverage.BLIND: "Blind: no source tells us about this. Silence here does not mean safety.",
}


HOLD_WORDS: dict[str, str] = {
    HoldReason.QUIET_HOURS: "it came in quiet hours",
    HoldReason.SILENCED: "somebody silenced it",
    HoldReason.INHIBITED_BY: "a graver alert says it already",
    HoldReason.GROUPED_WITH: "it went with others in one message",
    HoldReason.BELOW_THRESHOLD: "less grave than what you are woken for, or far away",
    HoldReason.LOW_PLACE_CONFIDENCE: "the place is not sure enough",
    HoldReason.ALREADY_TOLD: "nothing important was new",
    HoldReason.MOVED_AWAY: "whoever it is about had moved away",
}
_RESOLVED: dict[str, str] = {
    Resolution.RELEASED: "told",
    Resolution.DIGESTED: "in the digest",
    Resolution.SUPERSEDED: "overtaken by what came later",
}
IN_DIGEST = "its digest has not left yet"
_WAITS: dict[str, str] = {
    HoldReason.QUIET_HOURS: "waits for quiet hours to end",
    HoldReason.GROUPED_WITH: "waits to go with others",
    HoldReason.SILENCED: "waits for a silence to end",
}
_STATES: dict[str, str] = {
    DeliveryState.WAITING: "on its way",
    DeliveryState.FAILED: "failed, tried again",
    DeliveryState.DEAD_LETTER: "given up",
    DeliveryState.SUPPRESSED: "dropped: it was not wanted any more",
    DeliveryState.DIGESTED: "no longer concerned them, told in the digest",
    DeliveryState.DISCARDED: "dropped by an operator when sending was resumed",
    DeliveryState.SUPERSEDED: "overtaken by a later version",
}
OUTCOME_WORDS: dict[str, str] = {
    "body": "answered",
    "not_modified": "answered: nothing new",
    "unreachable": "could not be reached",
    "changed": "its address or its form is no longer what we know",
}
FEATURE_WORDS: dict[str, str] = {
    "typical": "wording",
    "closest": "wording of the nearest report",
    "matter": "subject matter",
    "overlap": "shared words",
    "names": "names",
    "copy": "one text passed on",
    "other_names": "other names",
    "numbers": "figures",
    "other_numbers": "other figures",
    "other_clock": "other times of day",
    "set_apart": "said to be another event",
    "no_words": "no words in common",
    "mirrored": "same wording elsewhere",
    "twin": "same story of another place",
    "near": "near each other",
    "apart": "far apart",
    "other_country": "another country",
    "somewhere": "a place unknown",
    "kin": "another kind of event",
    "foreign": "kinds that do not go together",
    "days": "days between",
    "moment": "same hour",
    "front": "front and war",
    "fresh_count": "a new count",
    "abroad": "told of another country",
    "act_over": "declares or decrees over the event",
    "aftermath": "what came after",
    "alien": "kinds that seldom go together",
    "bare_place": "nothing but the place",
    "behind": "told as already known",
    "beyond": "wording without places",
    "copy_here": "one text passed on, same place",
    "echo": "speaks of it as known",
    "faint": "hardly any wording in common",
    "named_there": "names the other's place",
    "next_event": "a later day, told as new",
    "no_names": "no names in common",
    "other_actor": "other groups",
    "other_deed": "another deed",
    "other_site": "another kind of site",
    "other_particular": "another disease",
    "other_tag": "another measure or name of its own",
    "other_topic": "another heading",
    "own_names": "names other than places",
    "other_cause": "causes that exclude each other",
    "own_spot": "a spot of its own in the city",
    "places_only": "only places in common",
    "same_actor": "the same groups",
    "same_country": "the same country",
    "same_deed": "the same deed",
    "same_item": "one published item",
    "same_region": "the same region",
    "same_site": "the same kind of site",
    "same_topic": "the same heading",
    "same_type": "the same kind of event",
    "was_apart": "the other was said to be another event",
    "within_country": "inside the country told of",
    "within_region": "inside the region told of",
    "rarest": "a rare word in common",
    "toll_equal": "the same count of dead",
    "toll_apart": "other counts of dead",
    "toll_falls": "fewer dead than told before",
    "of_unread": "an event of no known kind",
    **{f"of_{name}": f"{spoken.lower()} in general" for name, spoken in CATEGORY_WORDS.items()},
    "bias": "to begin with",
}


def category(code: str) -> str:
    """A category or headline in words."""
    return CATEGORY_WORDS.get(code) or HEADLINE_WORDS.get(code) or code


def way_out(
    held: str,
    resolution: str,
    *,
    resolved: datetime | None,
    again: datetime | None,
    digest: datetime | None,
    waits: bool = False,
) -> str:
    """Why an alert was held, and its way out: the one it took, or the next one. `waits`: its digest has not left."""
    why = HOLD_WORDS.get(held, held.replace("_", " "))
    if waits:
        return f"not sent: {why}; {IN_DIGEST}"
    if resolution and resolved is not None and held != HoldReason.ALREADY_TOLD:
        return f"held, {why}; {_RESOLVED.get(resolution, resolution)} {phrases.moment(resolved)}"
    ways = [f"looked at again {phrases.moment(again)}"] if again else []
    ways += [f"in the digest of {phrases.moment(digest)}"] if digest else []
    return f"not sent: {why}" + (f"; {', or '.join(ways)}" if ways else "")


def delivery(state: str, held: str, *, due: datetime, led: bool, waits: bool = False) -> str:
    """What became of a delivery: "waits for quiet hours to end, 7 Jan 2022, 01:00 UTC".

    `waits`: the digest that tells it has not left.
    """
    if waits:
        return f"held: {HOLD_WORDS.get(held, held)}; {IN_DIGEST}"
    if state == DeliveryState.WAITING and held in _WAITS:
        return f"{_WAITS[held]}, {phrases.moment(due)}"
    together = " with others in one message" if led else ""
    return f"{_STATES.get(state, state.replace('_', ' '))}{together}"


def age(at: datetime, now: datetime) -> str:
    """ "3 h old", in the largest unit that fits; "just now" under a minute.

    >>> from datetime import UTC
    >>> age(datetime(2022, 1, 6, 9, tzinfo=UTC), datetime(2022, 1, 6, 12, tzinfo=UTC))
    '3 h old'
    """
    gone = span(now - at)
    return f"{gone} old" if gone else "just now"


def ago(at: datetime, now: datetime) -> str:
    """ "3 h ago", of something done.

    >>> from datetime import UTC
    >>> ago(datetime(2022, 1, 6, 9, tzinfo=UTC), datetime(2022, 1, 6, 12, tzinfo=UTC))
    '3 h ago'
    """
    gone = span(now - at)
    return f"{gone} ago" if gone else "just now"


def span(time: timedelta) -> str:
    """ "3 h", "2 days"; "" under a minute."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return ""
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return f"{days} days" if days < 730 else f"{days // 365} years"


def level(value: Level) -> str:
    """ "level 4 (High)"."""
    return f"level {int(value)} ({value.word})"


def score(rating: Rating) -> str:
    """ "62 (54-71)", or "unknown" at level 0."""
    return interval_words(rating)


def toll(figures: Toll) -> str:
    """People killed or hurt with the interval, "unknown" when nobody said."""
    low, best, high = figures.low, figures.best, figures.high
    if best is None:
        if low is None and high is None:
            return "unknown"
        return f"at least {low:,}" if high is None else f"{low or 0:,} to {high:,}"
    if low is not None and high is not None and (low, high) != (best, best):
        return f"{best:,} ({low:,}-{high:,})"
    return f"at least {best:,}" if low == best and high is None else f"{best:,}"


def fact(read: Fact) -> str:
    """A fact read from a report: "12 killed", "who: gunmen", "target: police station"."""
    match read.kind:
        case FactKind.ACTOR:
            return f"who: {read.name}"
        case FactKind.TARGET:
            return f"target: {read.name}"
        case _:
            return f"{toll(read.count)} {read.kind.value}"


def happened(interval: Interval) -> str:
    """When, by day when only the day is known."""
    return phrases.period(interval)
