"""An issued forecast that was changed, dropped or put in between is named."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lookfar.cli import store
from lookfar.cli.forecast import run
from lookfar.domain.forecast import Forecast, Issue, Outcome
from lookfar.domain.vocabulary import Origin
from lookfar.records import forecasts as kept
from lookfar.records.forecast_chain import chain, chained
from lookfar.records.models import ForecastIssue, ForecastRow

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
CUTOFFS = (202203, 202201, 202202, 202204)
"""In the order of issue."""


def issued(cutoff: int) -> None:
    issue = Issue(
        cutoff=cutoff,
        model="m@1",
        history="h",
        vintage="v",
        recorded_at=NOW,
        made_at=NOW,
        origin=Origin.LIVE,
        areas=("KAZ", "UKR"),
    )
    some = [
        Forecast(
            outcome=Outcome.DEATHS,
            area=area,
            cutoff=cutoff,
            model="m",
            laws={},
            sums=(),
            onset={"m": (0.5,)},
            quiet=True,
            past=(1.0, None),
        )
        for area in issue.areas
    ]
    assert kept.keep(issue, some)


@pytest.fixture(autouse=True)
def four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "open_store", lambda: None)
    for cutoff in CUTOFFS:
        issued(cutoff)


def of(cutoff: int) -> ForecastIssue:
    return ForecastIssue.objects.get(cutoff=cutoff)


def likelier() -> None:
    row = ForecastRow.objects.get(issue__cutoff=202201, area="UKR")
    row.content = zlib.compress(zlib.decompress(bytes(row.content)).replace(b"0.5", b"0.9"))
    row.save()


def earlier() -> None:
    ForecastIssue.objects.filter(cutoff=202201).update(recorded_at=NOW.replace(microsecond=4))


def sealed_again() -> None:
    likelier()
    row = of(202201)
    ForecastIssue.objects.filter(pk=row.pk).update(chain=chained(row))


def without_an_area() -> None:
    ForecastRow.objects.filter(issue__cutoff=202201, area="UKR").delete()


def dropped() -> None:
    ForecastRow.objects.filter(issue__cutoff=202201).delete()
    of(202201).delete()


def put_in() -> None:
    """In the place of an issue that was never the one before another."""
    last = of(202204)
    place = last.pk
    last.rows.all().delete()
    last.delete()
    issued(202205)
    forged = ForecastIssue(
        pk=place, cutoff=202112, previous=of(202202).chain, recorded_at=NOW, made_at=NOW, counts_from=NOW, areas=[]
    )
    forged.save(force_insert=True)
    ForecastIssue.objects.filter(pk=place).update(chain=chained(forged))


def test_issues_follow_each_other_in_the_order_of_issue(capsys: pytest.CaptureFixture[str]) -> None:
    assert [of(one).previous for one in CUTOFFS] == ["", *(of(one).chain for one in CUTOFFS[:-1])]
    assert run(["--verify"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("4 issues hold")
    assert of(202204).chain in said.out
    assert "before there was a chain" not in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("meddled", "named"),
    [
        (likelier, "the issue from 202201 was changed"),
        (earlier, "the issue from 202201 was changed"),
        (without_an_area, "the issue from 202201 was changed"),
        (sealed_again, "the issue that the issue from 202202 follows is gone"),
        (dropped, "the issue that the issue from 202202 follows is gone"),
        (put_in, "before the issue from 202205 was put in between: 202112"),
    ],
)
def test_what_was_meddled_with_is_named(
    meddled: Callable[[], None], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    meddled()
    assert run(["--verify"]) == 1
    said = capsys.readouterr()
    assert named in said.err
    assert len(chain().faults) == 1
    assert "hold" not in said.out
