"""Fits the weights that choose between namesakes, from texts in which the right one is known and its cue is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lookfar.reports.containment import holds
from lookfar.reports.entry import Entry, Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.mentions import find_mentions
from lookfar.reports.ranker import AGREEMENT, PRIOR, Ranker, features
from lookfar.reports.resolve import MOST_GROUPS, Agreement, Group, grouped, resolve, settle

HELD = frozenset(("country", "country_size", "region", "airport", "admin1_size"))
"""Weights that such cases cannot tell: what lies in an area is never a country and seldom a first-level area; as judged."""
FITTED = tuple(name for name in (*PRIOR, *AGREEMENT) if name not in HELD)
_COLUMNS = np.array([name not in HELD for name in (*PRIOR, *AGREEMENT)])
_ADJECTIVE_GAP = re.compile(
    r" (?:[\w-]+ ){0,2}(?:city|town|village|port|capital|province|region|district|state|island)(?: of)? "
)
"""What stands between a nationality and a place of that country: "the Syrian port city of Latakia"."""
_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The names of a text without the cue, the number of the name to be placed, and rows that may be right.

    `fold`: the part of the texts it is from, which what is counted for it must leave out.
    """

    mentions: tuple[Mention, ...]
    target: int
    right: frozenset[int]
    fold: int = 0


def cases_with_hidden_area(text: str, gazetteer: Gazetteer) -> list[Case]:
    """A case for every name whose area the text tells: "Paris, Texas", "the Syrian city of Homs"; the area is hidden."""
    mentions = [m for m in find_mentions(text, gazetteer) if m.worth > 0]
    cues = {n: cue for n in range(len(mentions)) if (cue := _cue(text, mentions, n)) is not None}
    if not cues:
        return []
    senses = resolve([replace(m, parent=-1) for m in mentions], gazetteer)
    found = []
    for target, cue in cues.items():
        if not senses[cue]:
            continue
        area = senses[cue][0].entry
        rows = [n.row for n in mentions[target].named if n.how < NameKind.DEMONYM]
        right = frozenset(row for row in rows if holds(area, gazetteer.entry(row)))
        if right and len(right) < len(set(rows)):
            found.append(_hidden(mentions, target, area, right))
    return found


def _cue(text: str, mentions: Sequence[Mention], number: int) -> int | None:
    """The number of the mention that tells the area of this one, None when none does."""
    here = mentions[number]
    following = number + 1
    if here.parent >= 0 and following < len(mentions):
        return following
    if number and any(n.how == NameKind.DEMONYM for n in mentions[number - 1].named):
        gap = text[mentions[number - 1].end : here.start]
        return number - 1 if _ADJECTIVE_GAP.fullmatch(gap) else None
    return None


def _hidden(mentions: Sequence[Mention], target: int, area: Entry, right: frozenset[int]) -> Case:
    """The case without any mention that may mean the area."""
    kept = [n for n, m in enumerate(mentions) if n == target or all(name.row != area.row for name in m.named)]
    return Case(
        mentions=tuple(replace(mentions[n], parent=-1) for n in kept), target=kept.index(target), right=right
    )


def cases_near(text: str, lon: float, lat: float, country: str, gazetteer: Gazetteer) -> list[Case]:
    """Cases of a headline whose event has a known point: names with a town within 30 km; the country is hidden."""
    area = gazetteer.area(country)
    mentions = [m for m in find_mentions(text, gazetteer) if m.worth > 0]
    found = []
    for target, mention in enumerate(mentions):
        entries = [gazetteer.entry(n.row) for n in mention.named if n.how < NameKind.DEMONYM]
        right = frozenset(e.row for e in entries if e.kind == Kind.CITY and _is_within_30_km(e, lon, lat))
        if area is not None and right and len(right) < len({e.row for e in entries}):
            found.append(_hidden(mentions, target, gazetteer.entry(area.row), right))
    return found


def _is_within_30_km(entry: Entry, lon: float, lat: float) -> bool:
    east = (entry.lon - lon) * np.cos(np.radians(lat))
    return bool(np.hypot(east, entry.lat - lat) * 111.2 <= 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """Readings of one name, n x features, and which are right."""

    values: NDArray[np.float64]
    right: NDArray[np.bool_]


def fit(
    cases: Sequence[Case], start: Mapping[str, float], hold: float, gazetteers: Sequence[Gazetteer]
) -> dict[str, float]:
    """Weights that make the right readings likeliest: conditional logit, held near `start` by a normal prior.

    `gazetteers`: one for each fold, whose counts of meanings leave its texts out.
    `hold`: how many cases the prior is worth, a change of half a weight (at least .25) being one standard deviation.
    The other names' readings are those of the weights before, so it is fitted a few times over.
    """
    weights = dict(start)
    centre = np.array([start[name] for name in FITTED])
    spread = np.maximum(0.25, 0.5 * np.abs(centre))
    for _ in range(_ROUNDS):
        ranker = Ranker(weights)
        choices = [
            choice for case in cases if (choice := _choice(case, ranker, gazetteers[case.fold])) is not None
        ]
        values, owner, right = _stacked(choices)
        held = values[:, ~_COLUMNS] @ np.array([weights[name] for name in (*PRIOR, *AGREEMENT) if name in HELD])
        at = np.array([weights[name] for name in FITTED])
        fitted = minimize(
            _loss,
            at,
            args=(values[:, _COLUMNS], held, owner, right, centre, spread, hold),
            jac=True,
            method="L-BFGS-B",
        ).x
        weights |= {name: round(float(value), 3) for name, value in zip(FITTED, fitted, strict=True)}
    return weights


def _choice(case: Case, ranker: Ranker, gazetteer: Gazetteer) -> _Choice | None:
    groups = grouped(case.mentions, gazetteer)
    number = next((n for n, group in enumerate(groups) if case.target in group.mentions), MOST_GROUPS)
    if number >= MOST_GROUPS:
        return None
    group = groups[number]
    right = np.array([reading.entry.row in case.right for reading in group.readings])
    if not right.any() or right.all():
        return None
    told = [features(reading) for reading in group.readings]
    own = np.array([[one.get(name, 0.0) for name in PRIOR] for one in told])
    return _Choice(values=np.hstack([own, _agreement(groups, number, ranker)]), right=right)


def _agreement(groups: Sequence[Group], number: int, ranker: Ranker) -> NDArray[np.float64]:
    """What the other names say for each reading of one name, n x 3."""
    used = groups[:MOST_GROUPS]
    if len(used) < 2:
        return np.zeros((len(groups[number].readings), len(AGREEMENT)))
    agreement = Agreement(used, ranker)
    share = np.concatenate(settle(used, ranker)) * agreement.weight
    mine = agreement.owner == number
    parts = (agreement.of_country, agreement.of_admin1, agreement.nearness)
    return np.stack([(part @ share)[mine] for part in parts], axis=1)


def _stacked(choices: Sequence[_Choice]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    owner = np.repeat(np.arange(len(choices)), [len(choice.right) for choice in choices])
    return np.vstack([c.values for c in choices]), owner, np.concatenate([c.right for c in choices])


def _loss(
    weights: NDArray[np.float64],
    values: NDArray[np.float64],
    held: NDArray[np.float64],
    owner: NDArray[np.int64],
    right: NDArray[np.bool_],
    centre: NDArray[np.float64],
    spread: NDArray[np.float64],
    hold: float,
) -> tuple[float, NDArray[np.float64]]:
    """Negative log likelihood of the right readings with the prior, and its gradient."""
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    logits = values @ weights + held
    logits -= np.maximum.reduceat(logits, starts)[owner]
    powers = np.exp(logits)
    total, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts) + 1e-12
    away = (weights - centre) / spread
    loss = float(np.log(total / good).sum() + 0.5 * hold * away @ away)
    pull = powers / total[owner] - powers * right / good[owner]
    return loss, values.T @ pull + hold * away / spread


def accuracy(cases: Sequence[Case], gazetteers: Sequence[Gazetteer]) -> tuple[int, int]:
    """How many cases are placed right by the ranker of the gazetteer of their fold, of how many."""
    right = 0
    for case in cases:
        senses = resolve(case.mentions, gazetteers[case.fold])[case.target]
        right += bool(senses) and senses[0].entry.row in case.right
    return right, len(cases)
