"""Each model against its printed equation, and the parts of analogues_2026."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.forecasts.made import constant, history, world

from lookfar.domain.errors import InvalidValue
from lookfar.forecasts import onset
from lookfar.forecasts.forest import Growth, grow
from lookfar.forecasts.models import model, names
from lookfar.forecasts.signals import decayed

EXPECTED = Path(__file__).parent / "expected_models.csv"


def rows() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['model']}, {row['case']}, {row['figure']}")
def test_the_printed_equation_gives_the_expected_figures(row: dict[str, str]) -> None:
    months = [float(text) for text in row["months"].split()]
    known = constant(months[0]) if len(months) == 1 else history(np.array([months]).T)
    made = model(row["model"]).draw(known, (3,), 12_000, np.random.default_rng(11))[0, 0]
    figure = {"mean": made.mean(), "variance": made.var(), "any": (made > 0).mean()}[row["figure"]]
    assert figure == pytest.approx(float(row["value"]), abs=float(row["tolerance"]))


def test_every_model_has_expected_figures() -> None:
    assert {row["model"] for row in rows()} == set(names())


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidValue, match="conflictology_2026"):
        model("oracle_2026")


def test_a_decayed_mean_skips_what_was_not_reported() -> None:
    values = np.array([[4.0], [np.nan], [8.0]])
    assert decayed(values, 1.0)[:, 0] == pytest.approx([4, 4, (8 + 4 / 4) / (1 + 1 / 4)])


def test_the_forest_finds_the_feature_that_matters() -> None:
    rng = np.random.default_rng(3)
    features = rng.random((600, 5))
    kind = features[:, 2] > 0.6
    targets = np.stack([np.where(kind, 5.0, 0.0), rng.normal(0, 0.01, 600)], axis=1)
    growth = Growth(depth=4, least=10, tried=5, bins=20)
    found = grow(features, targets, [np.arange(600)] * 3, growth, rng).alike(features, 30, rng)
    assert (kind[found] == kind[:, None]).mean() > 0.98


def test_no_leaf_is_smaller_than_allowed() -> None:
    rng = np.random.default_rng(3)
    features, targets = rng.random((300, 3)), rng.random((300, 2))
    growth = Growth(depth=9, least=12, tried=3, bins=32)
    (tree,) = grow(features, targets, [np.arange(300)], growth, rng).trees
    sizes = np.diff(tree.start)[tree.feature < 0]
    assert sizes.min() >= 12
    assert sizes.sum() == 300


def test_a_year_without_a_death_is_quiet_and_an_unreported_month_is_not() -> None:
    deaths = np.zeros((30, 3))
    deaths[5, 1] = 1
    deaths[20, 2] = np.nan
    silent = onset.quiet(history(deaths))
    assert silent[:11].sum() == 0
    assert silent[11].tolist() == [True, False, True]
    assert silent[17].tolist() == [True, True, True]
    assert silent[29].tolist() == [True, True, False]


def test_the_chance_of_onset_follows_what_happened() -> None:
    rng = np.random.default_rng(4)
    features = rng.normal(size=(4000, 2))
    true = 1 / (1 + np.exp(3 - 1.5 * features[:, 0]))
    happened = (rng.random(4000) < true) * 1.0
    said = onset.onset_chance(features, happened, features)
    assert abs(said - true).mean() < 0.02
    assert said.mean() == pytest.approx(happened.mean(), abs=1e-3)


@pytest.mark.parametrize(("active", "chance"), [(0.2, 0.05), (0.1, 0.4), (0.05, 0.05)])
def test_reweighed_paths_say_the_geometric_mean(active: float, chance: float) -> None:
    rng = np.random.default_rng(5)
    paths = np.zeros((12, 4000))
    paths[:, : int(4000 * active)] = rng.poisson(1, (12, int(4000 * active))) + 1
    made = onset.reweighed(paths, chance, rng)
    assert (made.sum(axis=0) > 0).mean() == pytest.approx(np.sqrt(active * chance), abs=0.002)
    assert {tuple(path) for path in made.T} <= {tuple(path) for path in paths.T} | {(0.0,) * 12}


def test_leads_of_a_path_belong_together() -> None:
    made = model("analogues_2026").draw(world(), (3, 4), 2000, np.random.default_rng(6))
    wild = made[2::3]
    together = [np.corrcoef(np.log1p(area[0]), np.log1p(area[1]))[0, 1] for area in wild]
    assert np.mean(together) > 0.1
