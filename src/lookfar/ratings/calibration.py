"""What each level was followed by: shares of places, and counts beside those that were foretold.

A place's share is the mean over its windows at that level; the share of a level is the mean over its places, so
that sixty days of one country are one place, not sixty. Interval: Wilson 1927 (JASA 22) with n = places, which is
never too narrow here: a mean of shares in 0..1 varies at most as much as one of yes and no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""Two-sided 95 % point of the standard normal."""
FEWEST = 5
"""Places below which no sentence is said about a level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share 0..1 with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place at one level: `windows`, of them with an incident and with five; incidents seen and foretold.

    `foretold`: windows with an outlook of these days; `expected`, `seen`, `within` are sums over those alone.
    """

    windows: int
    any_: int
    five: int
    foretold: int = 0
    expected: float = 0.0
    seen: int = 0
    within: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Incidents foretold and seen, a place and window; `gap` seen less foretold with its 95 % interval.

    `within`: share of windows whose count lay in the 80 % interval.
    """

    places: int
    expected: float
    seen: float
    gap_low: float
    gap_high: float
    within: float

    @property
    def broken(self) -> str:
        """ "more" when more was promised than followed, "less" when less was, "" when neither is shown."""
        if self.places < FEWEST:
            return ""
        return "more" if self.gap_high < 0 else "less" if self.gap_low > 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What followed one level."""

    places: int
    windows: int
    at_least_1: Share
    at_least_5: Share
    promise: Promise | None


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share of n independent cases (Wilson 1927); 0..1 for none.

    >>> [round(end, 3) for end in wilson(0.5, 10)]
    [0.237, 0.763]
    """
    if n <= 0:
        return 0.0, 1.0
    spread = Z95**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * sqrt(max(share * (1 - share), 0.0) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def outcome(places: Sequence[Place]) -> Outcome:
    """What followed a level, from its places; there must be one at least."""
    return Outcome(
        places=len(places),
        windows=sum(one.windows for one in places),
        at_least_1=_share([one.any_ / one.windows for one in places]),
        at_least_5=_share([one.five / one.windows for one in places]),
        promise=_promise([one for one in places if one.foretold]),
    )


def _share(shares: Sequence[float]) -> Share:
    mean = sum(shares) / len(shares)
    low, high = wilson(mean, len(shares))
    return Share(share=mean, low=low, high=high)


def _promise(places: Sequence[Place]) -> Promise | None:
    if not places:
        return None
    n = len(places)
    expected = [one.expected / one.foretold for one in places]
    seen = [one.seen / one.foretold for one in places]
    gaps = [after - before for after, before in zip(seen, expected, strict=True)]
    gap = sum(gaps) / n
    variance = sum((one - gap) ** 2 for one in gaps) / max(1, n - 1)
    half = Z95 * sqrt(variance / n)
    return Promise(
        places=n,
        expected=sum(expected) / n,
        seen=sum(seen) / n,
        gap_low=gap - half,
        gap_high=gap + half,
        within=sum(one.within / one.foretold for one in places) / n,
    )
