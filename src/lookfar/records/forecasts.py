"""Issued forecasts and their resolutions: added, never changed; asked as of a time."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from lookfar.domain.forecast import Fan, Forecast, Issue
from lookfar.domain.vocabulary import Origin
from lookfar.records.codec import FORECAST
from lookfar.records.forecast_chain import chained
from lookfar.records.models import ForecastIssue, ForecastRow, ResolutionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResolution:
    """A version of the resolution of one month (YYYYMM) of the issue of a cutoff; `content` as it was written."""

    cutoff: int
    month: int
    version: int
    figures: str
    vintage: str
    recorded_at: datetime
    origin: str
    content: bytes


def keep(issue: Issue, forecasts: Sequence[Forecast]) -> bool:
    """Stores an issue whole, chained to the one stored last; False, and nothing is changed, when that cutoff was
    issued before.
    """
    try:
        with transaction.atomic():
            row = ForecastIssue.objects.create(
                cutoff=issue.cutoff,
                model=issue.model,
                history=issue.history,
                vintage=issue.vintage,
                recorded_at=issue.recorded_at,
                counts_from=issue.recorded_at,
                made_at=issue.made_at,
                origin=issue.origin.value,
                areas=list(issue.areas),
                previous=_last_chain(),
            )
            ForecastRow.objects.bulk_create(
                [
                    ForecastRow(issue=row, area=one.area, content=zlib.compress(FORECAST.write(one)))
                    for one in forecasts
                ],
                batch_size=100,
            )
            ForecastIssue.objects.filter(pk=row.pk).update(chain=chained(row))
    except IntegrityError:
        if ForecastIssue.objects.filter(cutoff=issue.cutoff).exists():
            return False
        raise
    return True


def _last_chain() -> str:
    """The first row is locked, so that two that issue at once do not both follow the same one."""
    ForecastIssue.objects.select_for_update().order_by("pk").first()
    last = ForecastIssue.objects.order_by("-pk").first()
    return last.chain if last else ""


def put_right(*, now: datetime) -> None:
    """Lets what was issued and resolved under a clock that was ahead count as known from now on.

    Not of months to come: then it is this clock that is behind; nor what a replay's clock gave its time. What was
    written stays, and so does the chain.
    """
    month = now.year * 100 + now.month
    ahead = {"counts_from__gt": now, "recorded_at": F("made_at")}
    ForecastIssue.objects.filter(cutoff__lt=month, **ahead).update(counts_from=now)
    ResolutionRow.objects.filter(month__lt=month, **ahead).update(counts_from=now)


def issues(*, as_of: datetime) -> list[Issue]:
    """What was issued by then, oldest cutoff first."""
    return [_issue(row) for row in ForecastIssue.objects.filter(counts_from__lte=as_of).order_by("cutoff")]


def cutoffs() -> frozenset[int]:
    """Every cutoff that was ever issued, whenever that is known from."""
    return frozenset(ForecastIssue.objects.values_list("cutoff", flat=True))


def of_issue(cutoff: int) -> list[Forecast]:
    """The forecasts of one cutoff, by area."""
    rows = ForecastRow.objects.filter(issue__cutoff=cutoff).order_by("area")
    return [FORECAST.read(zlib.decompress(bytes(row.content))) for row in rows]


def of_area(area: str, *, as_of: datetime, cutoff: int | None = None) -> tuple[Issue, Forecast] | None:
    """The newest forecast of an area issued by then, or that of one cutoff; None when there is none."""
    rows = ForecastRow.objects.filter(area=area, issue__counts_from__lte=as_of).select_related("issue")
    if cutoff is not None:
        rows = rows.filter(issue__cutoff=cutoff)
    row = rows.order_by("-issue__cutoff").first()
    return None if row is None else (_issue(row.issue), FORECAST.read(zlib.decompress(bytes(row.content))))


def foretold(area: str, *, as_of: datetime, most: int, lead: int) -> list[tuple[int, Fan]]:
    """Of the newest forecasts of an area issued by then, oldest first: cutoff (YYYYMM) and what the model says of the month
    `lead` months after it.
    """
    rows = ForecastRow.objects.filter(area=area, issue__counts_from__lte=as_of).order_by("-issue__cutoff")[:most]
    return [_foretold(bytes(row.content), lead) for row in reversed(rows)]


@lru_cache(maxsize=4096)
def _foretold(packed: bytes, lead: int) -> tuple[int, Fan]:
    """By the bytes of a forecast, which never change: a page shows those of a country for years back."""
    one = FORECAST.read(zlib.decompress(packed))
    return one.cutoff, one.laws[one.model][lead - 1].fan


def keep_resolution(
    cutoff: int, month: int, *, figures: str, vintage: str, at: datetime, made_at: datetime, content: bytes
) -> bool:
    """Adds the next version of a month's resolution; False when another process was first.

    `at`: known from then on, by the clock of a replay in one; `made_at`: by the clock on the wall.
    """
    issue = ForecastIssue.objects.get(cutoff=cutoff)
    last = ResolutionRow.objects.filter(issue=issue, month=month).aggregate(last=Max("version"))["last"]
    try:
        with transaction.atomic():
            ResolutionRow.objects.create(
                issue=issue,
                month=month,
                version=(last or 0) + 1,
                figures=figures,
                vintage=vintage,
                recorded_at=at,
                counts_from=at,
                made_at=made_at,
                content=zlib.compress(content),
            )
    except IntegrityError:
        return False
    return True


def newest_versions() -> dict[tuple[int, int], tuple[str, datetime]]:
    """By cutoff and month: hash of the figures of the newest version, and when it was recorded."""
    rows = ResolutionRow.objects.order_by("version").values_list(
        "issue__cutoff", "month", "figures", "counts_from"
    )
    return {(cutoff, month): (figures, at) for cutoff, month, figures, at in rows}


def resolutions(*, as_of: datetime, cutoff: int | None = None) -> list[KeptResolution]:
    """The newest version of each as known then, of every issue or that of one cutoff."""
    rows = ResolutionRow.objects.filter(counts_from__lte=as_of, issue__counts_from__lte=as_of)
    if cutoff is not None:
        rows = rows.filter(issue__cutoff=cutoff)
    newest: dict[tuple[int, int], ResolutionRow] = {}
    for row in rows.select_related("issue").order_by("issue__cutoff", "month", "version"):
        newest[row.issue.cutoff, row.month] = row
    return [
        KeptResolution(
            cutoff=row.issue.cutoff,
            month=row.month,
            version=row.version,
            figures=row.figures,
            vintage=row.vintage,
            recorded_at=row.counts_from,
            origin=row.issue.origin,
            content=zlib.decompress(bytes(row.content)),
        )
        for row in newest.values()
    ]


def _issue(row: ForecastIssue) -> Issue:
    return Issue(
        cutoff=row.cutoff,
        model=row.model,
        history=row.history,
        vintage=row.vintage,
        recorded_at=row.counts_from,
        made_at=row.made_at,
        origin=Origin(row.origin),
        areas=tuple(row.areas),
    )
