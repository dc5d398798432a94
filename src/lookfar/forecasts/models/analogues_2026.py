"""Analogues: what followed in past months that were like this one, beside the country's own last months.

    draws       = 1/2 F + 1/4 O + 1/4 N
    F           y(t+h) = z_j(h) x (1 + m(t)) / (1 + m_j),  j from the leaves that t falls into; 0 stays 0, else >= 1
    O           own months y(t-a) with weight 2^(-a/6)
    N           negative_binomial_2026
    quiet       after 12 months without a death, P(any death in 3 months) = sqrt(P_draws x P_logit)

m: mean deaths, weights halved every month (`signals`). z_j: the actual path of past case j, any country, any month of
the year, wholly known at the cutoff. The forest splits on mean ln(1 + deaths) and share of months with deaths over the
leads. P_logit: ridge logistic on months since the last death, population, political stability. All is fitted
inside the cutoff. Quantile regression forests: Meinshausen 2006, JMLR 7; analogues: Lorenz 1969, J. Atmospheric
Sciences 26. Every variant tried and how well it does: docs/methods/forecast.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.errors import InvalidValue
from lookfar.forecasts import onset
from lookfar.forecasts.forest import Growth, Whole, grow
from lookfar.forecasts.history import Floats, History
from lookfar.forecasts.models import negative_binomial_2026
from lookfar.forecasts.signals import LEVEL, ONSET, signals

TREES = 100
GROWTH = Growth(depth=7, least=20, tried=8, bins=32)
EVERY = 3
"""A tree sees every third month, so that its cases overlap less."""
COUNTRIES = 0.8
ACTIVE_WEIGHT = 2.0
HALF_LIFE = 6.0
BURN_IN = 12
SHARES = (0.5, 0.25)
"""Of F and of O; N has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cases:
    """Past cases: `features` cases x signals, `paths` cases x leads of deaths, `month` and `area` of each."""

    features: Floats
    paths: Floats
    month: Whole
    area: Whole
    quiet: NDArray[np.bool_]


def draw(history: History, leads: tuple[int, ...], draws: int, rng: np.random.Generator, /) -> Floats:
    """Areas x leads x draws of deaths; raises InvalidValue when the history is too short to learn from."""
    seen = signals(history)
    cases = _cases(history, seen, leads)
    parts = (
        _alike(cases, seen[-1], draws, rng),
        _own(history, leads, draws, rng),
        negative_binomial_2026.draw(history, leads, draws, rng),
    )
    counts = np.diff(np.round(np.cumsum((0.0, *SHARES, 1 - sum(SHARES))) * draws).astype(int))
    some = [part[:, :, rng.permutation(draws)[:count]] for part, count in zip(parts, counts, strict=True)]
    mixed = np.concatenate(some, axis=2)[:, :, rng.permutation(draws)]
    _hurdle(mixed, cases, history, seen[-1], rng)
    return mixed


def _cases(history: History, seen: Floats, leads: tuple[int, ...]) -> _Cases:
    months = len(history.deaths)
    first = min(BURN_IN, max(months - leads[-1] - 6, 1)) - 1
    starts = np.arange(first, months - leads[-1])
    if not len(starts):
        raise InvalidValue(
            f"{months} months are too short a history for a lead of {leads[-1]}; "
            f"give at least {leads[-1] + 1}, or --model conflictology_2026"
        )
    paths = np.stack([history.deaths[starts + lead] for lead in leads], axis=2)
    usable = ~np.isnan(paths).any(axis=2) & ~np.isnan(history.deaths[starts])
    if not usable.any():
        raise InvalidValue("no country reports enough months without a gap to learn from")
    row, area = np.nonzero(usable)
    return _Cases(
        features=seen[starts][usable],
        paths=paths[usable],
        month=starts[row],
        area=area,
        quiet=onset.quiet(history)[starts][usable],
    )


def _alike(cases: _Cases, now: Floats, draws: int, rng: np.random.Generator) -> Floats:
    mean, active = np.log1p(cases.paths).mean(axis=1), (cases.paths > 0).mean(axis=1)
    targets = np.stack([mean / (mean.std() or 1.0), ACTIVE_WEIGHT * active / (active.std() or 1.0)], axis=1)
    rows = [_rows(cases, rng) for _ in range(TREES)]
    found = grow(cases.features, targets, rows, GROWTH, rng).alike(now, draws, rng)
    paths = cases.paths[found].transpose(0, 2, 1)
    ratio = np.exp(now[:, LEVEL][:, None] - cases.features[:, LEVEL][found])
    scaled = np.floor(paths * ratio[:, None, :] + rng.random(paths.shape))
    return np.where(paths > 0, np.maximum(scaled, 1.0), 0.0)


def _rows(cases: _Cases, rng: np.random.Generator) -> Whole:
    areas = int(cases.area.max()) + 1
    some = (cases.month + rng.integers(EVERY)) % EVERY == 0
    rows = np.flatnonzero(some & (rng.random(areas) < COUNTRIES)[cases.area])
    return rows if len(rows) else np.arange(len(cases.month))


def _hurdle(paths: Floats, cases: _Cases, history: History, now: Floats, rng: np.random.Generator) -> None:
    """Reweighs the paths of quiet countries in place."""
    silent, known = np.flatnonzero(onset.quiet(history)[-1]), np.flatnonzero(cases.quiet)
    parts = onset.windows(cases.paths.shape[1])
    happened = np.concatenate([(cases.paths[known, part].sum(axis=1) > 0) * 1.0 for part in parts])
    if not len(silent) or happened.all() or not happened.any():
        return
    features = np.tile(cases.features[known][:, ONSET], (len(parts), 1))
    chances = onset.onset_chance(features, happened, now[silent][:, ONSET])
    for area, chance in zip(silent, chances, strict=True):
        paths[area] = onset.reweighed(paths[area], float(chance), rng)


def _own(history: History, leads: tuple[int, ...], draws: int, rng: np.random.Generator) -> Floats:
    """Areas x leads x draws; one own month for a whole path."""
    made = np.empty((len(history.areas), len(leads), draws))
    for area in range(len(history.areas)):
        past = history.own_past(area)
        order = np.argsort(past, kind="stable")
        reach = np.cumsum(0.5 ** (np.arange(len(past))[::-1] / HALF_LIFE)[order])
        at = np.searchsorted(reach, (np.arange(draws) + 0.5) / draws * reach[-1])
        made[area] = rng.permutation(past[order][np.minimum(at, len(past) - 1)])[None, :]
    return made
