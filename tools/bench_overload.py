"""Five times what the web server can take, in an open loop: nobody who asks waits for anybody else's answer.

`python -m tools.bench_overload [--seconds 20] [--times 5]`: what the server answers with a few asking in turn is its
capacity; then so many times that come every second, while incidents happen, a stream is open, and the health and a
link in a mail are asked for once a second. Prints what was answered, refused and how late; loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlsplit

from tools import bench_alerts, bench_events
from tools.fault_receiver import FaultReceiver

PATHS = ("/sources", "/api/v1/incidents", "/", "/areas/")
PROBES = ("/health/live", "/health/evaluation", "/alerts/00000000-0000-4000-8000-000000000000/acknowledge/none")
AT_ONCE = 8
WAIT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one request; `status` 0: none in time."""

    path: str
    began: float
    took: float
    status: int


def main(args: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--times", type=float, default=5.0)
    given = parser.parse_args(args)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    with ExitStack() as stack:
        os.environ["LOOKFAR_HOME"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="lookfar-bench-"))
        receiver = FaultReceiver()
        stack.callback(receiver.start().stop)
        os.environ["LOOKFAR_EGRESS_ALLOW"] = receiver.allowed
        bench_alerts.people(receiver)
        stack.enter_context(bench_alerts.running("-m", "tools.loopback_sender"))
        page = stack.enter_context(bench_alerts.served())
        asyncio.run(bench(urlsplit(page).port or 0, receiver, seconds=given.seconds, times=given.times))
    return 0


async def bench(port: int, receiver: FaultReceiver, *, seconds: float, times: float) -> None:
    from tests.web import seeding

    house = await asyncio.to_thread(seeding.house, "Bench")
    heard: list[tuple[int, float]] = []
    ready = asyncio.Event()
    stream = asyncio.create_task(bench_events.read(port, house.key, heard, ready))
    await asyncio.wait_for(ready.wait(), 30)
    capacity = await in_turn(port, seconds=8.0)
    print(f"capacity, {AT_ONCE} asking in turn: {capacity:.0f} answers/s", flush=True)
    for seed, (what, rate) in enumerate((("alone", 0.0), (f"{times:g} times that", capacity * times))):
        receiver.journal.clear()
        heard.clear()
        feed = subprocess.Popen(
            [sys.executable, "-m", "tools.bench_alerts", "feed", "2", str(round(2 * seconds)), "1", str(seed)],
            stdout=subprocess.PIPE,
        )
        load, probes, sent = await asyncio.gather(
            open_loop(port, PATHS, rate, seconds),
            open_loop(port, PROBES, len(PROBES), seconds),
            happen(what, round(seconds / 4)),
        )
        told = await asyncio.to_thread(feed.communicate)
        await asyncio.sleep(3.0)
        print(f"{what}:", flush=True)
        say(load, seconds)
        say(probes, seconds)
        late = [at - sent[event] for event, at in heard if event in sent]
        print(f"    stream: {len(late)} of {len(sent)} events, most {max(late, default=float('nan')):.2f} s")
        alerts(told[0], receiver)
    print(f"after it: {await recovery(port):.1f} s until ten answers in a row, each within a second")
    stream.cancel()


async def in_turn(port: int, *, seconds: float) -> float:
    """Answers a second when a few ask, each again as soon as it has its answer."""
    until, paths, answered = time.monotonic() + seconds, cycle(PATHS), Counter[int]()

    async def one() -> None:
        while time.monotonic() < until:
            answered[(await ask(port, next(paths))).status] += 1

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return answered[200] / seconds


async def open_loop(port: int, paths: Sequence[str], rate: float, seconds: float) -> list[Answer]:
    """So many requests a second, whatever becomes of those before."""
    began, asked, next_path = time.monotonic(), list[asyncio.Task[Answer]](), cycle(paths)
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        asked.append(asyncio.create_task(ask(port, next(next_path))))
    return list(await asyncio.gather(*asked)) if asked else []


async def ask(port: int, path: str) -> Answer:
    began, status = time.monotonic(), 0
    with suppress(OSError, TimeoutError, ValueError, IndexError):
        status = await asyncio.wait_for(_status(port, path), WAIT_S)
    return Answer(path=path, began=began, took=time.monotonic() - began, status=status)


async def _status(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return int((await reader.read()).split(b" ", 2)[1])
    finally:
        writer.close()


async def happen(what: str, count: int) -> dict[int, float]:
    """Incidents near somebody whose stream is open; their events with the time they were committed."""
    sent: dict[int, float] = {}
    for number in range(count):
        await asyncio.sleep(3.0)
        sent |= await asyncio.to_thread(bench_events.happen, f"{what}-{number}")
    return sent


async def recovery(port: int) -> float:
    """Seconds until pages come as they did."""
    began, row = time.monotonic(), 0
    while row < 10 and time.monotonic() - began < 120:
        answer = await ask(port, "/sources")
        row = row + 1 if answer.status == 200 and answer.took < 1.0 else 0
    return time.monotonic() - began


def say(answers: Sequence[Answer], seconds: float) -> None:
    for path in sorted({one.path for one in answers}) if len(answers) < 200 else [""]:
        some = [one for one in answers if path in ("", one.path)]
        took = [one.took for one in some if one.status not in (0, 429, 503)]
        refused = [one.took for one in some if one.status in (429, 503)]
        silent = sum(1 for one in some if one.status == 0)
        print(
            f"    {path or 'load'}: {len(some)} asked, {len(took)} answered ({len(took) / seconds:.0f}/s), p50 "
            f"{bench_alerts.quantile(took, 0.5):.2f} s, p99 {bench_alerts.quantile(took, 0.99):.2f} s; {len(refused)} refused, "
            f"p99 {bench_alerts.quantile(refused, 0.99):.2f} s; {silent} without an answer",
            flush=True,
        )


def alerts(fed: bytes, receiver: FaultReceiver) -> None:
    committed = dict(json.loads(line) for line in fed.splitlines())
    first = bench_alerts.first_attempts(receiver)
    waits = [at - committed[incident][0] for (_, incident, _), at in first.items() if incident in committed]
    due = round(sum(count for _, count in committed.values()))
    print(
        f"    alerts: {len(waits)} of {due} attempted, p99 {bench_alerts.quantile(waits, 0.99):.2f} s after the commit"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
