"""A forecast is issued when its month comes in, never again, and held against what follows; the past stays told."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.domain.vocabulary import Origin
from lookfar.flow import open_tools
from lookfar.flow.forecasting import Done, forecast_known, issue_from, resolve_known, scored
from lookfar.flow.forecasts_shown import shown
from lookfar.flow.importing import take_monthly
from lookfar.forecasts import ledger
from lookfar.forecasts.history import Month
from lookfar.formats.ucdp import parse_release
from lookfar.lake.store import Lake
from lookfar.lake.ucdp import Covered, take_events
from lookfar.records import forecasts as kept
from lookfar.records.forecast_chain import chain
from lookfar.records.models import ForecastIssue, ForecastRow, QuarantineRow, ResolutionRow

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)
AREAS = ("AFG", "KAZ", "UKR", *(one for one in open_tools().areas if one not in ("AFG", "KAZ", "UKR")))[:33]
HEAD = ("isocode", "period", "fatalities_UCDP", "population")
Rows = list[tuple[str, int, str, str]]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def period(number: int) -> int:
    """Of the n-th month, 0 for January 2010."""
    return (2010 + number // 12) * 100 + number % 12 + 1


def rows(months: int, areas: tuple[str, ...] = AREAS) -> Rows:
    chance = np.random.default_rng(3)
    level = np.resize([0.0, 0.3, 20.0], len(areas))
    drawn = chance.poisson(chance.gamma(0.7, level / 0.7, (60, len(areas))))
    return [
        (area, period(n), f"{drawn[n, at]}.0", "1000000.0") for at, area in enumerate(areas) for n in range(months)
    ]


def take(lake: Lake, path: Path, given: Rows, now: datetime = NOW) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerows([HEAD, *given])
    take_monthly(lake, path, open_tools(), now=now)


def run(lake: Lake, now: datetime = NOW) -> Done:
    return forecast_known(lake, "duckdb", now=now)


def told() -> list[object]:
    """Everything that was ever issued or resolved, byte for byte."""
    return [
        list(table.objects.order_by("pk").values_list()) for table in (ForecastIssue, ForecastRow, ResolutionRow)
    ]


def test_months_are_forecast_from_as_they_came_to_be_known_and_resolved_by_those_that_follow(
    lake: Lake, tmp_path: Path
) -> None:
    take(lake, tmp_path / "a.csv", rows(35))
    assert run(lake) == Done(issued=(201210, 201211), resolved=1)
    first, second = kept.issues(as_of=NOW)
    assert (first.recorded_at, second.recorded_at) == (
        datetime(2012, 12, 1, tzinfo=UTC),
        datetime(2013, 1, 1, tzinfo=UTC),
    )
    assert (first.origin, first.made_at, first.vintage) == (Origin.REPLAYED, NOW, "UCDP monthly totals")
    assert first.model.startswith("analogues_2026@")
    before = told()
    assert run(lake) == Done()
    assert not issue_from(lake, "duckdb", Month.of_period(201210), now=NOW)
    assert told() == before
    early = shown("UKR", as_of=datetime(2012, 12, 31, tzinfo=UTC))
    late = shown("UKR", as_of=datetime(2013, 1, 31, tzinfo=UTC))
    assert early is not None
    assert late is not None
    assert (early.forecast.cutoff, early.world, late.forecast.cutoff) == (201210, None, 201211)
    assert late.world is not None
    assert (late.world.cases, late.world.months) == (len(AREAS), 1)
    assert shown("UKR", as_of=datetime(2012, 11, 30, tzinfo=UTC)) is None
    assert scored(datetime(2012, 12, 31, tzinfo=UTC)) == []
    assert {(one.forecaster, one.cases, one.replayed) for one in scored(NOW) if one.lead is None} == {
        (name, len(AREAS), 1.0) for name in ("analogues_2026", "conflictology_2026", "negative_binomial_2026")
    }


def test_what_follows_the_cutoff_does_not_change_its_forecast(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path / "a.csv", rows(34))
    assert run(lake).issued == (201210,)
    clean, issue = kept.of_issue(201210), kept.issues(as_of=NOW)[0]
    ForecastRow.objects.all().delete()
    ForecastIssue.objects.all().delete()
    other = Lake(tmp_path / "other")
    poison = [(area, period(34), "999999", "1") for area in AREAS]
    take(other, tmp_path / "b.csv", [*rows(34), *poison])
    assert issue_from(other, "duckdb", Month.of_period(201210), now=NOW)
    assert kept.of_issue(201210) == clean
    assert kept.issues(as_of=NOW)[0].history == issue.history


def test_a_revised_month_adds_a_version_and_the_past_stays_as_it_was_told(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path / "a.csv", rows(35))
    run(lake)
    before = told()
    later = NOW.replace(month=6)
    revised = [(a, p, "777.0" if (a, p) == ("UKR", 201211) else d, n) for a, p, d, n in rows(35)]
    take(lake, tmp_path / "b.csv", revised, now=later)
    assert run(lake, later) == Done(issued=(), resolved=1)
    assert told()[:2] == before[:2]
    assert [table[: len(old)] for table, old in zip(told(), before, strict=True)] == before  # type: ignore[index, arg-type]
    old, new = (kept.resolutions(as_of=at, cutoff=201210)[0] for at in (NOW, later))
    assert (old.version, new.version) == (1, 2)
    seen = [ledger.read(one.content) for one in (old, new)]
    assert [one.seen[one.areas.index("UKR")] == 777 for one in seen] == [False, True]
    assert run(lake, later) == Done()


def test_what_was_issued_under_a_clock_that_was_ahead_counts_once_it_is_set_right(
    lake: Lake, tmp_path: Path
) -> None:
    wrong, right = datetime(2012, 12, 28, tzinfo=UTC), datetime(2012, 12, 20, tzinfo=UTC)
    take(lake, tmp_path / "a.csv", rows(35), wrong)
    assert run(lake, wrong) == Done(issued=(201210, 201211), resolved=1)
    assert [one.cutoff for one in kept.issues(as_of=right)] == [201210]
    assert kept.resolutions(as_of=right) == []
    before = chain()
    assert run(lake, right) == Done()
    assert [one.cutoff for one in kept.issues(as_of=right)] == [201210, 201211]
    assert [one.month for one in kept.resolutions(as_of=right)] == [201211]
    assert [one.cutoff for one in kept.issues(as_of=right.replace(day=19))] == [201210]
    assert chain() == before
    assert before.faults == ()


def test_a_month_that_was_not_reported_is_not_resolved_and_is_not_nought(lake: Lake, tmp_path: Path) -> None:
    some = [row for row in rows(35) if row[:2] != ("UKR", 201211)]
    some = [(a, p, "" if (a, p) == ("AFG", 201211) else d, n) for a, p, d, n in some]
    take(lake, tmp_path / "a.csv", some)
    run(lake)
    found = ledger.read(kept.resolutions(as_of=NOW, cutoff=201210)[0].content)
    assert set(AREAS) - set(found.areas) == {"AFG", "UKR"}
    late = shown("UKR", as_of=NOW)
    assert late is not None
    assert late.forecast.past[-1] is None
    assert late.area is None


def test_a_clock_set_back_changes_nothing(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path / "a.csv", rows(35))
    run(lake)
    before = told()
    back = datetime(2012, 12, 15, tzinfo=UTC)
    assert run(lake, back) == Done()
    assert resolve_known(lake, "duckdb", now=back) == 0
    assert told() == before
    assert shown("UKR", as_of=back) is not None


def test_too_little_is_not_forecast_from(lake: Lake, tmp_path: Path) -> None:
    assert run(lake) == Done()
    take(lake, tmp_path / "short.csv", rows(33))
    take(lake, tmp_path / "few.csv", rows(36, AREAS[:20]))
    assert run(lake) == Done()
    with pytest.raises(InvalidValue, match="needs 34 months"):
        issue_from(lake, "duckdb", Month.of_period(201209), now=NOW)
    with pytest.raises(InvalidValue, match="30 countries"):
        issue_from(lake, "duckdb", Month.of_period(201212), now=NOW)
    assert told() == [[], [], []]


def events(lake: Lake, release: str, first: str, last: str, now: datetime, deaths: dict[str, int]) -> None:
    from tests.lake.test_deaths import event

    made = [
        (area, event(n, f"{last}-03", best))
        for n, (area, best) in enumerate(deaths.items(), parse_release(release).order * 100)
    ]
    with lake.writing(now=now) as writer:
        take_events(
            writer,
            made,
            release=parse_release(release),
            covered=Covered(first=first, last=last, countries=frozenset(AREAS)),
            sha256=release,
            quarantined={},
            now=now,
        )


def test_a_live_release_issues_once_from_its_newest_month_and_the_next_resolves_it(lake: Lake) -> None:
    june, july = datetime(2013, 6, 20, tzinfo=UTC), datetime(2013, 7, 20, tzinfo=UTC)
    events(lake, "13.1", "2010-01", "2013-05", june, {"UKR": 40})
    assert run(lake, june) == Done(issued=(201305,), resolved=0)
    assert run(lake, june) == Done()
    events(lake, "13.0.6", "2013-06", "2013-06", july, {"AFG": 7})
    assert run(lake, july) == Done(issued=(201306,), resolved=1)
    first, second = kept.issues(as_of=july)
    assert (first.origin, first.recorded_at, second.recorded_at) == (Origin.LIVE, june, july)
    assert second.vintage == "UCDP GED 13.1 + UCDP candidate 13.0.6"
    found = ledger.read(kept.resolutions(as_of=july)[0].content)
    deaths = dict(zip(found.areas, found.seen, strict=True))
    assert (deaths["AFG"], deaths["UKR"]) == (7, 0)
    assert kept.resolutions(as_of=june) == []
    assert issue_from(lake, "duckdb", Month.of_period(201304), now=july)
    late = kept.issues(as_of=july)[0]
    assert (late.cutoff, late.origin, late.recorded_at) == (201304, Origin.REPLAYED, july)


def test_a_second_process_that_issues_the_same_cutoff_changes_nothing(lake: Lake, tmp_path: Path) -> None:
    take(lake, tmp_path / "a.csv", rows(34))
    run(lake)
    before = told()
    issue = kept.issues(as_of=NOW)[0]
    assert not kept.keep(replace(issue, model="other@1"), kept.of_issue(201210)[:1])
    assert told() == before


def test_bad_rows_of_a_table_of_totals_are_set_aside(lake: Lake, tmp_path: Path) -> None:
    bad: Rows = [
        ("UKR", 201001, "1", "1"),
        ("UKR", 201013, "1", "1"),
        ("UKR", 201002, "-4", "1"),
        ("UKR", 201003, "4", "many"),
        ("UKR", 202603, "4", "1"),
    ]
    take(lake, tmp_path / "a.csv", [*rows(2), *bad, ("WLD", 201001, "5", "1")])
    found = sorted(QuarantineRow.objects.filter(source="ucdp_monthly").values_list("reason", flat=True))
    assert found == ["month_twice", "not_over", "unreadable", "unreadable", "unreadable"]


def test_the_shared_table_is_read_whole(lake: Lake, shared: Callable[[str], Path]) -> None:
    path = shared("data/ucdp_monthly_country/ucdp_fatalities_monthly_iso3.csv")
    done = take_monthly(lake, path, open_tools(), now=NOW)
    assert (done.skipped, dict(done.quarantined)) == (0, {})
    assert done.said.startswith("2010-01 to 2022-12, 174 countries: 271")
    again = take_monthly(lake, path, open_tools(), now=NOW)
    assert "0 new, 0 revised" in again.said
