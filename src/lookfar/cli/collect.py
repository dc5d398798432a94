"""`lookfar collect [SOURCE ...]`: fetch feeds, run the flow, tell people; for ever, or one round with --once."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from lookfar.cli.store import open_store
from lookfar.config import Config, read_config
from lookfar.domain.errors import LookfarError, Misconfigured

if TYPE_CHECKING:
    from lookfar.channels.channel import Channel
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
    lock = _only_worker(home)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    if given.watched:
        threading.Thread(target=_stop_at_end_of_input, args=(stopping,), name="starter watch", daemon=True).start()
    try:
        return _work(config, home, given.sources, stopping, once=given.once)
    finally:
        os.close(lock)


def _work(config: Config, home: Path, only: Sequence[str], stopping: threading.Event, *, once: bool) -> int:
    from lookfar.channels.opened import open_channels
    from lookfar.collect.archive import Archive
    from lookfar.collect.client import open_client
    from lookfar.flow import open_tools
    from lookfar.flow.collecting import Collector
    from lookfar.records import outbox

    outbox.release_all()
    channels = open_channels(config, home)
    teller = threading.Thread(target=_tell_until, args=(channels, stopping), name="teller")
    collector = Collector(
        open_tools(),
        open_client(config),
        Archive(home / "raw"),
        clock=_now,
        said=_say,
        only=only,
    )
    if not once:
        teller.start()
        threading.Thread(target=_load_cases, name="case packs", daemon=True).start()
    while not stopping.is_set():
        if not once and not teller.is_alive():
            _say("the thread that hands over alerts has died; stopping, to be started again")
            return 1
        if config.text("LOOKFAR_COLLECT") == "on":
            collector.collect_due()
        if collector.rate_daily():
            _age_out()
            lake = threading.Thread(
                target=_into_the_lake, args=(config, home), kwargs={"score": not once}, name="lake", daemon=True
            )
            lake.start()
            if once:
                lake.join()
        if once:
            break
        stopping.wait(_PAUSE_SECONDS)
    stopping.set()
    if teller.is_alive():
        teller.join()
    _tell(channels)
    return 0


def _stop_at_end_of_input(stopping: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stopping.set()


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


def _tell_until(channels: dict[str, Channel], stopping: threading.Event) -> None:
    while not stopping.is_set():
        if not _tell(channels):
            stopping.wait(_PAUSE_SECONDS)


def _tell(channels: dict[str, Channel]) -> int:
    from lookfar.flow.collecting import tell_until_quiet

    return tell_until_quiet(channels, _now, Random())  # noqa: S311 - jitter, not a secret


def _now() -> datetime:
    return datetime.now(UTC)


def _only_worker(home: Path) -> int:
    """Holds the store's lock: an embedded database has one worker. Raises Misconfigured when there is one."""
    handle = os.open(home / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Misconfigured(f"a worker is already running on {home}; stop it first") from error
    return handle
