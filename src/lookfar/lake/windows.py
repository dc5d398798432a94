"""Daily ratings as arrays: which of their windows are over and were listened to, and what happened in them.

Arrays are cells (area x category or headline) x runs, in the order of time. What lies in (t, t + s] is what had passed by
t + s less what had passed by t.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

FIGURES = ("level", "blind", "replayed", "ahead_days", "ahead_mean", "ahead_low", "ahead_high")


@dataclass(frozen=True, slots=True)
class Runs:
    """`times` of the runs; `areas` and `categories` of the cells, `there` whether a run rated one, `figures` of it."""

    times: Whole
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    there: Flags
    figures: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Windows:
    """Cells x runs: the windows of ratings of level 1 or more, and how many incidents each has `seen`."""

    asked: Flags
    over: Flags
    listened: Flags
    seen: Whole


def runs_of(rows: pa.Table) -> Runs:
    """From columns `area`, `category`, `as_of_us` and FIGURES, in any order; what is null is 0."""
    times, at = np.unique(_column(rows, "as_of_us").astype(np.int64), return_inverse=True)
    areas, area = _named(rows, "area")
    categories, category = _named(rows, "category")
    cells, cell = np.unique(area * len(categories) + category, return_inverse=True)
    there = np.zeros((len(cells), len(times)), dtype=np.bool_)
    there[cell, at] = True
    figures = {}
    for name in FIGURES:
        figures[name] = np.zeros(there.shape)
        figures[name][cell, at] = _column(rows, name)
    return Runs(
        times=times,
        areas=tuple(areas[n] for n in (cells // len(categories)).tolist()),
        categories=tuple(categories[n] for n in (cells % len(categories)).tolist()),
        there=there,
        figures=figures,
    )


def windows_of(runs: Runs, seen: Whole, span: int, least: float, us: int) -> Windows:
    """`seen`: incidents in each window. `span`: its microseconds; those that end after `us` are not over.

    `least`: how many runs a window must hold to have been listened to.
    """
    ends = runs.times + span
    first, last = np.arange(len(runs.times)) + 1, np.searchsorted(runs.times, ends, side="right")
    there, blind = (_passed(one) for one in (runs.there, runs.figures["blind"] > 0))
    heard = there[:, last] - there[:, first] >= least
    return Windows(
        asked=runs.there & (runs.figures["level"] > 0),
        over=np.broadcast_to(ends <= us, runs.there.shape),
        listened=heard & (blind[:, last] == blind[:, first]),
        seen=seen,
    )


def seen_in(runs: Runs, incidents: pa.Table, groups: Mapping[str, Sequence[str]], span: int) -> Whole:
    """Incidents in the window of each run, by columns `country`, `category`, `happened_us` and `count`.

    `groups`: by category or headline, the categories of incidents that count for it.
    """
    ends = runs.times + span
    edges = np.union1d(runs.times, ends)
    countries, country = _named(incidents, "country")
    categories, category = _named(incidents, "category")
    at = np.searchsorted(edges, _column(incidents, "happened_us"), side="left")
    counted = np.zeros((len(countries), len(categories), len(edges) + 1), dtype=np.int64)
    np.add.at(counted, (country, category, at), _column(incidents, "count").astype(np.int64))
    passed = counted.cumsum(axis=2)
    first, last = np.searchsorted(edges, runs.times), np.searchsorted(edges, ends)
    within = passed[:, :, last] - passed[:, :, first]
    found = np.zeros(runs.there.shape, dtype=np.int64)
    place = {name: n for n, name in enumerate(countries)}
    kind = {name: n for n, name in enumerate(categories)}
    for cell, (area, group) in enumerate(zip(runs.areas, runs.categories, strict=True)):
        members = [kind[one] for one in groups[group] if one in kind]
        if area in place and members:
            found[cell] = within[place[area], members].sum(axis=0)
    return found


def _passed(flags: Flags) -> Whole:
    """How many runs before each, and after the last."""
    return np.pad(np.cumsum(flags, axis=1, dtype=np.int64), ((0, 0), (1, 0)))


def _column(rows: pa.Table, name: str) -> Floats:
    values: Floats = rows[name].combine_chunks().fill_null(0).to_numpy(zero_copy_only=False)
    return values


def _named(rows: pa.Table, name: str) -> tuple[list[str], Whole]:
    """The different words of a column, and which of them each row has."""
    coded = rows[name].combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int64)
