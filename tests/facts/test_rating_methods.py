from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ratings.made import area, evidence

from lookfar.domain.errors import InvalidValue
from lookfar.domain.taxonomy import Category, Headline
from lookfar.facts.rating_methods import open_methods
from lookfar.facts.rating_versions import open_model
from lookfar.ratings.issued import issued_bytes
from lookfar.ratings.snapshot import canonical

ISSUED = sorted((Path(__file__).parents[1] / "ratings").glob("issued_by_*.json"))
METHODS = open_methods()


def issued() -> list[dict[str, str]]:
    return [row for path in ISSUED for row in json.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("row", issued(), ids=lambda row: json.loads(row["snapshot"])["method"][:-7])
def test_what_a_former_method_issued_is_still_recomputed_to_the_byte(row: dict[str, str]) -> None:
    snapshot = row["snapshot"].encode()
    assert issued_bytes(METHODS.of(snapshot).again(snapshot)).decode() == row["issued"]


def test_every_former_method_has_issues_on_record() -> None:
    former = {method.name for method in METHODS.by_name.values()} - {METHODS.current.name, METHODS.parts.name}
    assert former <= {METHODS.of(row["snapshot"].encode()).name for row in issued()}


def test_two_methods_rate_one_area_side_by_side_and_each_recomputes_its_own() -> None:
    inputs = area([evidence(deaths=9)])
    of_countries = [one for name, one in METHODS.by_name.items() if name.startswith("pressure")]
    assert {one.name for one in of_countries} == {
        "pressure_2026",
        "pressure_2026_11",
        "pressure_2026_11_26",
        "pressure_2026_11_27",
        "pressure_2026_11_28",
        "pressure_2026_11_29",
        "pressure_2026_11_30",
        "pressure_2026_12_01",
        "pressure_2026_12_02",
        "pressure_2026_12_03",
        "pressure_2026_12_04",
    }
    for method in of_countries:
        (one,) = method.issue([inputs])
        assert one.ratings[0].method == method.identity
        assert METHODS.of(one.snapshot) is method
        assert issued_bytes(method.again(one.snapshot)) == issued_bytes(one.ratings)


def test_a_snapshot_of_an_unknown_method_is_refused_by_name() -> None:
    with pytest.raises(
        InvalidValue, match=r"pressure_2031@0.* it has parts_2026_11, .*, pressure_2026, .*, pressure_2026_12_04"
    ):
        METHODS.of(canonical(area(), "pressure_2031@0"))
    with pytest.raises(InvalidValue, match="not a readable snapshot"):
        METHODS.of(b"\xff")


def test_every_category_and_headline_of_the_shipped_model_has_its_constants() -> None:
    shipped = open_model()
    assert set(shipped.categories) == set(shipped.base) == set(Category)
    assert set(shipped.headlines) == {h.value for h in Headline}
    for model in shipped.categories.values():
        assert list(model.half_lives) == sorted(set(model.half_lives))
        rising = [t for t in (*model.score, *model.months, *model.outlook) if t.name.startswith(("harm", "count"))]
        assert rising
        assert all(term.weight > 0 and term.spread > 0 for term in rising)
