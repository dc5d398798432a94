"""SIGKILL, again and again, of live workers: nothing lost, nobody told wrongly, one id per alert version.

The short form runs with the tests; `make soak` sets KILLS=200. Held against a matcher of its own and the receiver's
journal.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.stories.killing import ORGANISATIONS, Workers, check, faults, places, surroundings, write_bodies
from tests.stories.slow_matcher import Spot, Version
from tools import postgres_server
from tools.fault_receiver import FaultReceiver

KILLS = int(os.environ.get("KILLS", "12"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """ "" for SQLite, or the address of a PostgreSQL server of this test's own."""
    if request.param == "sqlite":
        yield ""
        return
    if postgres_server.binaries() is None:
        pytest.skip("no PostgreSQL server is installed; tools/test_postgres.sh installs one")
    with postgres_server.server() as one:
        yield one.address


@pytest.mark.slow
def test_nothing_is_lost_to_kills_and_faults(tmp_path: Path, database: str) -> None:
    chance = random.Random(20261126)
    spots = places(chance)
    receiver = FaultReceiver(choose=faults(random.Random(3)), hang_s=6.0)
    with ExitStack() as stack:
        receiver.start()
        stack.callback(receiver.stop)
        environment = surroundings(tmp_path / "home", receiver, database)
        write_bodies(tmp_path / "bodies", max(8, KILLS // 5), spots, chance)
        workers = Workers(tmp_path, environment, chance)
        world = workers.ask("world", receiver.url("")[:-1], str(ORGANISATIONS), json.dumps(spots))
        stack.callback(workers.end)
        names = ["feed", "send"] if not database else ["feed", "send 1", "send 2", "send 3"]
        for name in names:
            workers.start(name, to_die=True)
        workers.kill_until(KILLS)
        workers.leave_in_peace(names)
        versions = workers.ask("versions")
        held = {(subject, incident) for subject, incident in workers.ask("held")}
        overtaken = {tuple(row) for row in workers.ask("overtaken")}
    spots_there, told_of = [Spot(*row) for row in world], [Version(*row) for row in versions]
    check(receiver, spots_there, told_of, workers.killed, held, overtaken)
