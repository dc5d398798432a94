"""From an incident's commit to the first attempt to tell it, with a real sender process and a receiver on loopback.

10,000 exposures of 100 organisations; at 20 incidents a second for a minute, each committed by itself, then 5,000 in
one minute, committed 50 at a time as a body of a feed brings them, while some receivers hang, the world is rated and
pages are asked for. `--postgresql` for the other engine, `--short` for 20 s
of the first alone, `--flood` for the last alone.
"""

from __future__ import annotations

import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from random import Random

from lookfar.domain.incident import Incident
from tools import postgres_server
from tools.fault_receiver import FaultReceiver

ORGANISATIONS = 100
EXPOSURES = 10_000
HANGING = 5
Spot = tuple[float, float]


def main(args: Sequence[str]) -> int:
    match args:
        case ["feed", rate, count, together, seed]:
            return _feed(float(rate), int(count), int(together), int(seed))
        case ["rate"]:
            return _rate()
    postgres_server.end_in_order()
    seconds = 20 if "--short" in args else 60
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ["LOOKFAR_HOME"] = home
        if "--postgresql" in args:
            os.environ["LOOKFAR_DATABASE"] = stack.enter_context(postgres_server.server()).address
        receiver = FaultReceiver(
            choose=lambda path, _: "hang" if path in {f"/{n}" for n in range(HANGING)} else "take"
        )
        stack.callback(receiver.start().stop)
        os.environ["LOOKFAR_EGRESS_ALLOW"] = receiver.allowed
        people(receiver)
        with running("-m", "tools.loopback_sender"), served() as page:
            if "--flood" in args:
                flood(receiver, page)
                return 0
            bench("20 incidents/s", receiver, page, rate=20, count=20 * seconds, seed=1)
            if "--short" in args:
                return 0
            with running("-m", "tools.bench_alerts", "rate"):
                bench(
                    "20 incidents/s while the world is rated", receiver, page, rate=20, count=20 * seconds, seed=2
                )
            flood(receiver, page)
    return 0


def flood(receiver: FaultReceiver, page: str) -> None:
    bench("5,000 incidents in a minute", receiver, page, rate=5000 / 60, count=5_000, together=50, seed=3)


def bench(
    what: str, receiver: FaultReceiver, page: str, *, rate: float, count: int, seed: int, together: int = 1
) -> None:
    receiver.journal.clear()
    with _Pages(page) as pages:
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench_alerts", "feed", str(rate), str(count), str(together), str(seed)],
            stdout=subprocess.PIPE,
            check=True,
        )
        committed = dict(json.loads(line) for line in done.stdout.splitlines())
        due = round(sum(alerts for _, alerts in committed.values()))
        so_far, until = 0, time.monotonic() + 10
        while time.monotonic() < until and so_far < due:
            time.sleep(0.5)
            if (
                now := len(first_attempts(receiver))
            ) > so_far:  # what is due at a receiver that hangs is not waited for
                so_far, until = now, time.monotonic() + 10
    first = first_attempts(receiver)
    waits = sorted(
        at - committed[incident][0] for (path, incident, _), at in first.items() if incident in committed
    )
    hung = sum(1 for path, _, _ in first if int(path[1:]) < HANGING)
    print(
        f"{what}: {len(committed)} incidents, {due} alerts due, {len(waits)} attempted first ({hung} at receivers "
        f"that hang); commit to attempt p50 {quantile(waits, 0.5):.2f} s, p99 {quantile(waits, 0.99):.2f} s, most "
        f"{waits[-1]:.2f} s; {len(pages.took)} pages meanwhile, p50 {quantile(pages.took, 0.5) * 1000:.0f} ms, "
        f"p99 {quantile(pages.took, 0.99) * 1000:.0f} ms",
        flush=True,
    )


def first_attempts(receiver: FaultReceiver) -> dict[tuple[str, str, str], float]:
    found: dict[tuple[str, str, str], float] = {}
    for one in list(receiver.journal):
        found.setdefault((one.path, one.body["data"]["incident_id"], one.id), one.at)
    healthy = {key: at for key, at in found.items() if int(key[0][1:]) >= HANGING}
    return healthy or found


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else math.nan


def people(receiver: FaultReceiver) -> None:
    from lookfar.cli.store import open_store

    open_store()
    from django.db import transaction

    from lookfar.accounts.models import Organisation
    from lookfar.channels.webhook import new_secret
    from lookfar.flow.people import keep_site
    from lookfar.records.models import Endpoint

    with transaction.atomic():
        for number in range(ORGANISATIONS):
            owner = Organisation.objects.create(name=f"Organisation {number}")
            secrets = [{"text": new_secret(b"s" * 24), "until": None}]
            private = {"address": receiver.url(str(number)), "secrets": secrets}
            Endpoint.objects.create(organisation=owner, kind="webhook", private=private)
            for lon, lat in _spots(number):
                place = {"name": "Place", "lon": lon, "lat": lat, "country": "", "radius_km": 5.0}
                keep_site(owner, name="Site", place=place)  # type: ignore[arg-type]


def _spots(organisation: int) -> list[Spot]:
    chance = Random(organisation)
    return [(chance.uniform(-180, 180), chance.uniform(-60, 70)) for _ in range(EXPOSURES // ORGANISATIONS)]


def _feed(rate: float, count: int, together: int, seed: int) -> int:
    """Writes incidents near random exposures, some in each transaction; prints when each was committed."""
    from lookfar.cli.store import open_store

    open_store()
    from django.db import transaction
    from tests.web import seeding

    from lookfar.flow.matching import match_and_alert
    from lookfar.records.incidents import keep_versions

    with transaction.atomic():
        match_and_alert((), now=datetime.now(UTC), origin=seeding.Origin.LIVE)
    spots = [spot for number in range(HANGING, ORGANISATIONS) for spot in _spots(number)]
    chance, began = Random(seed), time.monotonic()
    for first in range(0, count, together):
        time.sleep(max(0.0, began + first / rate - time.monotonic()))
        now = datetime.now(UTC)
        some = tuple(_incident(f"{seed}-{first + n}", chance.choice(spots), now) for n in range(together))
        with transaction.atomic():
            keep_versions(some)
            due = match_and_alert(some, now=now, origin=seeding.Origin.LIVE)
        at = time.time()
        for one in some:
            sys.stdout.write(json.dumps([one.id, [at, due / together]]) + "\n")
    print(f"    fed in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


def _incident(name: str, spot: Spot, now: datetime) -> Incident:
    from tests.web import seeding

    return seeding.incident(
        name,
        place={"name": "Near", "lon": spot[0] + 0.1, "lat": spot[1], "country": "KAZ", "radius_km": 5.0},
        start=now - timedelta(hours=1),
        recorded_at=now,
        severity=seeding.Severity.MODERATE,
    )


def _rate() -> int:
    from lookfar.cli.store import open_store

    open_store()
    from lookfar.domain.vocabulary import Origin
    from lookfar.flow import open_tools
    from lookfar.flow.rating import Rater, rate_world

    began = time.monotonic()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    rater = Rater(open_tools())
    rounds = 0
    while time.monotonic() - began < 60:
        rate_world(rater, as_of=midnight - timedelta(days=rounds), origin=Origin.LIVE)
        rounds += 1
    print(f"    {rounds} ratings of the world in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


class running:  # noqa: N801 - reads as a verb
    def __init__(self, *args: str) -> None:
        self._args = args

    def __enter__(self) -> None:
        self._running = subprocess.Popen([sys.executable, *self._args], stdin=subprocess.DEVNULL)
        time.sleep(3)

    def __exit__(self, *_: object) -> None:
        self._running.terminate()
        try:
            self._running.wait(timeout=20)
        except subprocess.TimeoutExpired:  # an open stream keeps a server
            self._running.kill()
            self._running.wait()


class served:  # noqa: N801 - reads as a noun
    def __enter__(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._process = running(
            "-m",
            "uvicorn",
            "lookfar.web.asgi:application",
            "--port",
            str(port),
            "--log-level",
            "error",
            "--lifespan",
            "off",
        )
        self._process.__enter__()
        page = f"http://127.0.0.1:{port}/sources"
        for _ in range(60):
            try:
                urllib.request.urlopen(page, timeout=5).read()
            except OSError:
                time.sleep(0.5)
            else:
                break
        return page

    def __exit__(self, *_: object) -> None:
        self._process.__exit__()


class _Pages:
    """Asks for a page five times a second."""

    def __init__(self, page: str) -> None:
        self._page, self.took = page, list[float]()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def _ask(self) -> None:
        while not self._ending.wait(0.2):
            began = time.perf_counter()
            with urllib.request.urlopen(self._page, timeout=30) as answer:
                answer.read()
            self.took.append(time.perf_counter() - began)

    def __enter__(self) -> _Pages:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
