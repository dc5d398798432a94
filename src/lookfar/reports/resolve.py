"""Chooses which place of a name is meant, all names of a text together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.reports.containment import holds
from lookfar.reports.gazetteer import NO_ROW, Entry, Gazetteer, Kind, Named, NameKind, prominence
from lookfar.reports.mention import Mention

MOST_CANDIDATES = 60
MOST_GROUPS = 60
WEIGHTS = {
    "prominence": 0.8,
    "official": -0.3,
    "alternate": -2.0,
    "accent": -0.5,
    "area_kind": 4.0,
    "namesake_area": 3.0,
    "parent": 7.0,
    "child": 3.0,
    "country": 1.5,
    "admin1": 2.0,
    "near": 2.0,
    "near_km": 120.0,
    "spread": 0.3,
}
"""Logit units (and km); chosen on the tune half of LGL and the trap table, see docs/methods/locate.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One reading of a name with its probability."""

    entry: Entry
    how: NameKind
    share: float


@dataclass(slots=True)
class _Group:
    key: str
    mentions: list[int]
    weight: float
    entries: list[Entry]
    hows: list[NameKind]
    prior: list[float]


def resolve(mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[tuple[Sense, ...]]:
    """For each mention its readings, the likeliest first; () where the gazetteer has none."""
    groups = _groups(mentions, gazetteer)
    _apply_parents(mentions, groups)
    shares = _settle(list(groups.values()))
    answers: list[tuple[Sense, ...]] = [()] * len(mentions)
    for group, share in zip(groups.values(), shares, strict=True):
        order = sorted(range(len(share)), key=lambda i: (-share[i], group.entries[i].row))
        senses = tuple(Sense(entry=group.entries[i], how=group.hows[i], share=float(share[i])) for i in order)
        for number in group.mentions:
            answers[number] = senses
    return answers


def _groups(mentions: Sequence[Mention], gazetteer: Gazetteer) -> dict[str, _Group]:
    """One group per name, so that a name has one meaning in a text; "Paris, Texas" is a name of its own."""
    parents = {m.key: f"{m.key}|{mentions[m.parent].key}" for m in mentions if m.parent >= 0}
    groups: dict[str, _Group] = {}
    for number, mention in enumerate(mentions):
        if not mention.named:
            continue
        key = f"{mention.key}|{mentions[mention.parent].key}" if mention.parent >= 0 else mention.key
        key = parents.get(mention.key, key) if mention.parent < 0 else key
        weight = 1.0 / (1.0 + math.exp(-mention.worth))
        if key in groups:
            groups[key].mentions.append(number)
            groups[key].weight = max(groups[key].weight, weight)
        else:
            groups[key] = _group(key, number, mention, weight, gazetteer)
    return groups


def _group(key: str, number: int, mention: Mention, weight: float, gazetteer: Gazetteer) -> _Group:
    scored = []
    for named in mention.named:
        entry = gazetteer.entry(named.row)
        scored.append((_prior(named, entry, mention), entry, named.how))
    if mention.area:
        scored += _areas_of_towns(scored, gazetteer)
    else:
        scored = _towns_before_their_areas(scored)
    scored.sort(key=lambda s: (-s[0], s[1].row))
    del scored[MOST_CANDIDATES:]
    return _Group(
        key=key,
        mentions=[number],
        weight=weight,
        entries=[s[1] for s in scored],
        hows=[s[2] for s in scored],
        prior=[s[0] for s in scored],
    )


def _prior(named: Named, entry: Entry, mention: Mention) -> float:
    value = WEIGHTS["prominence"] * prominence(entry)
    if named.how == NameKind.OFFICIAL:
        value += WEIGHTS["official"]
    elif named.how == NameKind.ALTERNATE and entry.kind == Kind.CITY:
        value += WEIGHTS["alternate"]
    if mention.text.isascii() and not entry.name.isascii() and entry.kind == Kind.CITY:
        value += WEIGHTS["accent"]
    if mention.area and entry.kind in (Kind.ADMIN1, Kind.COUNTY, Kind.REGION):
        value += WEIGHTS["area_kind"]
    return value


def _areas_of_towns(
    scored: list[tuple[float, Entry, NameKind]], gazetteer: Gazetteer
) -> list[tuple[float, Entry, NameKind]]:
    """ "Mangystau District" without an area of that name: the first-level area its namesake town lies in."""
    if any(entry.kind in (Kind.ADMIN1, Kind.COUNTY, Kind.REGION) for _, entry, _ in scored):
        return []
    found = {}
    for value, entry, _ in scored:
        if entry.admin1_row != NO_ROW and entry.admin1_row not in found:
            found[entry.admin1_row] = (value + 1.0, gazetteer.entry(entry.admin1_row), NameKind.ALTERNATE)
    return list(found.values())


def _towns_before_their_areas(
    scored: list[tuple[float, Entry, NameKind]],
) -> list[tuple[float, Entry, NameKind]]:
    """A bare "Kharkiv" is the city, not the area around it that is named after it."""
    towns = {
        entry.admin1_row: entry.population
        for _, entry, how in scored
        if entry.kind == Kind.CITY and how <= NameKind.OFFICIAL and entry.admin1_row != NO_ROW
    }
    return [
        (value - WEIGHTS["namesake_area"], entry, how)
        if entry.kind == Kind.ADMIN1 and towns.get(entry.row, 0) > 0.1 * entry.population
        else (value, entry, how)
        for value, entry, how in scored
    ]


def _apply_parents(mentions: Sequence[Mention], groups: dict[str, _Group]) -> None:
    of_mention = {number: group for group in groups.values() for number in group.mentions}
    for number, mention in enumerate(mentions):
        if mention.parent < 0 or number not in of_mention or mention.parent not in of_mention:
            continue
        inner, outer = of_mention[number], of_mention[mention.parent]
        if inner is outer or inner.mentions[0] != number:
            continue
        pairs = [
            (i, o)
            for o, area in enumerate(outer.entries)
            if outer.hows[o] != NameKind.DEMONYM
            for i, entry in enumerate(inner.entries)
            if holds(area, entry)
        ]
        for i in {i for i, _ in pairs}:
            inner.prior[i] += WEIGHTS["parent"]
        for o in {o for _, o in pairs}:
            outer.prior[o] += WEIGHTS["child"]


def _settle(groups: list[_Group]) -> list[NDArray[np.float64]]:
    """Shares of each group's readings after three rounds of agreeing with the others."""
    used = groups[:MOST_GROUPS]
    alone = [_softmax(np.array(group.prior)) for group in groups]
    if len(used) < 2:
        return alone
    sizes = [len(group.entries) for group in used]
    if max(sizes) == 1:
        return alone
    entries = [entry for group in used for entry in group.entries]
    prior = np.array([value for group in used for value in group.prior])
    owner = np.repeat(np.arange(len(used)), sizes)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    affinity = _affinity(entries, owner)
    weight = np.array([group.weight for group in used])[owner]
    share = np.concatenate(alone[: len(used)])
    scale = 1.0 / (1.0 + WEIGHTS["spread"] * (len(used) - 2))
    for _ in range(3):
        evidence = affinity @ (share * weight) * scale
        share = _softmax_by(prior + evidence, owner, starts)
    return [*np.split(share, starts[1:]), *alone[MOST_GROUPS:]]


def _affinity(entries: list[Entry], owner: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much each reading speaks for each other one, n x n."""
    numbers: dict[str, int] = {}
    country = np.array([numbers.setdefault(e.country or f"#{i}", len(numbers)) for i, e in enumerate(entries)])
    admin1 = np.array([e.row if e.kind == Kind.ADMIN1 else e.admin1_row for e in entries], dtype=np.int64)
    admin1 = np.where(admin1 == NO_ROW, -1 - np.arange(len(entries)), admin1)
    local = np.array([e.kind in (Kind.CITY, Kind.COUNTY, Kind.AIRPORT) for e in entries])
    lon, lat = (np.array([getattr(e, axis) for e in entries]) for axis in ("lon", "lat"))
    east = (lon[:, None] - lon[None, :] + 180) % 360 - 180
    east *= np.cos(np.radians((lat[:, None] + lat[None, :]) / 2))
    km = np.hypot(east, lat[:, None] - lat[None, :]) * 111.2
    value = WEIGHTS["country"] * (country[:, None] == country[None, :])
    value = value + WEIGHTS["admin1"] * (admin1[:, None] == admin1[None, :])
    value += WEIGHTS["near"] * np.exp(-km / WEIGHTS["near_km"]) * (local[:, None] & local[None, :])
    value[owner[:, None] == owner[None, :]] = 0.0
    return np.asarray(value, dtype=np.float64)


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum(), dtype=np.float64)


def _softmax_by(
    values: NDArray[np.float64], owner: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    powers = np.exp(values - np.maximum.reduceat(values, starts)[owner])
    return powers / np.add.reduceat(powers, starts)[owner]
