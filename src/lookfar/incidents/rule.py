"""A dated grouping rule: weights, threshold, spans in days and which categories may share an incident."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar, cast

from lookfar.domain.taxonomy import Category, EventType

Known = TypeVar("Known")
Asked = TypeVar("Asked")
Tellings = tuple[frozenset[str], ...]
"""The stems of the distinct texts that told of an incident."""
_REMEMBERED = 100_000
_OFTEN = 3
"""Of an incident's tellings one in so many speaks of what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days, per event type, and kilometres.

    `reach`: reports of one incident lie at most this far apart (later news, trials excepted).
    `wave`: events of this type on days at most this far apart, in one place, are one developing incident.
    `quiet`: with no news for this long the incident is closed.
    `extent`: two reports of this type tell of one place when theirs lie at most so many km apart.
    """

    reach: float
    wave: float
    quiet: float
    extent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One dated rule; old judgements keep the rule that made them.

    `weights`: logit per unit of a feature, "bias" among them. `accept`: the least score (0..1) that is
    the same event. `kin`: unordered pairs of categories that one incident may hold, with a logit each; a
    category with itself: the logit of two different types of it.
    `rarity`: how telling a stem is (inverse document frequency, natural log); `unseen` for all others.
    `spans`: by event type, else by category, else "". `happenings`, `sites`: stems to the concept they
    speak of, of what happened and of what it happened to. `acts`: of happenings that are acts of state.
    `particulars`: by category, what tells its events apart, as the disease does an outbreak.
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
    particulars: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    _memory: dict[str, dict[object, object]] = field(
        default_factory=lambda: defaultdict(dict), init=False, repr=False, compare=False
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
        return math.fsum([rarity.get(stem, unseen) for stem in stems])

    def likeness(self, a: frozenset[str], b: frozenset[str]) -> float:
        """Cosine of two sets of stems, each stem weighted by its rarity, 0..1."""
        shared = a & b
        return self._squares(shared) / math.sqrt(self._squares(a) * self._squares(b)) if shared else 0.0

    def likenesses(self, a: frozenset[str], several: Iterable[frozenset[str]]) -> list[float]:
        """The likeness of a set of stems with each of several that are often asked about."""
        own, found = self._mass(a), list[float]()
        for b in several:
            shared = a & b
            found.append(self._squares(shared) / math.sqrt(own * self._mass(b)) if shared else 0.0)
        return found

    def deeds(self, stems: frozenset[str]) -> frozenset[str]:
        """Concepts of happenings that stems speak of."""
        return self._remembered("deeds", stems, self._deeds)

    def scenes(self, stems: frozenset[str]) -> frozenset[str]:
        """Concepts of sites and targets that stems speak of."""
        return self._remembered("scenes", stems, self._scenes)

    def decrees(self, stems: frozenset[str]) -> frozenset[str]:
        """Concepts of acts of state that stems speak of."""
        return self._remembered("decrees", stems, self._decrees)

    def particular(self, category: Category, stems: frozenset[str]) -> frozenset[str]:
        """What stems say that tells events of this category apart."""
        return _concepts(self.particulars.get(category.value, {}), stems)

    def spoken(self, tellings: Tellings) -> tuple[frozenset[str], frozenset[str]]:
        """The deeds and the scenes that at least one in three tellings speaks of: what was told now and then is not it."""
        return self._remembered("spoken", tellings, self._spoken)

    def _deeds(self, stems: frozenset[str]) -> frozenset[str]:
        return _concepts(self.happenings, stems)

    def _scenes(self, stems: frozenset[str]) -> frozenset[str]:
        return _concepts(self.sites, stems)

    def _decrees(self, stems: frozenset[str]) -> frozenset[str]:
        return _concepts(self.acts, stems)

    def _spoken(self, tellings: Tellings) -> tuple[frozenset[str], frozenset[str]]:
        return _often(map(self.deeds, tellings), len(tellings)), _often(map(self.scenes, tellings), len(tellings))

    def _mass(self, stems: frozenset[str]) -> float:
        return self._remembered("mass", stems, self._squares)

    def _squares(self, stems: frozenset[str]) -> float:
        rarity, unseen = self.rarity, self.unseen
        return math.fsum([rarity.get(stem, unseen) ** 2 for stem in stems])

    def _remembered(self, what: str, key: Asked, work: Callable[[Asked], Known]) -> Known:
        """What was worked out of the same stems before; the memory is emptied when it is full."""
        memory = self._memory[what]
        known = memory.get(key)
        if known is None:
            if len(memory) >= _REMEMBERED:
                memory.clear()
            known = memory[key] = work(key)
        return cast("Known", known)


def _concepts(table: Mapping[str, frozenset[str]], stems: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*[table[stem] for stem in stems if stem in table])


def _often(said: Iterable[frozenset[str]], tellings: int) -> frozenset[str]:
    times = Counter(chain.from_iterable(said))
    return frozenset(concept for concept, count in times.items() if count * _OFTEN >= tellings)
