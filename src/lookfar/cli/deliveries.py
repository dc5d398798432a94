"""`lookfar deliveries`: what is still to leave, or with --dead what was given up, and sending that again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from lookfar.cli.store import as_operator, open_store

if TYPE_CHECKING:
    from lookfar.records.models import DeliveryRow


def run(args: Sequence[str]) -> int:
    """JSON lines of ids, times and reasons, no names; 1 when an id to retry is of nothing that was given up."""
    parser = argparse.ArgumentParser(prog="lookfar deliveries", description=__doc__)
    parser.add_argument("--dead", action="store_true", help="only what was given up, the newest first")
    parser.add_argument("--organisation", metavar="ID", help="only this one's")
    parser.add_argument(
        "--retry",
        action="append",
        default=[],
        type=int,
        metavar="ID",
        help="put one that was given up back in the queue, with what came after it; it is looked at again before it leaves",
    )
    given = parser.parse_args(args)
    open_store()
    now = datetime.now(UTC)
    if given.retry:
        with as_operator():
            return max(_retry(ident, given.organisation, now=now) for ident in given.retry)
    _list(given, now=now)
    return 0


def _list(given: argparse.Namespace, *, now: datetime) -> None:
    from lookfar.records import backlog

    rows = backlog.given_up() if given.dead else backlog.open_deliveries()
    for row in rows.select_related("alert", "digest"):
        if given.organisation in (None, _organisation(row)):
            print(orjson.dumps(_line(row, now=now)).decode())


def _organisation(row: DeliveryRow) -> str:
    return str(row.version.organisation_id if row.digest is None else row.digest.organisation_id)


def _line(row: DeliveryRow, *, now: datetime) -> dict[str, object]:
    """`hours`: since it was given up, or since it is due."""
    from lookfar.domain.times import rfc3339

    alert = row.alert
    issued = row.digest.created_at if row.digest is not None else row.version.issued_at
    return {
        "id": row.pk,
        "organisation": _organisation(row),
        "what": alert.msg_type if alert is not None else "Digest",
        "status": alert.status if alert is not None else "Actual",
        "alert_id": alert.alert_id if alert is not None else None,
        "severity": alert.severity if alert is not None else None,
        "channel": row.channel,
        "receiver": row.receiver,
        "state": row.state,
        "issued_at": rfc3339(issued),
        "due_at": rfc3339(row.due_at),
        "hours": round((now - row.due_at).total_seconds() / 3600, 1),
        "tries": row.attempts,
        "why": row.last_error,
    }


def _retry(ident: int, organisation: str | None, *, now: datetime) -> int:
    from lookfar.flow import endpoints
    from lookfar.records import backlog

    row = backlog.given_up().filter(pk=ident).select_related("alert__organisation", "digest__organisation").first()
    if row is None or organisation not in (None, _organisation(row)):
        print(f"lookfar: nothing that was given up has the id {ident}", file=sys.stderr)
        return 1
    owner = row.version.organisation if row.digest is None else row.digest.organisation
    endpoints.send_again(owner, ident, now=now)
    print(f"{ident} is due again, under the id it always had.")
    return 0
