"""The forecast of a country as its page shows it: a fan, sentences, a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lookfar.alerts import phrases
from lookfar.flow.forecast_overtaken import in_words
from lookfar.flow.forecasts_shown import Shown, Track, is_replayed, shown
from lookfar.forecasts import words
from lookfar.forecasts.history import Month
from lookfar.web.words import age

_LEVELS = (50, 80, 90)
_TOLD = 80
"""Of earlier forecasts only this interval is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One month in words; `seen` "" while it is not known."""

    month: str
    median: str
    interval: str
    any_death: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastView:
    """`sentences`: what is ahead, empty when the forecast does not reach so far; `warning` "" when it is current,
    `overtaken` "" while nothing that is known contradicts it.
    """

    overtaken: str
    sentences: tuple[str, ...]
    warning: str
    made: str
    tracks: tuple[str, ...]
    chart: dict[str, object]
    rows: tuple[ForecastRow, ...]


def forecast_view(code: str, name: str, *, as_of: datetime) -> ForecastView | None:
    """Everything the page says of the newest forecast of a country; None when none was issued by then."""
    found = shown(code, as_of=as_of)
    if found is None:
        return None
    tracks = (
        _track(found.area, f"Earlier forecasts for {name}", "every time"),
        _track(found.world, "Those for all countries", "every country and every time"),
    )
    return ForecastView(
        overtaken="" if found.overtaken is None else in_words(found.overtaken, found.cutoff),
        sentences=_sentences(found),
        warning=_warning(found),
        made=_made(found, as_of),
        tracks=tuple(line for line in tracks if line),
        chart=_chart(found),
        rows=_rows(found),
    )


def _sentences(found: Shown) -> tuple[str, ...]:
    """Chances only while nothing has overtaken the forecast."""
    if found.ahead is None:
        return ()
    first, fan = found.ahead
    said = words.expected(fan, first)
    if found.overtaken is not None:
        return (f"It had said: {said[0].lower()}{said[1:]}",)
    return said, words.chances(fan)


def _warning(found: Shown) -> str:
    if found.is_current:
        return ""
    data_end = words.month_name(found.cutoff)
    if found.ahead is None:
        return (
            f"Data end in {data_end}: too old for a forecast of today. What happens now is not known from this; "
            "it does not mean calm."
        )
    return f"Data end in {data_end}, {found.lead} months ago: what has happened since is not in it."


def _made(found: Shown, as_of: datetime) -> str:
    issue = found.issue
    said = (
        f"As forecast on {phrases.day(issue.recorded_at)} ({age(issue.recorded_at, as_of)}) from data to "
        f"{words.month_name(found.cutoff)} ({issue.vintage}) by {issue.model}."
    )
    return (
        f"{said} Reconstructed: made later, from figures that may have been revised since then."
        if is_replayed(issue)
        else said
    )


def _track(track: Track | None, whose: str, each: str) -> str:
    if track is None:
        return ""
    ours, rule = _error(track.crps), _error(track.baseline)
    worse = ": worse than that simple rule" if track.crps > track.baseline and ours != rule else ""
    return (
        f"{whose}, by single months, not by the three together: {_cases(track, each)} Mean error (CRPS) {ours} deaths a "
        f"month, {rule} when the country’s last year is repeated{worse}. What was counted lay inside a "
        f"month’s 80 % interval in {track.covered_80 * 100:.0f} %."
    )


def _cases(track: Track, each: str) -> str:
    if track.cases == 1:
        return "1 month came in."
    months = f"{track.months} month{'' if track.months == 1 else 's'}"
    return (
        f"{track.cases:,} forecasts of {months} came in, which overlap: each month is counted once for {each} it was "
        "forecast."
    )


def _error(value: float) -> str:
    return words.deaths(value) if value >= 100 else f"{value:.2f}" if value >= 0.01 else "under 0.01"


def _chart(found: Shown) -> dict[str, object]:
    forecast = found.forecast
    past, laws = forecast.past, forecast.laws[forecast.model]
    first = found.cutoff.number - len(past) + 1
    numbers = range(first, found.cutoff.number + len(laws) + 1)
    came_in = {Month.of_period(period).number: deaths for period, deaths in found.came_in}
    told = [found.foretold.get(Month(number=number).period) for number in numbers[: len(past)]]
    ahead = [law.fan for law in laws]
    ends = {
        f"{side}_{level}": [
            *([fan and getattr(fan.spans[at], side) for fan in told] if level == _TOLD else [None] * len(past)),
            *(getattr(fan.spans[at], side) for fan in ahead),
        ]
        for at, level in enumerate(_LEVELS)
        for side in ("low", "high")
    }
    before = [deaths if fan else None for deaths, fan in zip(past, told, strict=True)]
    return {
        "times": [_start(number) for number in numbers],
        "past": [*past, *(None for _ in laws)],
        "median": [*(fan and fan.median for fan in told), *(fan.median for fan in ahead)],
        "seen": [*before, *(came_in.get(number) for number in numbers[len(past) :])],
        **ends,
    }


def _start(number: int) -> int:
    return int(datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC).timestamp())


def _rows(found: Shown) -> tuple[ForecastRow, ...]:
    came_in = dict(found.came_in)
    made = []
    for at, law in enumerate(found.forecast.laws[found.forecast.model]):
        month = Month(number=found.cutoff.number + at + 1)
        span = next(one for one in law.fan.spans if one.level == words.SHOWN)
        seen = came_in.get(month.period)
        made.append(
            ForecastRow(
                month=words.month_name(month),
                median=words.deaths(law.fan.median),
                interval=f"{words.deaths(span.low)} to {words.deaths(span.high)}",
                any_death=words.percent(law.fan.any_death),
                seen="" if seen is None else f"{seen:,.0f}",
            )
        )
    return tuple(made)
