"""`lookfar export-person ID`: everything that is held on one person, as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import orjson

from lookfar.cli.store import open_store
from lookfar.domain.errors import NotFound


def run(args: Sequence[str]) -> int:
    """Writes the JSON to standard output; the export is in the audit."""
    parser = argparse.ArgumentParser(prog="lookfar export-person", description=__doc__)
    parser.add_argument("id", type=UUID, metavar="ID", help="the id, as in the address of the person's page")
    given = parser.parse_args(args)
    open_store()
    from lookfar.accounts import audit
    from lookfar.flow.subject import held_on
    from lookfar.records.models import Person

    person = Person.objects.filter(pk=given.id).first()
    if person is None:
        raise NotFound(f"there is no person {given.id}")
    now = datetime.now(UTC)
    audit.record(person.organisation_id, audit.Action.EXPORTED, "person", str(person.pk), now=now)
    sys.stdout.buffer.write(orjson.dumps(held_on(person, now=now), option=orjson.OPT_INDENT_2))
    return 0
