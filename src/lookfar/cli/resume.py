"""`lookfar resume`: shows what waits in an installation that is paused; --send or --discard ends the pause."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from lookfar.cli.store import open_store


def run(args: Sequence[str]) -> int:
    """One line for each alert that would leave: ids, channel and time, no names."""
    parser = argparse.ArgumentParser(prog="lookfar resume", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--send", action="store_true", help="let all of it leave")
    choice.add_argument(
        "--discard", action="store_true", help="drop what was due before the pause, let newer alerts leave"
    )
    given = parser.parse_args(args)
    open_store()
    from lookfar.accounts import audit
    from lookfar.domain.times import rfc3339
    from lookfar.records import backlog, sending

    pause = sending.paused()
    if pause is None:
        print("Nothing is paused: alerts leave as they are due.")
        return 0
    print(f"Paused since {pause.since:%Y-%m-%d %H:%M} UTC: {pause.why}.")
    for one in backlog.open_deliveries():
        row = one.alert
        what = f"{row.wire_id} {row.msg_type} CAP {row.severity}" if row else "a digest"
        issued = row.issued_at if row else one.due_at
        when = "before the pause" if issued < pause.since else "since the pause"
        print(f"{what} by {one.channel}, due {rfc3339(one.due_at)}, {when}")
    if not (given.send or given.discard):
        print("Nothing was changed. --send lets all of it leave, --discard only what is due since the pause.")
        return 0
    now = datetime.now(UTC)
    dropped = backlog.discard(before=pause.since) if given.discard else 0
    sending.resume(now=now)
    audit.record_everywhere(audit.Action.RESUMED, "sending", detail={"discarded": dropped}, now=now)
    print(f"Alerts leave again; {dropped} were dropped.")
    return 0
