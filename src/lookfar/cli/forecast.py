"""`lookfar forecast`: draws of monthly deaths from a history in a file, or forecasts of this installation's own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lookfar.cli.asked import AS_OF
from lookfar.domain.errors import InvalidValue, LookfarError
from lookfar.domain.times import read_as_of
from lookfar.forecasts.history import Month
from lookfar.forecasts.models import DEFAULT

MOST_LEADS = 24
MOST_DRAWS = 10_000
_DRAWN = ("history", "cutoff", "months", "out")


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    reads = argparse.ArgumentParser(prog="lookfar forecast", description=__doc__)
    action = reads.add_mutually_exclusive_group(required=True)
    action.add_argument("--history", type=Path, help="CSV: isocode, period (YYYYMM), fatalities_UCDP, population")
    action.add_argument(
        "--issue",
        action="store_true",
        help="issue what the imported months allow, or with --cutoff from that month; then resolve",
    )
    action.add_argument("--resolve", action="store_true", help="hold issued forecasts against months that came in")
    action.add_argument("--show", metavar="AREA", help="print the newest forecast of an area (alpha-3) as JSON")
    action.add_argument(
        "--verify",
        action="store_true",
        help="recompute the chain of issued forecasts and say which was changed, dropped or put in between",
    )
    reads.add_argument("--cutoff", help="last month that may be read, YYYYMM")
    reads.add_argument("--months", help="first and last month to forecast, YYYYMM:YYYYMM")
    reads.add_argument("--draws", type=int, default=1000, help="draws for each country and month")
    reads.add_argument("--out", type=Path, help="Parquet: isocode, period, draw, deaths")
    reads.add_argument("--seed", type=int, default=1, help="the same seed gives the same draws")
    reads.add_argument("--model", default=DEFAULT, help="name of the model")
    reads.add_argument("--as-of", default="", help=f"with --show: {AS_OF}")
    return reads


def run(args: Sequence[str]) -> int:
    """0 when it is done; 1 with one line on stderr when it could not be."""
    reads = parser()
    given = reads.parse_args(list(args))
    missing = [f"--{name}" for name in _DRAWN if getattr(given, name) is None]
    if given.history and missing:
        reads.error(f"the following arguments are required: {', '.join(missing)}")
    try:
        if given.history:
            _write(given)
        elif given.verify:
            return _verify()
        elif given.show:
            return _show(given.show.upper(), read_as_of(given.as_of, now=datetime.now(UTC)))
        else:
            _keep(given)
    except LookfarError as error:
        print(f"lookfar forecast: {error}", file=sys.stderr)
        return 1
    return 0


def _keep(given: argparse.Namespace) -> None:
    """Issues and resolves over the lake of this installation."""
    from lookfar.cli.store import open_store
    from lookfar.config import read_config

    open_store()
    from lookfar.flow.forecasting import forecast_known, issue_from, resolve_known
    from lookfar.flow.lake import lake_of
    from lookfar.lake.ucdp import nameless

    config, now = read_config(), datetime.now(UTC)
    lake, engine = lake_of(config), config.text("LOOKFAR_LAKE")
    for line in nameless(lake.current().imports):
        print(line, file=sys.stderr)
    if given.issue and given.cutoff is None:
        done = forecast_known(lake, engine, now=now, said=lambda line: print(line, file=sys.stderr))
        print(f"{len(done.issued)} forecasts issued, {done.resolved} resolved months added")
        return
    if given.issue:
        cutoff = _month(given.cutoff)
        new = issue_from(lake, engine, cutoff, now=now)
        print(f"forecast from {cutoff.period}: {'issued' if new else 'was issued before, and stays as it is'}")
    print(f"{resolve_known(lake, engine, now=now)} resolved months added")


def _show(area: str, as_of: datetime) -> int:
    import orjson

    from lookfar.cli.store import open_store

    open_store()
    from lookfar.flow.forecasts_shown import listed, public_forecast

    found = listed([area], as_of=as_of)
    for issue, forecast in found:
        print(orjson.dumps(public_forecast(issue, forecast, as_of=as_of)).decode())
    if not found:
        print(
            f"lookfar forecast: none was issued for {area} by then; is it an alpha-3 code, and are monthly deaths "
            "imported (lookfar backfill ucdp_candidate FILE)?",
            file=sys.stderr,
        )
    return 0 if found else 1


def _verify() -> int:
    from lookfar.cli.store import open_store

    open_store()
    from lookfar.records.forecast_chain import chain

    found = chain()
    for fault in found.faults:
        print(f"lookfar forecast: {fault}", file=sys.stderr)
    if not found.faults:
        print(
            f"{found.issues} issues hold, each follows from the one before; the last has the hash {found.head or 'none'}"
        )
    if found.late:
        print(
            f"{found.late} of {found.issues} were issued before there was a chain, and hashed as they stood when it came: "
            "of the time before, it says nothing"
        )
    return 1 if found.faults else 0


def _write(given: argparse.Namespace) -> None:
    from lookfar.facts.stability import known_stability
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
    today = Month.at(datetime.now(UTC))
    history = read_history(given.history, cutoff, known_stability(), today=today)
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
