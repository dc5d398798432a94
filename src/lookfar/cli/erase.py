"""`lookfar erase person ID`: takes a person out of everything that is kept."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from lookfar.cli.store import open_store
from lookfar.domain.errors import NotFound


def run(args: Sequence[str]) -> int:
    """Prints what was taken out; 1 when part of the database's log could not be emptied yet."""
    parser = argparse.ArgumentParser(prog="lookfar erase", description=__doc__)
    parser.add_argument("what", choices=("person",), help="what ID is the id of")
    parser.add_argument("id", type=UUID, metavar="ID", help="the id, as in the address of the person's page")
    parser.add_argument(
        "--rewrite", action="store_true", help="write the database anew, too; it is locked meanwhile"
    )
    parser.add_argument(
        "--old-backups",
        action="store_true",
        help="destroy the present keys too: no backup made before this can be opened again, by anybody",
    )
    given = parser.parse_args(args)
    home = open_store()
    if given.old_backups:
        _refuse_keys_in_settings()
    from lookfar.flow.erasure import erase_person, erased_before
    from lookfar.records.forgetting import clear_free_pages
    from lookfar.records.models import Person

    person = Person.objects.filter(pk=given.id).first()
    if person is None and str(given.id) not in erased_before(home):
        raise NotFound(f"there is no person {given.id}")
    if person is not None:
        erased = erase_person(person, home, now=datetime.now(UTC), whole=given.rewrite)
        print(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in asdict(erased).items()))
        if not erased.log_is_clear:
            print(
                "lookfar: another process held the database's log, or read the accounts; the worker clears them within a day",
                file=sys.stderr,
            )
    else:
        clear_free_pages(whole=given.rewrite)
        print("this person was erased before; the database's log was emptied again")
    if given.old_backups:
        _destroy_keys()
    return 0


def _refuse_keys_in_settings() -> None:
    from lookfar.accounts.crypto import key_store
    from lookfar.domain.errors import Misconfigured

    if any(key.in_settings for key in key_store().ring().keys):
        raise Misconfigured(
            "keys in LOOKFAR_FIELD_KEYS cannot be destroyed from here, so old backups would stay readable: "
            "rotate and remove them there, or erase without --old-backups"
        )


def _destroy_keys() -> None:
    from lookfar.accounts import audit, key_use
    from lookfar.accounts.crypto import key_store

    now = datetime.now(UTC)
    fresh, count = key_use.rotate(now=now)
    print(
        f"{count} private values sealed anew; waiting {key_use.GRACE.seconds} s for whoever still writes",
        flush=True,
    )
    time.sleep(key_use.GRACE.total_seconds())
    key_use.reseal()
    for key in key_store().ring().keys:
        if key.id != fresh.id and not key.in_settings:
            key_use.retire(key.id.hex(), now=datetime.now(UTC))
            audit.record_everywhere(audit.Action.KEY_RETIRED, "key", key.id.hex())
            print(f"{key.id.hex()} is destroyed; make a new backup now, and destroy your copies of the old keys")
