"""`lookfar forecast`: draws of monthly deaths for every country of a history that ends at a cutoff."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lookfar.domain.errors import InvalidValue, LookfarError
from lookfar.forecasts.history import Month
from lookfar.forecasts.models import DEFAULT

MOST_LEADS = 24
MOST_DRAWS = 10_000


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    reads = argparse.ArgumentParser(prog="lookfar forecast", description=__doc__)
    reads.add_argument(
        "--history", type=Path, required=True, help="CSV: isocode, period (YYYYMM), fatalities_UCDP, population"
    )
    reads.add_argument("--cutoff", required=True, help="last month that may be read, YYYYMM")
    reads.add_argument("--months", required=True, help="first and last month to forecast, YYYYMM:YYYYMM")
    reads.add_argument("--draws", type=int, default=1000, help="draws for each country and month")
    reads.add_argument("--out", type=Path, required=True, help="Parquet: isocode, period, draw, deaths")
    reads.add_argument("--seed", type=int, default=1, help="the same seed gives the same draws")
    reads.add_argument("--model", default=DEFAULT, help="name of the model")
    return reads


def run(args: Sequence[str]) -> int:
    """0 when the draws are written; 1 with one line on stderr when they could not be."""
    given = parser().parse_args(list(args))
    try:
        _write(given)
    except LookfarError as error:
        print(f"lookfar forecast: {error}", file=sys.stderr)
        return 1
    return 0


def _write(given: argparse.Namespace) -> None:
    from lookfar.flow.deaths_known import known_stability
    from lookfar.forecasts.backtest import Origin, forecast
    from lookfar.forecasts.models import model
    from lookfar.lake.monthly import read_history, write_draws

    cutoff, (first, last) = _month(given.cutoff), _span(given.months)
    leads = _leads(cutoff, first, last)
    if not 1 <= given.draws <= MOST_DRAWS:
        raise InvalidValue(f"--draws is 1 to {MOST_DRAWS}, not {given.draws}")
    if given.seed < 0:
        raise InvalidValue("--seed is a whole number of at least 0")
    if not given.out.absolute().parent.is_dir():
        raise InvalidValue(f"there is no folder {given.out.parent} for --out")
    import numpy as np

    chosen = model(given.model)
    history = read_history(given.history, cutoff, known_stability())
    origin = Origin(cutoff=cutoff, leads=leads)
    rng = np.random.default_rng([given.seed, cutoff.period])
    areas, draws = forecast(chosen, history, origin, given.draws, rng)
    if silent := sorted(set(history.areas) - set(areas)):
        print(f"left out, nothing reported in the last 12 months: {', '.join(silent)}", file=sys.stderr)
    write_draws(given.out, areas, [Month(number=cutoff.number + lead) for lead in leads], draws)


def _month(text: str) -> Month:
    if not text.isascii() or not text.isdigit():
        raise InvalidValue(f"{text!r} is no month; a month is written YYYYMM, such as 202210")
    return Month.of_period(int(text))


def _span(text: str) -> tuple[Month, Month]:
    first, colon, last = text.partition(":")
    if not colon:
        raise InvalidValue(f"--months is YYYYMM:YYYYMM, not {text!r}")
    return _month(first), _month(last)


def _leads(cutoff: Month, first: Month, last: Month) -> tuple[int, ...]:
    if last.number < first.number:
        raise InvalidValue(f"--months ends ({last.period}) before it begins ({first.period})")
    if first.number <= cutoff.number:
        raise InvalidValue(f"--months begins at {first.period}, which is not after the cutoff {cutoff.period}")
    if last.number - cutoff.number > MOST_LEADS:
        raise InvalidValue(f"{last.period} is more than {MOST_LEADS} months after the cutoff {cutoff.period}")
    return tuple(range(first.number - cutoff.number, last.number - cutoff.number + 1))
