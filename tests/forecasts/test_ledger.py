"""What is issued never reads past its cutoff; what came in is held against it, and adds up to scores."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.forecasts.made import world

from lookfar.domain.errors import InvalidValue
from lookfar.domain.forecast import Forecast
from lookfar.facts.forecast_models import identity
from lookfar.forecasts import ledger, score
from lookfar.forecasts.history import Month
from lookfar.forecasts.issue import BASELINES, LEADS, LEAST_MONTHS, history_hash, is_enough, make

CUTOFF = Month.of_period(201212)
WORLD = world(months=50, areas=33)


@cache
def issued() -> tuple[Forecast, ...]:
    return tuple(make(WORLD, CUTOFF))


def seen_after(until: int = 201402) -> dict[tuple[str, int], float]:
    return {
        (area, Month(number=WORLD.first.number + row).period): float(WORLD.deaths[row, column])
        for column, area in enumerate(WORLD.areas)
        for row in range(len(WORLD.deaths))
        if Month(number=WORLD.first.number + row).period <= until
    }


def test_an_issue_reads_nothing_after_its_cutoff() -> None:
    poisoned = replace(WORLD, deaths=WORLD.deaths.copy(), population=WORLD.population.copy())
    rows = CUTOFF.number - WORLD.first.number + 1
    poisoned.deaths[rows:], poisoned.population[rows:] = 1e6, -1.0
    assert tuple(make(poisoned, CUTOFF)) == issued()
    assert history_hash(poisoned.until(CUTOFF)) == history_hash(WORLD.until(CUTOFF))


def test_an_issue_has_every_country_month_forecaster_and_three_month_sum() -> None:
    assert [one.area for one in issued()] == list(WORLD.areas)
    for one in issued():
        assert {name: len(laws) for name, laws in one.laws.items()} == dict.fromkeys(
            ("analogues_2026", *BASELINES), len(LEADS)
        )
        assert len(one.sums) == len(LEADS) - 2
        assert len(one.past) == 36
        assert all(sum(law.bins) == 1000 for laws in one.laws.values() for law in laws)
        assert one.sums[0].any_death >= one.laws[one.model][0].fan.any_death


def test_too_short_a_history_or_too_few_countries_make_no_forecast() -> None:
    short = Month(number=WORLD.first.number + LEAST_MONTHS - 2)
    few = world(months=40, areas=29)
    assert not is_enough(WORLD, short)
    assert is_enough(WORLD, Month(number=short.number + 1))
    assert not is_enough(WORLD, Month.of_period(202001))
    for history, cutoff in ((WORLD, short), (few, Month.of_period(201304))):
        with pytest.raises(InvalidValue, match="needs 34 months"):
            make(history, cutoff)


def test_a_resolution_has_the_scores_of_its_laws_and_is_read_as_it_was_written() -> None:
    month = Month.of_period(201303)
    found = ledger.resolve_month(issued(), month, seen_after())
    assert found is not None
    assert found.lead == 3
    again = ledger.read(ledger.written(found))
    assert ledger.written(again) == ledger.written(found)
    at = found.areas.index("AAC")
    law = issued()[at].laws["analogues_2026"][2]
    seen = np.array([WORLD.deaths[month.number - WORLD.first.number, at]])
    assert found.seen[at] == seen[0]
    row = dict(zip(ledger.COLUMNS, found.columns["analogues_2026"][:, at], strict=True))
    kept = np.array([law.quantiles])
    assert row["crps"] == pytest.approx(score.crps(kept, seen)[0])
    assert row["crps_ln"] == pytest.approx(score.crps_ln(kept, seen)[0])
    draws = np.repeat((0, *score.BINS), law.bins)[None, :] + 0.1
    assert row["ignorance"] == pytest.approx(score.ignorance(draws, seen)[0])
    assert row["in_80"] == float(law.fan.spans[1].low <= seen[0] <= law.fan.spans[1].high)


def test_a_month_that_is_not_known_is_not_resolved_and_not_nought() -> None:
    seen = seen_after()
    assert ledger.resolve_month(issued(), Month.of_period(201501), seen) is None
    some = {cell: deaths for cell, deaths in seen.items() if cell != ("AAB", 201302)}
    second, third = (ledger.resolve_month(issued(), Month.of_period(month), some) for month in (201302, 201303))
    assert second is not None
    assert third is not None
    assert "AAB" not in second.areas
    assert "AAB" in third.areas
    assert "AAB" not in third.quiet


def test_only_quiet_countries_have_an_onset_and_only_when_three_months_are_known() -> None:
    quiet = {one.area for one in issued() if one.quiet}
    assert quiet
    by_lead = [ledger.resolve_month(issued(), Month(number=CUTOFF.number + n), seen_after()) for n in range(1, 7)]
    assert [set(one.quiet) if one else None for one in by_lead] == [set(), set(), quiet, set(), set(), quiet]


def test_scores_are_means_over_all_over_years_and_over_leads() -> None:
    resolved = [
        (one, "live" if one.lead < 8 else "replayed")
        for n in LEADS
        if (one := ledger.resolve_month(issued(), Month(number=CUTOFF.number + n), seen_after())) is not None
    ]
    rows = ledger.scored(resolved, BASELINES)
    names = ["analogues_2026", *BASELINES]
    assert [(one.forecaster, one.is_baseline) for one in rows[:3]] == [(name, name in BASELINES) for name in names]
    assert {one.year for one in rows} == {None, 2013, 2014}
    assert {one.lead for one in rows} == {None, *LEADS}
    whole, mine = rows[0], np.concatenate([one.columns["analogues_2026"] for one, _ in resolved], axis=1)
    assert whole.cases == 14 * 33
    assert whole.crps == pytest.approx(mine[0].mean())
    assert whole.covered_80 == pytest.approx(mine[5].mean())
    assert sum(whole.pit) == pytest.approx(1)
    assert whole.active == int((mine[7] >= 1).sum())
    assert whole.windows == 4 * sum(one.quiet for one in issued())
    assert whole.replayed == pytest.approx(0.5)
    assert ledger.scored([], BASELINES) == []


def test_the_part_about_one_country_is_its_own_column() -> None:
    found = ledger.resolve_month(issued(), Month.of_period(201303), seen_after())
    assert found is not None
    part = ledger.only(found, "AAC")
    assert part is not None
    assert part.areas == ("AAC",)
    at = found.areas.index("AAC")
    assert (part.columns["analogues_2026"][:, 0] == found.columns["analogues_2026"][:, at]).all()
    assert ledger.only(found, "ZZZ") is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"month": 1}'])
def test_bytes_that_are_no_resolution_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue, match="not readable as a resolution"):
        ledger.read(content)


def test_a_model_is_named_with_a_hash_over_the_files_it_is_made_of() -> None:
    one, other = identity("analogues_2026"), identity("conflictology_2026")
    assert one.startswith("analogues_2026@")
    assert one.partition("@")[2] != other.partition("@")[2]
