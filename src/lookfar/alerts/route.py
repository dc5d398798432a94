"""Rules: from which severity on who is told at once, for which kinds, places, people and hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from lookfar.alerts.clock import shows, within
from lookfar.alerts.policy import DEFAULT_POLICY, Again, Policy
from lookfar.alerts.scope import Scope, Touch
from lookfar.domain.errors import InvalidValue
from lookfar.domain.vocabulary import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Who is told. `person`: whom it touches, or a site's contact; `endpoints`: the organisation's receivers;
    `others`: ids of more people."""

    person: bool = True
    endpoints: bool = True
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.person or self.endpoints or self.others):
            raise InvalidValue("a rule tells at least one receiver; to tell nobody for a while, set a silence")


_EVERYTHING, _AS_USUAL = Scope(), Tell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `bar`: the lowest CAP severity told at once, None: all to the digest.

    `coarse`: the bar also holds for what is known only to a region or country; otherwise that needs CAP Extreme.
    `over_life`: the bar also holds back threats to life; otherwise those pass it. `hours`: from and until on the clock
    where the person is, in which the rule counts; None at any hour.
    """

    id: str
    name: str
    scope: Scope = _EVERYTHING
    bar: Severity | None = Severity.MODERATE
    coarse: bool = False
    over_life: bool = False
    again: Again = Again.SIGNIFICANT
    tell: Tell = _AS_USUAL
    hours: tuple[time, time] | None = None

    def __post_init__(self) -> None:
        if self.hours is None:
            return
        start, end = self.hours
        if start.tzinfo is not None or end.tzinfo is not None:
            raise InvalidValue("a rule's hours are on the clock where the person is: give them without a zone")
        if start == end:
            raise InvalidValue(
                "a rule's hours end at another time than they start; leave them out for the whole day"
            )

    def counts(self, touch: Touch, clock: time) -> bool:
        """Whether it decides on a match at this time of day."""
        return (self.hours is None or within(clock, *self.hours)) and self.scope.meets(touch)

    @property
    def policy(self) -> Policy:
        """Its bars."""
        coarse = self.bar if self.coarse else Severity.EXTREME
        return Policy(
            threshold=self.bar,
            coarse_threshold=None if self.bar is None else coarse,
            again=self.again,
            over_life=self.over_life,
            said_by=f"the rule “{self.name}”",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What the rules say of a match; `rule` "": none did, the default policy decides."""

    policy: Policy = DEFAULT_POLICY
    tell: Tell = _AS_USUAL
    rule: str = ""


def route(rules: Iterable[Rule], touch: Touch, *, now: datetime, zone: tzinfo) -> Routed:
    """The first rule that counts decides; without any, everybody is told by the default policy."""
    clock = shows(now, zone)
    first = next((rule for rule in rules if rule.counts(touch, clock)), None)
    if first is None:
        return Routed()
    return Routed(policy=first.policy, tell=first.tell, rule=first.id)
