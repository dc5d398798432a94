"""`lookfar backfill SOURCE FILE`: bulk history into the main store, marked replayed, without alerts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lookfar.cli.progress import Progress
from lookfar.cli.store import open_store
from lookfar.config import read_config
from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import SourceId
from lookfar.domain.times import parse_day


def run(args: Sequence[str]) -> int:
    """Loads and prints a summary; started again it goes on where it was stopped."""
    parser = argparse.ArgumentParser(prog="lookfar backfill", description=__doc__)
    parser.add_argument(
        "source",
        help="the source the file comes from, such as wikipedia_current_events; ucdp_ged, ucdp_candidate, "
        "ucdp_monthly, worldbank and index go into the lake",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a bulk table or recorded bodies")
    parser.add_argument("--from", dest="first", type=parse_day, help="first day to load")
    parser.add_argument("--until", dest="last", type=parse_day, help="last day to load")
    parser.add_argument(
        "--release", default="", help="the UCDP release, such as 25.1; read from the file's name when absent"
    )
    parser.add_argument("--publisher", default="", help="of an index: whose it is")
    parser.add_argument("--licence", default="", help="of an index: the licence it is under; unknown when absent")
    given = parser.parse_args(args)
    refused = _without_use(given)
    if refused:
        raise InvalidValue(refused)
    missing = [str(path) for path in given.files if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    open_store()
    from lookfar.flow import importing

    return _into_the_lake(given) if given.source in importing.KINDS else _into_the_records(given)


def _without_use(given: argparse.Namespace) -> str:
    """Which options were given that the source has no use for, and whom they are of; "" when there are none."""
    ucdp = ("ucdp_ged", "ucdp_candidate")
    events = given.source in ucdp
    records = given.source not in (*ucdp, "ucdp_monthly", "worldbank", "index")
    wrong = [
        f"{option} is of {whose} only"
        for option, value, applies, whose in (
            ("--from", given.first, events or records, "events and recorded bodies"),
            ("--until", given.last, events or records, "events and recorded bodies"),
            ("--release", given.release, events, " and ".join(ucdp)),
            ("--publisher", given.publisher, given.source == "index", "index"),
            ("--licence", given.licence, given.source == "index", "index"),
        )
        if value and not applies
    ]
    return f"{given.source}: {', '.join(wrong)}" if wrong else ""


def _into_the_records(given: argparse.Namespace) -> int:
    from lookfar import sources
    from lookfar.flow import importing, open_tools
    from lookfar.flow.replaying import Replayed, backfill, recorded_bodies

    if given.source not in sources.known():
        raise InvalidValue(
            f"no source {given.source!r}; into the lake go {', '.join(importing.KINDS)}, into the records "
            f"{', '.join(sorted(sources.known()))}"
        )
    bodies = recorded_bodies(SourceId(given.source), given.files, first=given.first, last=given.last)
    if not bodies:
        raise InvalidValue(
            f"nothing to load: {', '.join(path.name for path in given.files)} holds no body of {given.source} between the days asked for; "
            "look at --from and --until, and whether it is a file of this source"
        )
    progress = Progress(len(bodies), "loading")

    def said(done: int, state: Replayed) -> None:
        progress.at(done, f"{state.reports} reports, {len(state.incidents)} incidents")

    state = backfill(bodies, open_tools(), said=said)
    for failure in state.failed:
        print(f"not usable: {failure}", file=sys.stderr)
    print(
        f"{state.bodies} bodies, {state.reports} reports, {state.quarantined} quarantined, "
        f"{len(state.incidents)} incidents"
    )
    return 0 if state.bodies or not bodies else 1


def _into_the_lake(given: argparse.Namespace) -> int:
    from lookfar.flow import open_tools
    from lookfar.flow.forecasting import forecast_known
    from lookfar.flow.importing import INDEX, take_index, take_monthly, take_ucdp, take_world_bank
    from lookfar.flow.lake import lake_of
    from lookfar.lake.totals import KIND as MONTHLY
    from lookfar.lake.ucdp import nameless

    config = read_config()
    lake = lake_of(config)
    for path in given.files:
        now = datetime.now(UTC)
        if given.source == "worldbank":
            done = take_world_bank(lake, path, open_tools(), now=now)
        elif given.source == INDEX:
            done = take_index(
                lake, path, open_tools(), publisher=given.publisher, licence=given.licence or "unknown", now=now
            )
        elif given.source == MONTHLY:
            done = take_monthly(lake, path, open_tools(), now=now)
        else:
            done = take_ucdp(
                lake, path, given.source, release=given.release, first=given.first, last=given.last, now=now
            )
        print(f"{path.name}: {done.said}")
        if done.skipped:
            figures = "1 figure" if done.skipped == 1 else f"{done.skipped} figures"
            print(f"{path.name}: of what is no country left out: {figures}")
        for line in done.aside:
            print(f"{path.name}: {line}", file=sys.stderr)
    for line in nameless(lake.current().imports):
        print(line, file=sys.stderr)
    if given.source not in ("worldbank", INDEX):
        made = forecast_known(
            lake,
            config.text("LOOKFAR_LAKE"),
            now=datetime.now(UTC),
            said=lambda line: print(line, file=sys.stderr),
        )
        print(f"{len(made.issued)} forecasts issued, {made.resolved} resolved months added")
    return 0
