"""A database that is stopped at once and started again under live workers: nothing is lost.

A worker that was starting just then ends, and is started again as a supervisor does.
"""

from __future__ import annotations

import json
import random
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.stories.killing import ORGANISATIONS, Workers, check, faults, places, surroundings, write_bodies
from tests.stories.slow_matcher import Spot, Version
from tools import postgres_server
from tools.fault_receiver import FaultReceiver

RESTARTS = 3
BODIES = 16


@pytest.mark.slow
@pytest.mark.skipif(postgres_server.binaries() is None, reason="no PostgreSQL server is installed")
def test_nothing_is_lost_when_the_database_restarts(tmp_path: Path) -> None:
    chance = random.Random(20261127)
    spots = places(chance)
    receiver = FaultReceiver(choose=faults(random.Random(4)), hang_s=6.0)
    with ExitStack() as stack:
        receiver.start()
        stack.callback(receiver.stop)
        database = stack.enter_context(postgres_server.server())
        environment = surroundings(tmp_path / "home", receiver, database.address)
        write_bodies(tmp_path / "bodies", BODIES, spots, chance)
        workers = Workers(tmp_path, environment, chance)
        world = workers.ask("world", receiver.url("")[:-1], str(ORGANISATIONS), json.dumps(spots))
        stack.callback(workers.end)
        senders = ["send 1", "send 2", "send 3"]
        for name in ("feed", *senders):
            workers.start(name, to_die=False)
        for _ in range(RESTARTS):
            time.sleep(4.0)
            database.restart()
            time.sleep(1.0)
            for name in [one for one, process in workers.running.items() if process.poll() not in (None, 0)]:
                workers.start(name, to_die=False)
        workers.leave_in_peace(["feed", *senders])
        versions = workers.ask("versions")
        held = {(subject, incident) for subject, incident in workers.ask("held")}
        overtaken = {tuple(row) for row in workers.ask("overtaken")}
    workers.killed["last"] += RESTARTS * len(senders)  # each may have lost the word of one acknowledgement
    spots_there, told_of = [Spot(*row) for row in world], [Version(*row) for row in versions]
    check(receiver, spots_there, told_of, workers.killed, held, overtaken)
