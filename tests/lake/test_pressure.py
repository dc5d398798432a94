"""Harm as of a time: what was known then, halved as it ages, the same on every engine and as ratings have it."""

from __future__ import annotations

import pytest
from tests.lake.made import DAY, NOW, WEIGHING, asked, incident, written

from lookfar.domain.errors import InvalidValue
from lookfar.domain.taxonomy import Category
from lookfar.lake import pressure
from lookfar.lake.engine import Engine
from lookfar.lake.store import Lake


def test_harm_is_halved_every_half_life(lake: Lake, engine: Engine) -> None:
    life = WEIGHING.half_lives[Category.UNREST]
    written(lake, [incident("a", happened=NOW - life * DAY)])
    (found,) = pressure.of_countries(asked(lake, engine), as_of=NOW, weighing=WEIGHING)
    harm = 0.8 * 0.9 * 2.5
    assert (found.country, found.category, found.incidents) == ("KAZ", Category.UNREST, 1)
    assert found.pressure == pytest.approx(harm / 2, rel=1e-12)
    assert found.square == pytest.approx(harm * harm / 2, rel=1e-12)


@pytest.mark.parametrize(
    ("deaths", "harm"),
    [({}, 2.5), ({"deaths_best": 100}, 10.0), ({"deaths_low": 49}, 7.0), ({"deaths_best": 0}, 2.5)],
)
def test_a_toll_weighs_when_it_is_more_than_the_severity(
    lake: Lake, engine: Engine, deaths: dict[str, object], harm: float
) -> None:
    written(lake, [incident("a", happened=NOW, recorded=NOW, weight=1.0, **deaths)])
    (found,) = pressure.of_countries(asked(lake, engine), as_of=NOW, weighing=WEIGHING)
    assert found.pressure == pytest.approx(0.9 * harm, rel=1e-12)


def test_only_the_version_known_then_counts(lake: Lake, engine: Engine) -> None:
    written(
        lake,
        [
            incident("a", version=1, recorded=NOW - 9 * DAY, superseded=NOW - 2 * DAY, severity="Minor"),
            incident("a", version=2, recorded=NOW - 2 * DAY, severity="Extreme"),
        ],
    )
    then, now, before = (
        pressure.of_countries(asked(lake, engine), as_of=moment, weighing=WEIGHING)
        for moment in (NOW - 3 * DAY, NOW, NOW - 10 * DAY)
    )
    assert then[0].pressure == pytest.approx(0.8 * 0.9 * 0.3 * 2 ** (-7 / 30))
    assert now[0].pressure == pytest.approx(0.8 * 0.9 * 6 * 2 ** (-10 / 30))
    assert before == []


def test_a_clock_set_back_leaves_one_version_in_force(lake: Lake, engine: Engine) -> None:
    set_back = NOW - 5 * DAY
    written(
        lake,
        [
            incident("a", version=1, recorded=NOW - 4 * DAY, superseded=set_back, severity="Minor"),
            incident("a", version=2, recorded=set_back, severity="Extreme"),
        ],
    )
    (found,) = pressure.of_countries(asked(lake, engine), as_of=NOW, weighing=WEIGHING)
    assert found.incidents == 1
    assert found.pressure == pytest.approx(0.8 * 0.9 * 6 * 2 ** (-10 / 30))


def test_retracted_placeless_future_and_forgotten_incidents_do_not_count(lake: Lake, engine: Engine) -> None:
    written(
        lake,
        [
            incident("retracted", status="retracted"),
            incident("at sea", country=""),
            incident("planned", happened=NOW + DAY),
            incident("old", happened=NOW - WEIGHING.memory - 2 * DAY),
        ],
    )
    assert pressure.of_countries(asked(lake, engine), as_of=NOW, weighing=WEIGHING) == []


def test_first_levels_add_up_to_their_country(lake: Lake, engine: Engine) -> None:
    written(lake, [incident("a"), incident("b", admin1="Astana"), incident("c", admin1="", country="KAZ")])
    opened = asked(lake, engine)
    (whole,) = pressure.of_countries(opened, as_of=NOW, weighing=WEIGHING)
    parts = pressure.of_first_levels(opened, as_of=NOW, weighing=WEIGHING)
    assert [part.admin1 for part in parts] == ["", "Almaty", "Astana"]
    assert sum(part.pressure for part in parts) == pytest.approx(whole.pressure)
    assert sum(part.incidents for part in parts) == whole.incidents == 3


def test_a_lake_without_incidents_knows_of_none(lake: Lake, engine: Engine) -> None:
    assert pressure.of_countries(asked(lake, engine), as_of=NOW, weighing=WEIGHING) == []


def test_a_weight_that_is_missing_is_refused_rather_than_taken_for_nothing() -> None:
    with pytest.raises(InvalidValue, match="unrest"):
        pressure.Weighing(
            half_lives={c: 1.0 for c in Category if c is not Category.UNREST},
            severity=WEIGHING.severity,
            credibility=WEIGHING.credibility,
            toll_exponent=0.5,
            memory=DAY,
        )
