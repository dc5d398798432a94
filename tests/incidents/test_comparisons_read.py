"""The comparisons that readers judged, which the judge learns from."""

from __future__ import annotations

from tests import shared_data

from lookfar.cli.training_comparisons import comparisons, items, needed


def test_every_report_that_was_compared_is_in_the_source() -> None:
    data = shared_data.need("data/wikipedia_current_events/current_events_2010_2022.parquet").parents[1]
    known = {report.id for report in items(data, "2010-01-01", "2018-01-01")}
    assert needed(comparisons()) <= known


def test_no_comparison_is_of_years_that_are_measured() -> None:
    data = shared_data.need("data/wikipedia_current_events/current_events_2010_2022.parquet").parents[1]
    measured = {report.id for report in items(data, "2018-01-01", "2021-01-01")}
    assert needed(comparisons()).isdisjoint(measured)


def test_a_report_is_not_compared_with_itself() -> None:
    read = comparisons()
    assert len({(one.report, one.incident) for one in read}) == len(read)
    assert all(one.report not in one.incident and one.incident and one.one_in >= 1 for one in read)
