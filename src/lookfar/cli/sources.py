"""`lookfar sources`: who is heard, how fresh, and what was set aside."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson

from lookfar.cli.asked import AS_OF
from lookfar.cli.store import open_store
from lookfar.domain.times import read_as_of


def run(args: Sequence[str]) -> int:
    """Prints a line a source."""
    parser = argparse.ArgumentParser(prog="lookfar sources", description=__doc__)
    parser.add_argument("--as-of", default="", help=AS_OF)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    given = parser.parse_args(args)
    open_store()
    from lookfar.flow.health import source_states

    for state in source_states(read_as_of(given.as_of, now=datetime.now(UTC))):
        if given.json:
            print(orjson.dumps(state.public()).decode())
        else:
            newest = state.newest.strftime("%Y-%m-%d %H:%M") if state.newest else "never"
            contact = state.contact.strftime("%Y-%m-%d %H:%M") if state.contact else "never"
            print(
                f"{state.source.id:<28} {state.coverage.value:<9} newest content {newest:<17}"
                f" last contact {contact:<17} {state.quarantined} quarantined  {state.detail}"
            )
    return 0
