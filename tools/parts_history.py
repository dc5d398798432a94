"""The past of the parts of countries: what happened in each, what is known of its country alone, what came next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from lookfar.domain.areas import Area
from lookfar.domain.taxonomy import Category
from lookfar.facts.areas import open_areas
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.coverage import Watch
from lookfar.ratings.decay import CATEGORIES
from lookfar.ratings.hysteresis import level_of
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.inside import Inside
from lookfar.ratings.methods.parts_2026_11_28 import wholes
from lookfar.ratings.model import points
from lookfar.ratings.pressure import harm_of
from tools.rating_history import RELEVANT, START, Floats, Past, Told, between, inputs_at, read, versions, volume_at

VIOLENT = (Category.ARMED_CONFLICT, Category.TERRORISM)
"""Categories whose deaths are organised violence."""


@dataclass(frozen=True)
class PartsPast:
    """`countries`: the past with the evidence that no part is known of. `events`: one row an incident and part, with
    the part's index, the day since START, the category's column, harm, 1 when relevant, deaths in organised violence.
    """

    countries: Past
    parts: tuple[Area, ...]
    evidence: Mapping[str, list[Told]]
    events: Floats

    def after(self, day: date, days: int, figure: int) -> Floats:
        """Sums of one column of the events (3 harm, 4 relevant, 5 deaths) in the days that follow, parts x 12."""
        offset = (day - START).days
        now = self.events[(self.events[:, 1] >= offset) & (self.events[:, 1] < offset + days)]
        found = np.zeros((len(self.parts), len(CATEGORIES)))
        np.add.at(found, (now[:, 0].astype(int), now[:, 2].astype(int)), now[:, figure])
        return found


def read_parts(incidents: Path, deaths: Path, constants: ModelConstants, until: int) -> PartsPast:
    """The past up to the end of the year `until`."""
    countries = read(incidents, deaths, constants, until)
    parts = tuple(part for country in countries.areas for part in open_areas().inside(country))
    index = {part.id: n for n, part in enumerate(parts)}
    evidence: dict[str, list[Told]] = defaultdict(list)
    whole: dict[str, list[Told]] = defaultdict(list)
    events = []
    for told in versions(incidents, date(until + 1, 1, 1)):
        item = told.evidence
        inside = [one for one in told.row["parts"].split("|") if one in index]
        if not inside:
            whole[told.row["area"]].append(told)
        for one in inside:
            evidence[one].append(told)
            if not told.is_final:
                continue
            relevant = float(item.weight >= RELEVANT)
            toll = float(item.fatalities or 0) * relevant * (item.category in VIOLENT)
            column, offset = CATEGORIES.index(item.category), (item.happened.date() - START).days
            events.append((index[one], offset, column, harm_of(item, constants), relevant, toll))
    for items in (*evidence.values(), *whole.values()):
        items.sort(key=lambda told: told.evidence.happened)
    return PartsPast(replace(countries, evidence=whole), parts, evidence, np.array(events))


def parts_at(past: PartsPast, day: date, constants: ModelConstants, *, months: bool) -> list[AreaInputs]:
    """Every part as of the start of a day."""
    countries = inputs_at(past.countries, day, constants, months=months)
    whole = {one.area: found for one, found in zip(countries, wholes(countries, constants), strict=True)}
    watches: dict[str, Mapping[Category, Watch]] = {one.area: one.watches for one in countries}
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    volume = volume_at(past.countries, day)
    oldest = moment - timedelta(days=constants.memory)
    return [
        AreaInputs(
            area=part.id,
            region="",
            as_of=moment,
            evidence=between(past.evidence.get(part.id, []), oldest, moment),
            indicators=(),
            watches=watches[part.country],
            volume=volume,
            inside=Inside(country=part.country, kind=part.kind, share=part.share, whole=whole[part.country]),
        )
        for part in past.parts
    ]


def level_by_score(odds: Floats, constants: ModelConstants) -> Floats:
    """Levels (1 to 5) of log-odds by the score alone, parts x 12; hysteresis and floors left out."""
    level = np.vectorize(lambda score: int(level_of(score, constants.thresholds)))
    return np.asarray(level(points(odds[:, :, None], constants)[:, :, 0]))
