"""A PostgreSQL server of one's own on loopback for tests: `python -m tools.postgres_server COMMAND ...` runs a
command with LOOKFAR_DATABASE set to it, and ends it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_USER = "lookfar"
_TUNING = ("max_connections=60", "shared_buffers=64MB", "unix_socket_directories=", "listen_addresses=127.0.0.1")


def binaries() -> Path | None:
    """The newest server's programs, None when none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`address`: as LOOKFAR_DATABASE takes it; `data`: its files.

    `restart` stops it at once, as a crash does, and starts it again.
    """

    address: str
    data: Path
    restart: Callable[[], None]


@contextmanager
def server() -> Iterator[Server]:
    """A server; its data go with it."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("no PostgreSQL server is installed")
    home = Path(tempfile.mkdtemp(prefix="lookfar-postgres-"))
    if os.geteuid() == 0:  # the server refuses to run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = home / "data"
    options = " ".join(f"-c {one}" for one in (*_TUNING, f"port={port}"))
    control = (programs / "pg_ctl", "-D", data, "-w", "-l", home / "log")
    start, stop = (*control, "-o", options, "start"), (*control, "-m", "immediate", "stop")

    def restart() -> None:
        _as_nobody(*stop)
        _as_nobody(*start)

    try:
        _as_nobody(programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _as_nobody(*start)
        try:
            _as_nobody(programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", _USER, "lookfar")
            yield Server(address=f"postgresql://{_USER}@127.0.0.1:{port}/lookfar", data=data, restart=restart)
        finally:
            _as_nobody(*stop)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as_nobody(*command: str | Path) -> None:
    """Runs one of the server's programs, not as root; its words go to a file, since a server keeps them open."""
    root = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups") if os.geteuid() == 0 else ()
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [*root, *map(str, command)],
            cwd="/",
            env={**os.environ, "HOME": "/"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} failed: {said.read()}")


def end_in_order() -> None:
    """Has SIGTERM end this process as an exit, so that what it started is ended too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def main(command: list[str]) -> int:
    end_in_order()
    with server() as one:
        return subprocess.run(command, env={**os.environ, "LOOKFAR_DATABASE": one.address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
