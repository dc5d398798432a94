"""What `lookfar people`, `sites` and `trips` have in common: list, add, remove, import; JSON lines in and out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar
from uuid import UUID

import orjson

from lookfar.cli.store import as_operator
from lookfar.domain.errors import InvalidValue, NotFound, WrongField

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from lookfar.accounts.models import Organisation
    from lookfar.flow.preview import Preview
    from lookfar.flow.tools import Tools
    from lookfar.records.models import Person, Site, Trip

Kept = TypeVar("Kept", bound="Model")
Row = Mapping[str, object]
VERBS = ("list", "add", "remove", "import")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nouns:
    """One noun's ways. `enter`: keeps a record, new or instead of the one with this id; both raise InvalidValue."""

    name: str
    listed: Callable[[Organisation], Iterator[dict[str, object]]]
    enter: Callable[[Organisation, Row, Tools, str, datetime], dict[str, object]]
    find: Callable[[Organisation, str], Person | Site | Trip]


def parser_of(name: str, says: str | None, verbs: Sequence[str] = VERBS) -> argparse.ArgumentParser:
    """The command's words."""
    parser = argparse.ArgumentParser(prog=f"lookfar {name}", description=says)
    parser.add_argument(
        "do", choices=verbs, help="list, add and remove take and give JSON lines; import reads a file"
    )
    parser.add_argument(
        "file", type=Path, nargs="?", help="for import: CSV; for add, remove: JSON lines, or stdin"
    )
    parser.add_argument("--organisation", help="its name; the only one when absent")
    parser.add_argument("--dry-run", action="store_true", help="import: only say what it would do")
    return parser


def act(nouns: Nouns, given: argparse.Namespace, traveller: str = "") -> int:
    """Does what was asked; 1 when a line or row was wrong. Raises InvalidValue when there is no such file."""
    organisation = organisation_named(given.organisation)
    check_file(given.file)
    with as_operator():
        return _act(nouns, organisation, given, traveller)


def _act(nouns: Nouns, organisation: Organisation, given: argparse.Namespace, traveller: str) -> int:
    from lookfar.accounts import audit
    from lookfar.flow import open_tools

    match given.do:
        case "list":
            audit.deed(organisation.pk, audit.Action.READ, nouns.name)
            for answer in nouns.listed(organisation):
                _say(answer)
            return 0
        case "add":
            return _each(given.file, lambda row: _entered(nouns, organisation, row, open_tools()))
        case "remove":
            return _each(given.file, lambda row: _removed(nouns, organisation, row))
        case _:
            return _import(nouns, organisation, given, traveller)


def check_file(file: Path | None) -> None:
    """Raises InvalidValue when there is no such file."""
    if file is not None and (file.is_dir() or not file.exists()):
        raise InvalidValue(f"no such file: {file}")


def organisation_named(name: str | None) -> Organisation:
    """The organisation of this name, or the only one; raises NotFound or InvalidValue."""
    from lookfar.accounts.models import Organisation

    found = list(Organisation.objects.filter(**({"name": name} if name else {}))[:2])
    if not found:
        raise NotFound(
            f"no organisation is called {name!r}" if name else "there is no organisation yet: lookfar up"
        )
    if len(found) > 1:
        raise InvalidValue("there are several; say which with --organisation")
    return found[0]


def found(rows: QuerySet[Kept], ident: str) -> Kept:
    """The row with this id; raises NotFound."""
    try:
        row = rows.filter(pk=UUID(ident)).first()
    except ValueError:
        row = None
    if row is None:
        raise NotFound(f"nothing of this organisation has the id {ident[:40]!r}")
    return row


def _each(file: Path | None, do: Callable[[Row], dict[str, object]]) -> int:
    """One answer a line; a bad line is answered with its error, and the stream goes on."""
    if file is None:
        return _lines(sys.stdin.buffer, do)
    with file.open("rb") as lines:
        return _lines(lines, do)


def _lines(lines: BinaryIO, do: Callable[[Row], dict[str, object]]) -> int:
    wrong = 0
    for line in lines:
        if not line.strip():
            continue
        ident: object = None
        try:
            row = orjson.loads(line)
            if not isinstance(row, dict):
                raise InvalidValue("a line is a JSON object")
            ident = row.get("id")
            _say(do(row))
        except orjson.JSONDecodeError as error:
            wrong += _refuse(ident, "not_json", str(error), "")
        except WrongField as error:
            wrong += _refuse(ident, "invalid_value", error.says, error.field)
        except (InvalidValue, NotFound) as error:
            wrong += _refuse(ident, "invalid_value", str(error), "")
    return 1 if wrong else 0


def _refuse(ident: object, code: str, message: str, field: str) -> int:
    _say({"id": ident, "error": {"code": code, "message": message, **({"field": field} if field else {})}})
    return 1


def _entered(nouns: Nouns, organisation: Organisation, row: Row, tools: Tools) -> dict[str, object]:
    body = {key: value for key, value in row.items() if key != "id"}
    return nouns.enter(organisation, body, tools, str(row.get("id") or ""), datetime.now(UTC))


def _removed(nouns: Nouns, organisation: Organisation, row: Row) -> dict[str, object]:
    ident = str(row.get("id") or "")
    nouns.find(organisation, ident).delete()
    return {"id": ident, "removed": True}


def _import(nouns: Nouns, organisation: Organisation, given: argparse.Namespace, traveller: str) -> int:
    from lookfar.flow import open_tools
    from lookfar.flow.called import People
    from lookfar.flow.preview import keep_preview
    from lookfar.flow.previewing import Noun, preview_file
    from lookfar.records.models import Person

    if given.file is None:
        raise InvalidValue(f"say which file: lookfar {nouns.name} import FILE")
    now = datetime.now(UTC)
    person = People(Person.objects.filter(organisation=organisation)).called(traveller) if traveller else None
    preview = preview_file(
        Noun(nouns.name), given.file.read_bytes(), organisation, open_tools(), now=now, traveller=person
    )
    _show(preview)
    if preview.wrong:
        print(f"nothing is imported: {len(preview.wrong)} rows are wrong", file=sys.stderr)
        return 1
    due = 0 if given.dry_run else keep_preview(organisation, preview, now=now)
    _say({"kept": not given.dry_run, "counts": preview.counts, "alerts_due": due})
    return 0


def _show(preview: Preview) -> None:
    for note in preview.notes:
        print(note, file=sys.stderr)
    for row in preview.rows:
        _say(
            {
                "line": row.line,
                "change": row.change.value,
                "title": row.title,
                "details": list(row.details),
                "notes": list(row.notes),
            }
        )
    for one in preview.wrong:
        _say({"line": one.line, "error": {"code": "invalid_value", "field": one.field, "message": one.says}})


def _say(answer: Mapping[str, object]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.flush()
