"""A dated grouping rule: weights, threshold, spans in days and which categories may share an incident."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from lookfar.domain.taxonomy import Category, EventType

Known = TypeVar("Known")
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days, per event type.

    `reach`: reports of one incident lie at most this far apart (later news, trials excepted).
    `wave`: events of this type on days at most this far apart, in one place, are one developing incident.
    `quiet`: with no news for this long the incident is closed.
    """

    reach: float
    wave: float
    quiet: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One dated rule; old judgements keep the rule that made them.

    `weights`: logit per unit of a feature, "bias" among them. `accept`: the least score (0..1) that is
    the same event. `kin`: unordered pairs of categories that one incident may hold, with a logit each; a
    category with itself: the logit of two different types of it.
    `rarity`: how telling a stem is (inverse document frequency, natural log); `unseen` for all others.
    `spans`: by event type, else by category, else "". `happenings`, `sites`: stems to the concept they
    speak of, of what happened and of what it happened to. `acts`: of happenings that are acts of state.
    """

    name: str
    accept: float
    weights: Mapping[str, float]
    spans: Mapping[str, Span]
    kin: Mapping[frozenset[str], float]
    rarity: Mapping[str, float] = field(default_factory=dict)
    unseen: float = 8.0
    happenings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sites: Mapping[str, frozenset[str]] = field(default_factory=dict)
    acts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _memory: dict[tuple[str, frozenset[str]], object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def span(self, category: Category | None, event_type: EventType | None) -> Span:
        """The days that hold for an event type, or its category, or everything."""
        for key in (event_type or "", category or ""):
            if key and key in self.spans:
                return self.spans[key]
        return self.spans[""]

    def kinship(self, a: Category | None, b: Category | None) -> float | None:
        """Logit for two different types of these categories in one incident; None when they never share one."""
        if a is None or b is None:
            return 0.0
        return self.kin.get(frozenset((a.value, b.value)), 0.0 if a == b else None)

    def kindred(self, category: Category | None) -> frozenset[Category]:
        """Categories whose incidents could hold a report of this category."""
        return frozenset(c for c in Category if self.kinship(category, c) is not None)

    def weigh(self, stems: frozenset[str]) -> float:
        """Sum of the rarity of stems."""
        rarity, unseen = self.rarity, self.unseen
        return sum([rarity.get(stem, unseen) for stem in stems])

    def likeness(self, a: frozenset[str], b: frozenset[str]) -> float:
        """Cosine of two sets of stems, each stem weighted by its rarity, 0..1."""
        shared = a & b
        if not shared:
            return 0.0
        rarity, unseen = self.rarity, self.unseen
        common = sum([rarity.get(stem, unseen) ** 2 for stem in shared])
        return common / math.sqrt(self._mass(a) * self._mass(b))

    def deeds(self, stems: frozenset[str]) -> frozenset[str]:
        """Concepts of happenings that stems speak of."""
        return self._remembered("deeds", stems, lambda: _concepts(self.happenings, stems))

    def scenes(self, stems: frozenset[str]) -> frozenset[str]:
        """Concepts of sites and targets that stems speak of."""
        return self._remembered("scenes", stems, lambda: _concepts(self.sites, stems))

    def decrees(self, stems: frozenset[str]) -> frozenset[str]:
        """Concepts of acts of state that stems speak of."""
        return self._remembered("decrees", stems, lambda: _concepts(self.acts, stems))

    def _mass(self, stems: frozenset[str]) -> float:
        rarity, unseen = self.rarity, self.unseen
        return self._remembered("mass", stems, lambda: sum([rarity.get(stem, unseen) ** 2 for stem in stems]))

    def _remembered(self, what: str, stems: frozenset[str], work: Callable[[], Known]) -> Known:
        """What was worked out of the same stems before; the memory is emptied when it is full."""
        memory = self._memory
        key = (what, stems)
        if key not in memory:
            if len(memory) >= _REMEMBERED:
                memory.clear()
            memory[key] = work()
        return cast("Known", memory[key])


def _concepts(table: Mapping[str, frozenset[str]], stems: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*[table[stem] for stem in stems if stem in table])
