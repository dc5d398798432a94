"""What of the forecasts a reader sees as of a time: the newest of an area, its age, and how earlier ones did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np

from lookfar.domain.errors import NotFound
from lookfar.domain.forecast import Fan, Forecast, Issue
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Origin
from lookfar.flow.forecast_overtaken import Overtaken, in_words, overtaken
from lookfar.forecasts import ledger, words
from lookfar.forecasts.history import Month
from lookfar.forecasts.issue import BASELINES, WINDOW
from lookfar.records import forecasts as kept

CURRENT_LEAD = 3
"""Months from the data's last to the present one up to which a forecast is current: UCDP's candidate events of a month
come out in the course of the next, so that what is current lags by two months at most."""

FORETOLD = 3
"""Months ahead at which earlier forecasts are shown beside what came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """How forecasts of single months that came in went: mean CRPS (deaths a month) of the model and of the rule that the
    own last year comes again, on the same `cases`; share of cases inside the 80 and the 90 % interval.

    A case is a month of a country as forecast from one cutoff: each of the `months` is in as many as forecast it.
    """

    cases: int
    months: int
    crps: float
    baseline: float
    covered_80: float
    covered_90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The newest forecast of an area as of a time. `lead`: months from its cutoff to the present one.

    `came_in`: deaths of months (YYYYMM) after the cutoff that were known by then. `foretold`: what was said of months
    up to the cutoff when they were `FORETOLD` months ahead. `overtaken`: None while nothing that is known contradicts
    it. `area`, `world`: how resolved forecasts of this area and of all did, None before any was.
    """

    issue: Issue
    forecast: Forecast
    lead: int
    came_in: tuple[tuple[int, float], ...]
    foretold: Mapping[int, Fan]
    overtaken: Overtaken | None
    area: Track | None
    world: Track | None

    @property
    def cutoff(self) -> Month:
        """The last month that was read."""
        return Month.of_period(self.forecast.cutoff)

    @property
    def is_current(self) -> bool:
        """Whether the months it was made from are as new as they can be."""
        return self.lead <= CURRENT_LEAD

    @property
    def ahead(self) -> tuple[Month, Fan] | None:
        """First of the next three months, the present one included, and what is said of the three; None when they
        lie beyond the forecast's end.
        """
        at = max(self.lead, 1) - 1
        if at >= len(self.forecast.sums):
            return None
        return Month(number=self.cutoff.number + at + 1), self.forecast.sums[at]


def shown(area: str, *, as_of: datetime) -> Shown | None:
    """The newest forecast of an area (alpha-3) that was issued by then; None when there is none."""
    found = kept.of_area(area, as_of=as_of)
    if found is None:
        return None
    issue, forecast = found
    resolved = [_read(one.content) for one in kept.resolutions(as_of=as_of)]
    mine = [part for one in resolved if (part := ledger.only(one, area)) is not None]
    present = as_of.year * 12 + as_of.month - 1
    return Shown(
        issue=issue,
        forecast=forecast,
        lead=present - Month.of_period(issue.cutoff).number,
        came_in=_came_in(area, issue.cutoff, as_of),
        foretold=_foretold(area, issue.cutoff, as_of=as_of, most=len(forecast.past)),
        overtaken=overtaken(forecast, as_of=as_of),
        area=_track(mine, forecast.model),
        world=_track(resolved, forecast.model),
    )


def listed(areas: Sequence[str] | None, *, as_of: datetime) -> list[tuple[Issue, Forecast]]:
    """The newest forecast of each of these areas issued by then, all when None; areas without one are left out."""
    if areas is not None:
        found = [kept.of_area(area, as_of=as_of) for area in areas]
        return [one for one in found if one is not None]
    issues = kept.issues(as_of=as_of)
    if not issues:
        return []
    return [(issues[-1], one) for one in kept.of_issue(issues[-1].cutoff)]


def by_id(ident: str, *, as_of: datetime) -> tuple[Issue, Forecast]:
    """The forecast with this id, YYYYMM:area; raises NotFound."""
    cutoff, _, area = ident.partition(":")
    found = None
    if len(cutoff) == 6 and cutoff.isascii() and cutoff.isdigit():
        found = kept.of_area(area.upper(), as_of=as_of, cutoff=int(cutoff))
    if found is None:
        raise NotFound("no forecast by that id; `lookfar forecast --show` prints them, such as 202112:UKR")
    return found


def public_forecast(issue: Issue, forecast: Forecast, *, as_of: datetime) -> dict[str, object]:
    """The shape of a forecast for other programs; `deaths` of a month that is not known is null, and so is `overtaken`
    while nothing that is known contradicts it.
    """
    came_in = dict(_came_in(forecast.area, issue.cutoff, as_of))
    beyond = overtaken(forecast, as_of=as_of)
    start = Month.of_period(issue.cutoff).number
    months = [Month(number=start + lead) for lead in range(1, len(forecast.laws[forecast.model]) + 1)]
    return {
        "id": f"{issue.cutoff}:{forecast.area}",
        "area": forecast.area,
        "outcome": forecast.outcome.value,
        "cutoff": issue.cutoff,
        "issued_at": rfc3339(issue.recorded_at),
        "made_at": rfc3339(issue.made_at),
        "origin": issue.origin.value,
        "overtaken": None if beyond is None else in_words(beyond, Month.of_period(issue.cutoff)),
        "model": issue.model,
        "history": issue.history,
        "vintage": issue.vintage,
        "months": [
            {
                "month": month.period,
                **_fan(forecast.laws[forecast.model][at].fan),
                "quantiles": list(forecast.laws[forecast.model][at].quantiles),
                "baselines": {name: _fan(forecast.laws[name][at].fan) for name in BASELINES},
                "deaths": came_in.get(month.period),
            }
            for at, month in enumerate(months)
        ],
        "three_months": [
            {"first": months[at].period, "last": months[at + WINDOW - 1].period, **_fan(fan), "said": said}
            for at, fan in enumerate(forecast.sums)
            for said in [words.expected(fan, months[at])]
        ],
    }


def _fan(fan: Fan) -> dict[str, object]:
    return {
        "median": fan.median,
        "intervals": [{"level": one.level, "low": one.low, "high": one.high} for one in fan.spans],
        "any_death": fan.any_death,
        "at_least_25": fan.at_least_25,
    }


def is_replayed(issue: Issue) -> bool:
    """Whether it was made later than it says, from what was known then."""
    return issue.origin is Origin.REPLAYED


def _came_in(area: str, cutoff: int, as_of: datetime) -> tuple[tuple[int, float], ...]:
    resolved = [_read(one.content) for one in kept.resolutions(as_of=as_of, cutoff=cutoff)]
    return tuple((one.month, float(one.seen[one.areas.index(area)])) for one in resolved if area in one.areas)


def _foretold(area: str, cutoff: int, *, as_of: datetime, most: int) -> dict[int, Fan]:
    """By month, YYYYMM."""
    told = {
        Month(number=Month.of_period(made).number + FORETOLD).period: fan
        for made, fan in kept.foretold(area, as_of=as_of, most=most, lead=FORETOLD)
    }
    return {month: fan for month, fan in told.items() if month <= cutoff}


def _track(resolved: Iterable[ledger.Resolved], model: str) -> Track | None:
    some = [one for one in resolved if model in one.columns]
    if not some:
        return None
    mine, rule = (np.concatenate([one.columns[name] for one in some], axis=1) for name in (model, BASELINES[0]))
    row = {name: at for at, name in enumerate(ledger.COLUMNS)}
    return Track(
        cases=mine.shape[1],
        months=len({one.month for one in some}),
        crps=float(mine[row["crps"]].mean()),
        baseline=float(rule[row["crps"]].mean()),
        covered_80=float(mine[row["in_80"]].mean()),
        covered_90=float(mine[row["in_90"]].mean()),
    )


@lru_cache(maxsize=1024)
def _read(content: bytes) -> ledger.Resolved:
    """A resolution by its bytes, which never change."""
    return ledger.read(content)
