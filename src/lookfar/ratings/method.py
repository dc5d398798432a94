"""A rating method bound to its constants, and the set of those that can still recompute what they issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Rating
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.inside import Whole
from lookfar.ratings.levels import Rated


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """`identity`: name and hash, as every rating carries it. `rules`: when its levels move. `reads`: names of the yearly
    figures it looks for. `issue` rates areas, `again` from a snapshot.
    """

    name: str
    identity: str
    rules: Rules
    reads: frozenset[str]
    issue: Callable[[Sequence[AreaInputs]], list[Rated]]
    again: Callable[[bytes], tuple[Rating, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """Every method by name; `current` issues countries, `parts` their parts, the others only recompute.

    `wholes`: what parts take from their countries.
    """

    current: Method
    parts: Method
    wholes: Callable[[Sequence[AreaInputs]], list[Whole]]
    by_name: Mapping[str, Method]

    def of(self, snapshot: bytes) -> Method:
        """The method that the snapshot names; raises InvalidValue when it is none of these."""
        try:
            named = str(orjson.loads(snapshot)["method"])
        except (KeyError, TypeError, orjson.JSONDecodeError) as error:
            raise InvalidValue(f"not a readable snapshot: {error}") from error
        found = self.by_name.get(_name(named))
        if found is None:
            raise InvalidValue(
                f"the snapshot was rated by {named}, a method this version does not have; it has "
                + ", ".join(sorted(self.by_name))
            )
        return found

    def reads(self, rating: Rating) -> frozenset[str]:
        """Names of the yearly figures that the method which issued a rating looks for; none of one that is none of these."""
        method = self.by_name.get(_name(rating.method))
        return frozenset() if method is None else method.reads

    def rules(self, rating: Rating) -> Rules:
        """Those of the method that issued a rating, which is one of these."""
        return self.by_name[_name(rating.method)].rules


def _name(identity: str) -> str:
    return identity.partition("@")[0]
