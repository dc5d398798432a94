"""`lookfar <command>`: finds the command's file and runs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version

from lookfar.domain.errors import LookfarError


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: its file under `lookfar.cli`, which has `run(args) -> int`, and what it does."""

    name: str
    says: str


COMMANDS: tuple[Command, ...] = (
    Command(name="up", says="serve web and API, collect, rate and alert, until stopped"),
    Command(name="collect", says="fetch feeds and run the flow; --once for one round"),
    Command(name="send", says="hand over what is due to many receivers at once; `up` and `collect` start it too"),
    Command(name="watchdog", says='say "we are blind" when evaluation stops; `up` starts it, or run it elsewhere'),
    Command(name="replay", says="run recorded bodies through the flow into a store of their own"),
    Command(name="backfill", says="load bulk history into the main store, marked replayed, without alerts"),
    Command(name="rate", says="print ratings, or recompute one from its snapshot with --verify"),
    Command(name="sources", says="print every source with its coverage"),
    Command(name="brief", says="write what is known of an area as Markdown, JSON or PDF"),
    Command(name="locate", says="find places in texts (JSON lines in and out)"),
    Command(name="classify", says="find the kind of event in texts (JSON lines in and out)"),
    Command(name="merge", says="find which reports tell of one incident (JSON lines in and out)"),
    Command(name="incident", says="take an incident apart, or put two together; who and why are kept"),
    Command(name="match", says="find which exposures which incidents touch (Parquet in and out)"),
    Command(
        name="forecast",
        says="draw monthly deaths by country from a history, or issue, resolve and show forecasts of them",
    ),
    Command(name="score", says="print how levels and forecasts stood against what happened, or make a new score"),
    Command(name="lake", says="write history as Parquet, keep a snapshot of it, compare files with their hashes"),
    Command(name="train", says="make a shipped model anew (locate, classify or judge) and print its scores"),
    Command(name="people", says="list, add, remove or import people (JSON lines in and out), or load a JSON file"),
    Command(name="sites", says="list, add, remove or import sites (JSON lines in and out)"),
    Command(name="trips", says="list, add, cancel, remove or import trips (JSON lines in and out)"),
    Command(name="admin-link", says="print a new one-time link that signs an owner in"),
    Command(name="keys", says="list the keys of the private columns, change to a new one, destroy an old one"),
    Command(name="audit", says="print who did what, or recompute that nothing of it was changed"),
    Command(
        name="backup", says="write everything but the keys into one sealed file, while the installation works"
    ),
    Command(name="restore", says="put a backup into an empty home; nothing is sent until it is resumed"),
    Command(name="resume", says="show what waits in a paused installation, and end the pause"),
    Command(name="deliveries", says="show what is still to leave, or what was given up, and send that again"),
    Command(
        name="head-count", says="ask everybody an incident touches whether they are safe, and show who answered"
    ),
    Command(name="erase", says="take a person out of everything that is kept"),
    Command(name="export-person", says="print everything that is held on one person, as JSON"),
)


_GOES_ON = ("replay", "backfill")
"""Commands that, stopped and given again, go on where they were."""


def main(args: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when it did what was asked, 1 when not, 2 when the words were not understood."""
    given = list(sys.argv[1:] if args is None else args)
    if not given or given[0] in ("-h", "--help", "help"):
        print(_help())
        return 0 if given else 2
    names = {command.name for command in COMMANDS}
    if given[0] == "--version":
        print(f"lookfar {version('lookfar')}")
        return 0
    if given[0] not in names:
        near = get_close_matches(given[0], names, n=2)
        meant = f"; do you mean {' or '.join(near)}?" if near else f"\n\n{_help()}"
        print(f"lookfar: no command {given[0]!r}{meant}", file=sys.stderr)
        return 2
    try:
        code: int = import_module(f"lookfar.cli.{given[0].replace('-', '_')}").run(given[1:])
    except LookfarError as error:
        print(f"lookfar: {error}", file=sys.stderr)
        return 1
    except _database_errors() as error:
        print(f"lookfar: {_refused(error)}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except OSError as error:
        print(f"lookfar: {_what_failed(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        if given[0] in _GOES_ON:
            print("\nlookfar: stopped; the same command goes on where it was", file=sys.stderr)
        return 130
    return code


def _database_errors() -> tuple[type[Exception], ...]:
    """What a database refuses with; nothing while a command has not loaded any."""
    loaded = sys.modules.get("django.db")
    return () if loaded is None else (loaded.Error,)


def _refused(error: Exception) -> str:
    """On one line what a disk or a home that can only be read refused; any other error is raised again."""
    from lookfar.accounts.read_only import WHAT_TO_DO, only_read
    from lookfar.config import read_config
    from lookfar.records import disk_faults

    if not disk_faults.of_the_disk(error):
        raise error
    home = read_config().home
    return f"{home} cannot be written to: {WHAT_TO_DO}" if only_read(home) else disk_faults.in_words(error)


def _what_failed(error: OSError) -> str:
    """What the machine refused, and of which file: a full disk, a folder that is missing or not ours."""
    what = error.strerror or str(error) or type(error).__name__
    return f"{what}: {error.filename}" if error.filename else what


def _help() -> str:
    width = max(len(command.name) for command in COMMANDS)
    lines = [f"  {command.name:<{width}}  {command.says}" for command in COMMANDS]
    return "\n".join(
        [
            "usage: lookfar COMMAND [--help]; lookfar --version",
            "",
            *lines,
            "",
            "docs/commands.md and docs/settings.md say more.",
        ]
    )
