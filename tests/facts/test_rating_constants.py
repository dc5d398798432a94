from __future__ import annotations

from itertools import pairwise

from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Credibility, Severity
from lookfar.facts.ratings import open_constants
from lookfar.facts.shipped import read_table

HELD = open_constants()


def test_every_category_headline_and_grade_has_its_constants() -> None:
    assert set(HELD.categories) == set(HELD.base) == set(Category)
    assert set(HELD.headlines) == {h.value for h in Headline}
    assert set(HELD.severity) == set(Severity)
    assert set(HELD.credibility) == set(Credibility)
    assert set(HELD.information) == set(Coverage)


def test_scores_rise_with_rates_and_thresholds_with_levels() -> None:
    assert all(c.slope > 0 and c.shape > 0 and c.half_life > 0 for c in HELD.categories.values())
    assert all(low < high for low, high in pairwise(HELD.thresholds))
    assert all(0 <= h.state_pull < 1 for h in HELD.headlines.values())


def test_every_subregion_of_the_world_has_a_prior() -> None:
    regions = {row["subregion"] for row in read_table("regions.csv") if row["subregion"] not in ("", "Antarctica")}
    for category in Category:
        assert regions | {"*"} <= set(HELD.base[category])


def test_the_method_is_named_with_a_hash_over_files_and_code() -> None:
    assert len(HELD.fingerprint) == 64
