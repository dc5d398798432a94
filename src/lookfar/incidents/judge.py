"""The verdict: a logistic sum of features, with bars that no sum can lift."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lookfar.incidents.compare import Features, barred, features
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule

BARS = ("foreign", "other_id", "twin", "too_late")
"""Features that forbid one event whatever else agrees."""

_BARRED = -20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """`score` 0..1 that two sides tell of one event; `parts`: logits that add up to it."""

    score: float
    parts: Mapping[str, float]
    same: bool


def judge(new: Profile, old: Profile, rule: Rule) -> Opinion:
    """Whether a report tells of an incident, with the parts of the sum."""
    return opinion_of(barred(new, old, rule) or features(new, old, rule), rule)


def opinion_of(found: Features, rule: Rule) -> Opinion:
    """The opinion that features give."""
    parts = {"bias": rule.weights["bias"]}
    for name, value in found.items():
        weight = _BARRED if name in BARS else rule.weights.get(name, 0.0)
        if weight:
            parts[name] = round(weight * value, 4)
    score = 1.0 / (1.0 + math.exp(-max(min(sum(parts.values()), 40.0), -40.0)))
    return Opinion(score=round(score, 6), parts=parts, same=score >= rule.accept)
