"""Chooses which place of a name is meant, all names of a text together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.reports.containment import holds
from lookfar.reports.entry import NO_ROW, Entry, Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.place_words import WAR_VERBS
from lookfar.reports.ranker import MOST_TOLD, Ranker, Reading

MOST_CANDIDATES = 60
MOST_GROUPS = 60
_ACTS = 0.4
"""What a nationality or a government says of where a text is, beside what the name of a place does: "Russian forces near Pokrovsk"."""
_TOWN_FOR_AREA = 5.0
"""Logit by which a town is less likely that would stand for an area of its name which the gazetteer lacks."""
_PART_OF_AREA, _PART_OF_STATE = 0.1, 0.25
"""Parts of the people of an area, and of a country, from which its namesake town is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One reading of a name with its probability."""

    entry: Entry
    how: NameKind
    share: float


@dataclass(slots=True)
class Group:
    """A name of a text: the numbers of its mentions, how surely it is a place, its readings and their prior logits."""

    key: str
    mentions: list[int]
    weight: float
    readings: list[Reading]
    prior: list[float]


def resolve(mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[tuple[Sense, ...]]:
    """For each mention its readings, the likeliest first; () where the gazetteer has none."""
    groups = grouped(mentions, gazetteer)
    shares = settle(groups, gazetteer.ranker)
    answers: list[tuple[Sense, ...]] = [()] * len(mentions)
    for group, share in zip(groups, shares, strict=True):
        order = sorted(range(len(share)), key=lambda i: (-share[i], group.readings[i].entry.row))
        senses = tuple(
            Sense(entry=group.readings[i].entry, how=group.readings[i].how, share=float(share[i])) for i in order
        )
        for number in group.mentions:
            answers[number] = senses
    return answers


def grouped(mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Group]:
    """One group per name, so that a name has one meaning in a text; "Paris, Texas" is a name of its own."""
    parents = {m.key: f"{m.key}|{mentions[m.parent].key}" for m in mentions if m.parent >= 0}
    groups: dict[str, Group] = {}
    for number, mention in enumerate(mentions):
        if not mention.named:
            continue
        key = f"{mention.key}|{mentions[mention.parent].key}" if mention.parent >= 0 else mention.key
        key = parents.get(mention.key, key) if mention.parent < 0 else key
        weight = 1.0 / (1.0 + math.exp(-mention.worth))
        if _is_who_acts(mention, gazetteer):
            weight *= _ACTS
        if key in groups:
            groups[key].mentions.append(number)
            groups[key].weight = max(groups[key].weight, weight)
        else:
            groups[key] = _group(key, number, mention, weight, gazetteer)
    _apply_parents(mentions, groups, gazetteer.ranker)
    return list(groups.values())


def _is_who_acts(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a nationality, a government or a state that makes war is told: "Russia claims Pokrovsk"."""
    if all(named.how in (NameKind.DEMONYM, NameKind.GOVERNMENT) for named in mention.named):
        return True
    return mention.after in WAR_VERBS and any(gazetteer.entry(n.row).kind == Kind.COUNTRY for n in mention.named)


def _group(key: str, number: int, mention: Mention, weight: float, gazetteer: Gazetteer) -> Group:
    ranker = gazetteer.ranker
    scored = [(ranker.prior(reading), reading) for reading in _readings(mention, gazetteer)]
    if mention.area and mention.around:
        scored = [(value - _TOWN_FOR_AREA * (r.entry.kind == Kind.CITY), r) for value, r in scored]
    if mention.area:
        scored += _areas_of_towns(scored, gazetteer)
    scored.sort(key=lambda s: (-s[0], s[1].entry.row))
    del scored[MOST_CANDIDATES:]
    return Group(
        key=key,
        mentions=[number],
        weight=weight,
        readings=[s[1] for s in scored],
        prior=[s[0] for s in scored],
    )


def _readings(mention: Mention, gazetteer: Gazetteer) -> list[Reading]:
    named = [(gazetteer.entry(n.row), n.how) for n in mention.named]
    namesakes = frozenset() if mention.area else _areas_named_after_towns(named, mention.key)
    plain = mention.text.isascii()
    found = [
        Reading(
            entry=entry,
            how=how,
            area=mention.area,
            plain=plain,
            namesake=entry.row in namesakes,
            told=gazetteer.told(mention.key, entry),
        )
        for entry, how in named
    ]
    return _without_eclipsed(found, mention.key)


def _without_eclipsed(readings: list[Reading], key: str) -> list[Reading]:
    """Without towns that news never calls so beside a place of this very name that it speaks of: Belém is no "Bethlehem".

    A town whose own name begins alike in the same country is kept: Ḩamāh is "Hama", as is its area.
    """
    known = {r.entry.country for r in readings if r.how == NameKind.PRIMARY and r.told >= MOST_TOLD}
    if not known:
        return readings
    return [
        r
        for r in readings
        if r.how != NameKind.ALTERNATE or r.told > 1 or (r.entry.country in known and r.entry.is_spelled_like(key))
    ]


def _areas_of_towns(scored: list[tuple[float, Reading]], gazetteer: Gazetteer) -> list[tuple[float, Reading]]:
    """ "Mangystau District" without an area of that name: the first-level area its namesake town lies in."""
    if any(reading.entry.kind in (Kind.ADMIN1, Kind.COUNTY, Kind.REGION) for _, reading in scored):
        return []
    found: dict[int, tuple[float, Reading]] = {}
    for value, reading in scored:
        row = reading.entry.admin1_row
        if row != NO_ROW and row not in found:
            found[row] = (value + 1.0, Reading(entry=gazetteer.entry(row), how=NameKind.ALTERNATE))
    return list(found.values())


def _areas_named_after_towns(named: Sequence[tuple[Entry, NameKind]], key: str) -> frozenset[int]:
    """Rows of areas whose namesake town is a good part of them: a bare "Kharkiv" is the city, as is "Hong Kong"."""
    towns = [
        entry
        for entry, how in named
        if entry.kind == Kind.CITY and (how <= NameKind.OFFICIAL or entry.is_spelled_like(key))
    ]
    of_area = {town.admin1_row: town.population for town in towns if town.admin1_row != NO_ROW}
    of_country: dict[str, int] = {}
    for town in (town for town in towns if town.is_spelled_like(key)):
        of_country[town.country] = max(of_country.get(town.country, 0), town.population)
    return frozenset(
        entry.row
        for entry, _ in named
        if (entry.kind == Kind.ADMIN1 and of_area.get(entry.row, 0) > _PART_OF_AREA * entry.population)
        or (entry.kind == Kind.COUNTRY and of_country.get(entry.country, 0) > _PART_OF_STATE * entry.population)
    )


def _apply_parents(mentions: Sequence[Mention], groups: Mapping[str, Group], ranker: Ranker) -> None:
    of_mention = {number: group for group in groups.values() for number in group.mentions}
    for number, mention in enumerate(mentions):
        if mention.parent < 0 or number not in of_mention or mention.parent not in of_mention:
            continue
        inner, outer = of_mention[number], of_mention[mention.parent]
        if inner is outer or inner.mentions[0] != number:
            continue
        pairs = [
            (i, o)
            for o, area in enumerate(outer.readings)
            if area.how != NameKind.DEMONYM
            for i, reading in enumerate(inner.readings)
            if holds(area.entry, reading.entry)
        ]
        for i in {i for i, _ in pairs}:
            inner.prior[i] += ranker.parent
        for o in {o for _, o in pairs}:
            outer.prior[o] += ranker.child


def settle(groups: Sequence[Group], ranker: Ranker) -> list[NDArray[np.float64]]:
    """Shares of each group's readings after three rounds of agreeing with the others."""
    used = groups[:MOST_GROUPS]
    alone = [_softmax(np.array(group.prior)) for group in groups]
    if len(used) < 2 or max(len(group.readings) for group in used) == 1:
        return alone
    prior = np.array([value for group in used for value in group.prior])
    agreement = Agreement(used, ranker)
    weighed = agreement.of_country * ranker.same_country
    weighed += agreement.of_admin1 * ranker.same_admin1
    weighed += agreement.nearness * ranker.near
    share = np.concatenate(alone[: len(used)])
    for _ in range(3):
        evidence = weighed @ (share * agreement.weight)
        share = _softmax_by(prior + evidence, agreement.owner, agreement.starts)
    return [*np.split(share, agreement.starts[1:]), *alone[MOST_GROUPS:]]


class Agreement:
    """How much each of n readings speaks for each other one, n x n, for three reasons, spread over the other names.

    `owner`: each reading's group; `starts`: each group's first reading; `weight`: how surely it is a place.
    """

    def __init__(self, groups: Sequence[Group], ranker: Ranker) -> None:
        sizes = [len(group.readings) for group in groups]
        entries = [reading.entry for group in groups for reading in group.readings]
        self.owner = np.repeat(np.arange(len(groups)), sizes)
        self.starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        self.weight = np.array([group.weight for group in groups])[self.owner]
        numbers: dict[str, int] = {}
        country = np.array([numbers.setdefault(e.country or f"#{i}", len(numbers)) for i, e in enumerate(entries)])
        admin1 = np.array([e.row if e.kind == Kind.ADMIN1 else e.admin1_row for e in entries], dtype=np.int64)
        admin1 = np.where(admin1 == NO_ROW, -1 - np.arange(len(entries)), admin1)
        local = np.array([e.kind in (Kind.CITY, Kind.COUNTY, Kind.AIRPORT) for e in entries])
        scale = (self.owner[:, None] != self.owner[None, :]) / (1.0 + ranker.spread * (len(groups) - 2))
        self.of_country = scale * (country[:, None] == country[None, :])
        self.of_admin1 = scale * (admin1[:, None] == admin1[None, :])
        self.nearness = scale * np.exp(-_km(entries) / ranker.near_km) * (local[:, None] & local[None, :])


def _km(entries: Sequence[Entry]) -> NDArray[np.float64]:
    """Distances on a plane, n x n."""
    lon, lat = (np.array([getattr(e, axis) for e in entries], dtype=np.float64) for axis in ("lon", "lat"))
    east = (lon[:, None] - lon[None, :] + 180) % 360 - 180
    east *= np.cos(np.radians((lat[:, None] + lat[None, :]) / 2))
    return np.asarray(np.hypot(east, lat[:, None] - lat[None, :]) * 111.2, dtype=np.float64)


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum(), dtype=np.float64)


def _softmax_by(
    values: NDArray[np.float64], owner: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    powers = np.exp(values - np.maximum.reduceat(values, starts)[owner])
    return powers / np.add.reduceat(powers, starts)[owner]
