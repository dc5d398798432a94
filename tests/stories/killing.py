"""Live workers that are killed and started again, what they are fed, and how the receivers' journal is judged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.stories.killable import POINTS
from tests.stories.slow_matcher import Spot, Version, due, graver_and_nearer
from tools.fault_receiver import FaultReceiver

SPOTS = 30
ORGANISATIONS = 3
NEW_QUAKES = 6
COLOURS = ("green", "yellow", "orange", "red")
PATIENCE_S = 300.0
NEVER = ("never", 0)
CANCELLED = "alert.cancelled"


@dataclass
class Workers:
    """The processes of one installation; each is started again when it was killed."""

    home: Path
    environment: dict[str, str]
    chance: random.Random
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    doomed: dict[str, float] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    fed: bool = False

    def run(
        self, *command: str, at: tuple[str, int] = NEVER, answers: int | None = None
    ) -> subprocess.Popen[bytes]:
        with (self.home / "said").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.stories.killable", at[0], str(at[1]), *command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said if answers is None else answers,
                stderr=said,
            )

    def ask(self, *command: str) -> list[Any]:
        process = self.run(*command, answers=subprocess.PIPE)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, self.said()
        return [json.loads(line) for line in said.splitlines()]

    def said(self) -> str:
        return (self.home / "said").read_text()[-3000:]

    def start(self, name: str, *, to_die: bool) -> None:
        """Starts a worker that will die at a named point, or at a random moment, or not at all."""
        command = ("feed", str(self.home / "bodies")) if name == "feed" else ("send",)
        at = NEVER
        named = self.chance.random() < 0.7
        if to_die and named:
            at = (self.chance.choice(POINTS), self.chance.randint(1, 3 if name == "feed" else 25))
        soon = self.chance.uniform(8.0, 12.0) if named else self.chance.uniform(1.0, 6.0)
        self.doomed[name] = time.monotonic() + soon if to_die else float("inf")
        self.running[name] = self.run(*command, at=at)

    def kill_until(self, kills: int) -> None:
        while self.killed.total() < kills:
            time.sleep(0.05)
            for name in list(self.running):
                self._look_at(name)

    def _look_at(self, name: str) -> None:
        process = self.running[name]
        if time.monotonic() > self.doomed[name]:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if process.poll() is None:
            return
        del self.running[name]
        if name == "feed" and process.returncode == 0:
            self.fed = True
            return
        assert process.returncode == -signal.SIGKILL, self.said()
        self.killed[name[:4]] += 1
        self.start(name, to_die=True)

    def leave_in_peace(self, names: list[str]) -> None:
        """Every worker started once more and not killed, until all is taken and told."""
        for process in self.running.values():
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.killed["last"] += len(self.running)
        for name in names:
            self.start(name, to_die=False)
        assert self.running["feed"].wait(timeout=PATIENCE_S) == 0, self.said()
        until = time.monotonic() + PATIENCE_S
        while (left := self.ask("waiting")[0]) and time.monotonic() < until:
            time.sleep(1)
        assert left == 0, self.said()
        for name in names[1:]:
            self.running[name].send_signal(signal.SIGTERM)
            assert self.running[name].wait(timeout=60) == 0, self.said()

    def end(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()


def surroundings(home: Path, receiver: FaultReceiver, database: str = "") -> dict[str, str]:
    """The environment of an installation's processes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")}
    return environment | {
        "LOOKFAR_HOME": str(home),
        "LOOKFAR_EGRESS_ALLOW": receiver.allowed,
        "LOOKFAR_DATABASE": database,
    }


def places(chance: random.Random) -> list[list[float]]:
    """Places in groups, some of them around the date line and a pole."""
    centres = [(179.9, -17.0), (-60.0, 89.0), (76.9, 43.2), (-86.2, 12.1), (139.7, 35.6), (20.0, -33.0)]
    found = []
    for number in range(SPOTS):
        lon, lat = centres[number % len(centres)]
        there = (lon + chance.uniform(-2, 2) + 180) % 360 - 180
        found.append([there, min(90.0, lat + chance.uniform(-1.5, 1.5))])
    return found


def write_bodies(folder: Path, count: int, spots: list[list[float]], chance: random.Random) -> None:
    """What a publisher said, one body after another: new earthquakes, raised, moved and taken back."""
    folder.mkdir()
    quakes: list[dict[str, Any]] = []
    began = datetime.now(UTC) - timedelta(hours=6)
    for number in range(count):
        clock = int((began + timedelta(minutes=number)).timestamp() * 1000)
        for quake in quakes[-NEW_QUAKES * 3 :]:
            change(quake, clock, spots, chance)
        for _ in range(NEW_QUAKES):
            quakes.append(new_quake(len(quakes), clock, spots, chance))
        body = {"type": "FeatureCollection", "metadata": {"generated": clock + 1000}, "features": quakes[-40:]}
        (folder / f"{number:04}.geojson").write_text(json.dumps(body))


def new_quake(number: int, clock: int, spots: list[list[float]], chance: random.Random) -> dict[str, Any]:
    properties = {
        "mag": 6.5,
        "place": f"near place {number}",
        "time": clock - 60_000,
        "updated": clock,
        "alert": chance.choice(COLOURS),
        "status": "reviewed",
        "type": "earthquake",
        "title": f"M 6.5 - near place {number}",
        "ids": f",us{number:06},",
    }
    return {
        "type": "Feature",
        "id": f"us{number:06}",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": near(spots, chance)},
    }


def near(spots: list[list[float]], chance: random.Random) -> list[float]:
    lon, lat = chance.choice(spots)
    there = (lon + chance.uniform(-1, 1) + 180) % 360 - 180
    return [round(there, 4), round(max(-90, min(90, lat + chance.uniform(-1, 1))), 4), 10]


def change(quake: dict[str, Any], clock: int, spots: list[list[float]], chance: random.Random) -> None:
    what, properties = chance.random(), quake["properties"]
    if properties["status"] == "deleted" or what > 0.35:
        return
    quake["properties"] = properties = {**properties, "updated": clock}
    if what < 0.05:
        properties["status"] = "deleted"
    elif what < 0.12:
        quake["geometry"] = {"type": "Point", "coordinates": near(spots, chance)}
        properties["place"] = f"another place, {clock}"
    else:
        properties["alert"] = chance.choice(COLOURS)


def faults(chance: random.Random) -> Callable[[str, str], str]:
    def choose(_path: str, _id: str) -> str:
        drawn = chance.random()
        for bound, act in ((0.03, "refuse"), (0.04, "reset"), (0.055, "lose"), (0.06, "hang")):
            if drawn < bound:
                return act
        return "take"

    return choose


def in_order(got: list[str], expected: list[str], overtaken: set[int]) -> bool:
    """Whether all that was due came in its order, but for versions that newer ones passed by; never for the newest.

    One of those may have come all the same: its acknowledgement was lost.
    """
    passed = sorted(overtaken - {len(expected)})
    return any(
        got == [kind for number, kind in enumerate(expected, 1) if number not in left_out]
        for count in range(len(passed) + 1)
        for left_out in combinations(passed, count)
    )


def check(
    receiver: FaultReceiver,
    spots: list[Spot],
    versions: list[Version],
    killed: Counter[str],
    held: set[tuple[str, str]],
    overtaken: set[tuple[str, str, str, int]],
) -> None:
    """`held`: subject and incident of what the store says it held for a larger incident; each is looked at here too.

    `overtaken`: path, subject, incident and number of the versions that were tried, not taken and passed by a newer one.
    """
    owner = {spot.subject: spot.owner for spot in spots}
    told: defaultdict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    taken: Counter[tuple[str, str]] = Counter()
    said: dict[str, str] = {}
    for one in receiver.journal:
        subject, incident = one.body["data"]["subject"]["id"], one.body["data"]["incident_id"]
        assert owner[subject] == one.path[1:-1], "told somebody of another organisation"
        assert said.setdefault(one.id, json.dumps(one.body)) == json.dumps(one.body), "one id, two messages"
        if one.done != "refused":
            taken[one.path, one.id] += 1
            told[one.path, subject, incident].setdefault(one.id, one.body["type"])
    by_incident: defaultdict[str, list[Version]] = defaultdict(list)
    for version in versions:
        by_incident[version.incident].append(version)
    expected = {
        (f"/{spot.owner}{receiver}", spot.subject, incident): messages
        for spot in spots
        for incident, story in by_incident.items()
        if (messages := due(spot, story))
        for receiver in "xy"
    }
    got = {key: list(messages.values()) for key, messages in told.items()}
    assert expected
    assert not {key: got[key] for key in got.keys() - expected.keys()}, "told who was not due"
    here = {spot.subject: spot for spot in spots}
    for _, subject, incident in {key for key in expected if key[1:] in held}:
        known = [story for other, story in by_incident.items() if other != incident and due(here[subject], story)]
        assert graver_and_nearer(here[subject], by_incident[incident], known), "held for no larger incident"
    lost = {key: expected[key] for key in expected.keys() - got.keys() if key[1:] not in held}
    assert not lost, "lost"
    assert {
        key: (got[key], expected[key])
        for key in expected
        if key[1:] not in held
        and not in_order(got[key], expected[key], {n for *at, n in overtaken if tuple(at) == key})
    } == {}
    stale = {
        key for key in expected if expected[key][-1] == CANCELLED and got.get(key, [CANCELLED])[-1] != CANCELLED
    }
    assert not stale, "believes what no longer holds"
    in_the_dark = {
        key for key in expected if expected[key][-1] != CANCELLED and got.get(key, [CANCELLED])[-1] == CANCELLED
    }
    for _, subject, incident in in_the_dark:
        known = [[story[-1]] for other, story in by_incident.items() if other != incident]
        now = [by_incident[incident][-1]]
        assert graver_and_nearer(here[subject], now, known), "knows of nothing that covers it"
    lost_acks = sum(1 for one in receiver.journal if one.done == "lost")
    repeats = sum(count - 1 for count in taken.values())
    kills = killed.total()
    sys.stderr.write(
        f"\n{kills} kills ({dict(killed)}), {len(taken)} deliveries of {len(said)} alert versions, "
        f"{Counter(one.done for one in receiver.journal)}: 0 lost, 0 to a wrong person, "
        f"{len(held)} held for a larger incident, "
        f"{repeats} repeated with the same id ({lost_acks} acknowledgements were lost)\n"
    )
    assert repeats <= kills + lost_acks
