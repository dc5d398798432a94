"""`lookfar audit`: who did what, as JSON lines; --verify recomputes every chain."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import orjson

from lookfar.cli.store import open_store
from lookfar.domain.errors import Tampered


def run(args: Sequence[str]) -> int:
    """Prints entries, or each organisation's head; 1 when a chain does not hold."""
    parser = argparse.ArgumentParser(prog="lookfar audit", description=__doc__)
    parser.add_argument("--organisation", metavar="ID", help="only this one's")
    parser.add_argument("--verify", action="store_true", help="recompute the chains and print their heads")
    parser.add_argument(
        "--noted",
        action="append",
        default=[],
        metavar="ID=N:SEAL",
        help="with --verify: a head printed before, which the chain must still hold",
    )
    given = parser.parse_args(args)
    open_store()
    from lookfar.accounts.models import Organisation

    rows = Organisation.objects.order_by("created_at")
    ids = [str(one.pk) for one in rows if given.organisation in (None, str(one.pk))]
    return _verify(ids, dict(one.partition("=")[::2] for one in given.noted)) if given.verify else _print(ids)


def _verify(ids: Sequence[str], noted: dict[str, str]) -> int:
    from lookfar.accounts import audit

    code = 0
    for ident in ids:
        try:
            head = audit.verify(ident)
            if ident in noted and not audit.follows(ident, noted[ident]):
                raise Tampered(f"the head {noted[ident]} is no longer in the audit: its end was cut off")
            print(f"{ident}={head}")
        except Tampered as error:
            print(f"lookfar: organisation {ident}: {error}", file=sys.stderr)
            code = 1
    return code


def _print(ids: Sequence[str]) -> int:
    from lookfar.accounts.models import AuditEntry
    from lookfar.domain.times import rfc3339

    for entry in AuditEntry.objects.filter(organisation_id__in=ids).order_by("at", "pk").iterator():
        line = {
            "organisation": str(entry.organisation_id),
            "number": entry.number,
            "at": rfc3339(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            "kind": entry.kind,
            "subject": entry.subject,
            "detail": entry.detail,
        }
        print(orjson.dumps(line).decode())
    return 0
