"""A forecast in plain words. One yardstick: ICD 203 (US Director of National Intelligence, 2015, section D.6.e.2).

Likelihood is said here; how well earlier forecasts did is another sentence, never in the same one.
"""

from __future__ import annotations

import calendar

from lookfar.domain.forecast import Fan
from lookfar.forecasts.history import Month
from lookfar.forecasts.onset import WINDOW

YARDSTICK = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)
"""Upper end of each word's chances."""
SHOWN = 0.8
"""The interval that is said in words; it is in the yardstick's "very likely"."""


def likelihood(chance: float) -> str:
    """The word for a chance of 0..1.

    >>> likelihood(0.02), likelihood(0.5), likelihood(0.8)
    ('almost no chance', 'roughly even chance', 'very likely')
    """
    return next(word for end, word in YARDSTICK if chance < end)


def percent(chance: float) -> str:
    """Whole per cent; never 0 or 100, which no forecast knows.

    >>> percent(0.0), percent(0.314), percent(1.0)
    ('under 1 %', '31 %', 'over 99 %')
    """
    if chance < 0.01:
        return "under 1 %"
    return "over 99 %" if chance > 0.99 else f"{chance * 100:.0f} %"


def deaths(count: float) -> str:
    """A number of people: whole, and from 1,000 on no finer than the forecast is.

    >>> deaths(0.5), deaths(412.3), deaths(12_734)
    ('1', '412', '12,700')
    """
    whole = int(count + 0.5)
    return f"{round(whole, -2):,}" if whole >= 1_000 else f"{whole}"


def month_name(month: Month) -> str:
    """ "Nov 2021"."""
    year, number = divmod(month.number, 12)
    return f"{calendar.month_abbr[number + 1]} {year}"


def span_of(first: Month) -> str:
    """ "Feb to Apr 2022"; both years when there are two."""
    last = Month(number=first.number + WINDOW - 1)
    start = month_name(first)
    return f"{start[:3] if first.number // 12 == last.number // 12 else start} to {month_name(last)}"


def expected(fan: Fan, first: Month) -> str:
    """Deaths of three months from `first` on, as a sentence."""
    span = next(one for one in fan.spans if one.level == SHOWN)
    low, high = deaths(span.low), deaths(span.high)
    counted = "none" if low == high == "0" else f"{low}" if low == high else f"{low} to {high}"
    return (
        f"Deaths in organised violence, {span_of(first)}: {likelihood(SHOWN)} {counted} "
        f"({SHOWN * 100:.0f} % interval), middle estimate {deaths(fan.median)}."
    )


def chances(fan: Fan) -> str:
    """The chance of any death and of 25 or more in the same three months, as a sentence."""
    return (
        f"Any death: {likelihood(fan.any_death)} ({percent(fan.any_death)}); "
        f"25 or more: {likelihood(fan.at_least_25)} ({percent(fan.at_least_25)})."
    )
