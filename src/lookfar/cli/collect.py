"""`lookfar collect [SOURCE ...]`: fetch feeds, run the flow, tell people; for ever, or one round with --once."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lookfar.cli.children import Child, stop_when_told
from lookfar.cli.send import open_sender, release_held
from lookfar.cli.store import only_one, open_store
from lookfar.config import Config, read_config
from lookfar.domain.errors import LookfarError

if TYPE_CHECKING:
    from lookfar.flow.collecting import Collector
    from lookfar.flow.upkeep import Upkeep
    from lookfar.lake.store import Lake

_PAUSE_SECONDS = 1.0


def run(args: Sequence[str]) -> int:
    """Collects; on SIGTERM finishes what it is writing and stops."""
    parser = argparse.ArgumentParser(prog="lookfar collect", description=__doc__)
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="only these; every source when absent")
    parser.add_argument("--once", action="store_true", help="one round, then stop")
    parser.add_argument(
        "--watched", action="store_true", help="stop when standard input ends: its starter has died"
    )
    given = parser.parse_args(args)
    config = read_config()
    home = open_store()
    lock = only_one(home, "worker")
    stopping = threading.Event()
    stop_when_told(stopping, watched=given.watched)
    try:
        if given.once:
            _once(config, home, given.sources)
        else:
            _work(config, home, given.sources, stopping)
    finally:
        os.close(lock)
    return 0


def _once(config: Config, home: Path, only: Sequence[str]) -> None:
    """One round: what is due is collected, rated and told, in this process."""
    sending = only_one(home, "sender")
    try:
        collector = _open_collector(config, home, only)
        _upkeep().run_due()
        if config.text("LOOKFAR_COLLECT") == "on":
            collector.collect_due()
        rated = collector.rate_daily()
        collector.rate_all_reheard()
        if rated:
            _age_out()
            _into_the_lake(config, home, score=False)
        sender = open_sender(config, home)
        release_held(sender.channels)
        sender.finish()
    finally:
        os.close(sending)


def _work(config: Config, home: Path, only: Sequence[str], stopping: threading.Event) -> None:
    """Rounds of collecting and rating while this worker leads, beside a process that sends."""
    from lookfar.records.leader import Leader

    sender, leader, upkeep = Child("send"), Leader(), _upkeep()
    sender.start()
    collector: Collector | None = None
    while not stopping.wait(_PAUSE_SECONDS if collector else 0.0):
        if not leader.leads():
            stopping.wait(_PAUSE_SECONDS)
            continue
        if collector is None:
            collector = _open_collector(config, home, only)
            threading.Thread(target=_load_cases, name="case packs", daemon=True).start()
        _round(collector, upkeep, config, home)
    leader.resign()
    sender.stop()


def _round(collector: Collector, upkeep: Upkeep, config: Config, home: Path) -> None:
    """What is due now; a database that does not answer or takes nothing is said, and tried again."""
    from django.db import Error, close_old_connections, connection

    from lookfar.records import disk_faults

    close_old_connections()
    upkeep.run_due()
    try:
        if config.text("LOOKFAR_COLLECT") == "on":
            collector.collect_due()
        collector.rate_reheard()
        if collector.rate_daily():
            _age_out()
            threading.Thread(
                target=_into_the_lake, args=(config, home), kwargs={"score": True}, name="lake", daemon=True
            ).start()
    except Error as error:
        _say(f"the database did not do what was asked, trying again: {disk_faults.in_words(error)}")
        connection.close()
    else:
        collector.beat()


def _upkeep() -> Upkeep:
    from lookfar.flow.upkeep import Upkeep

    return Upkeep(_now, _say)


def _open_collector(config: Config, home: Path, only: Sequence[str]) -> Collector:
    from lookfar.collect.archive import Archive
    from lookfar.collect.client import open_client
    from lookfar.flow import open_tools
    from lookfar.flow.collecting import Collector

    return Collector(open_tools(), open_client(config), Archive(home / "raw"), clock=_now, said=_say, only=only)


def _age_out() -> None:
    """Takes out what is too old to be kept; a fault leaves it for the next day."""
    from django.db import DatabaseError

    from lookfar.flow.retention import age_out

    try:
        for line in age_out(now=_now()):
            _say(line)
    except (LookfarError, DatabaseError) as error:
        _say(f"what is too old was not taken out today: {error}")


def _load_cases() -> None:
    from lookfar.facts.shipped import FACTS
    from lookfar.flow import open_tools
    from lookfar.flow.cases import load_cases

    load_cases(sorted(FACTS.glob("cases/*/incidents.csv")), open_tools(), said=_say)


def _into_the_lake(config: Config, home: Path, *, score: bool) -> None:
    """The day into the lake, forecasts from what is in it, and the score when one is due and asked for.

    Beside the work: a fault or a stop leaves all as it was; a score that is missed is made a day later.
    """
    from django.db import DatabaseError, connections

    from lookfar.flow.forecasting import forecast_known
    from lookfar.flow.lake import export
    from lookfar.lake.store import Lake

    lake = Lake(home / "lake")
    try:
        done = export(lake, now=_now())
        _say(f"{done.incidents} incident versions and {done.reports} report rows written to the lake")
        made = forecast_known(lake, config.text("LOOKFAR_LAKE"), now=_now())
        if made.issued or made.resolved:
            _say(f"{len(made.issued)} forecasts issued, {made.resolved} months of forecasts resolved")
        if score:
            _make_score(config, lake)
    except (LookfarError, DatabaseError) as error:
        _say(f"the lake, a forecast or the score was not written: {error}")
    finally:
        connections.close_all()


def _make_score(config: Config, lake: Lake) -> None:
    from lookfar.flow import open_tools
    from lookfar.flow.scoring import is_due, make_score

    due = is_due(_now())
    if due is not None:
        kept = make_score(lake, config.text("LOOKFAR_LAKE"), open_tools(), as_of=due, now=_now())
        _say(f"score as of {due:%Y-%m-%d} made: {kept.hash}")


def _say(line: str) -> None:
    print(f"lookfar: {line}", file=sys.stderr, flush=True)


def _now() -> datetime:
    return datetime.now(UTC)
