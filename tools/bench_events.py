"""How long after its commit an alert reaches open streams: one server process, many readers, one writer.

`python -m tools.bench_events --clients 1000 --alerts 20`: prints the delays over all readers and events, whether each
reader got every event once and in order, and the processor time the server used. Its store is a temporary one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AT_ONCE = 20
"""Readers that come at the same time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--alerts", type=int, default=20)
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, given.clients + 200)), hard))
    with tempfile.TemporaryDirectory(prefix="lookfar-bench-") as home:
        os.environ["LOOKFAR_HOME"] = home
        from lookfar.cli.store import open_store

        open_store(Path(home))
        measure(given.clients, given.alerts)


def measure(clients: int, alerts: int) -> None:
    from tests.web import seeding

    house = seeding.house("Bench")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "uvicorn",
            "lookfar.web.asgi:application",
            "--port",
            str(port),
            "--log-level",
            "error",
        ]
    )
    try:
        _up(port)
        asyncio.run(_run(port, house.key, clients, alerts))
        spent = Path(f"/proc/{server.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        print(f"server: {(int(spent[11]) + int(spent[12])) / os.sysconf('SC_CLK_TCK'):.1f} s of processor")
    finally:
        server.terminate()
        server.wait()


def _up(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


async def _run(port: int, key: str, clients: int, alerts: int) -> None:
    got: list[list[tuple[int, float]]] = [[] for _ in range(clients)]
    readers = []
    for first in range(0, clients, AT_ONCE):
        began = [asyncio.Event() for _ in range(first, min(first + AT_ONCE, clients))]
        for number, ready in enumerate(began, first):
            readers.append(asyncio.create_task(read(port, key, got[number], ready)))
        for ready in began:
            await asyncio.wait_for(ready.wait(), 60)
    sent = {}
    for number in range(alerts):
        await asyncio.sleep(1.0 + (number * 0.137) % 0.5)
        sent |= await asyncio.to_thread(happen, number)
    until = time.monotonic() + 60
    while time.monotonic() < until and sum(map(len, got)) < clients * len(sent):
        await asyncio.sleep(0.2)
    for reader in readers:
        reader.cancel()
    delays = sorted(at - sent[event] for one in got for event, at in one)
    whole = sum([event for event, _ in one] == sorted(sent) for one in got)
    print(
        f"{clients} readers, {len(sent)} events, {len(delays)} received; {whole} readers got each once, in order"
    )
    for share in (0.5, 0.9, 0.99, 1.0):
        print(f"p{share * 100:g}: {delays[min(len(delays) - 1, int(share * len(delays)))]:.3f} s")


def happen(number: int | str) -> dict[int, float]:
    """One incident; its events with the time they were committed."""
    from tests.web import seeding

    from lookfar.records.events import newest

    before = newest()
    seeding.happen(seeding.incident(f"bench-{number}"))
    at = time.time()
    return dict.fromkeys(range(before + 1, newest() + 1), at)


async def read(port: int, key: str, got: list[tuple[int, float]], ready: asyncio.Event) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    while line := await reader.readline():
        if line.startswith(b"retry:"):
            ready.set()
            await reader.readline()
        elif line.startswith(b"id: "):
            got.append((int(line[4:]), time.time()))


if __name__ == "__main__":
    main()
