"""`lookfar people`: lists, adds, removes and imports people; or loads whole organisations from a JSON file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import orjson

from lookfar.cli import owned
from lookfar.cli.store import as_operator, open_store
from lookfar.domain.errors import InvalidValue

if TYPE_CHECKING:
    from lookfar.accounts.models import Organisation
    from lookfar.flow.tools import Tools
    from lookfar.records.models import Person

Row = Mapping[str, object]


def run(args: Sequence[str]) -> int:
    """Does what the verb says; a file alone is loaded."""
    alone = len(args) == 1 and args[0] not in owned.VERBS and Path(args[0]).is_file()
    parser = owned.parser_of("people", __doc__, (*owned.VERBS, "load"))
    given = parser.parse_args(["load", *args] if alone else args)
    if given.do == "load":
        if given.file is None:
            raise InvalidValue("say which file: lookfar people load FILE")
        owned.check_file(given.file)
        open_store()
        print(load(given.file))
        return 0
    open_store()
    return owned.act(owned.Nouns(name="people", listed=_listed, enter=_enter, find=person_with), given)


def _listed(organisation: Organisation) -> Iterator[dict[str, object]]:
    from lookfar.flow.entering import person_json
    from lookfar.records.models import Person

    yield from map(person_json, Person.objects.filter(organisation=organisation).order_by("created_at", "pk"))


def _enter(organisation: Organisation, row: Row, tools: Tools, ident: str, now: datetime) -> dict[str, object]:
    from lookfar.flow.entering import enter_person, person_json

    kept = person_with(organisation, ident) if ident else None
    return person_json(enter_person(organisation, row, tools, now=now, person=kept))


def person_with(organisation: Organisation, ident: str) -> Person:
    """The organisation's person with this id; raises NotFound."""
    from lookfar.records.models import Person

    return owned.found(Person.objects.filter(organisation=organisation), ident)


def load(path: Path) -> str:
    """Loads the file in one transaction; a summary. An organisation of a name that exists is added to.

    Raises InvalidValue, saying which row is wrong, and keeps nothing then.
    """
    from django.db import transaction

    from lookfar.accounts.models import Organisation
    from lookfar.flow import open_tools

    try:
        content = orjson.loads(path.read_bytes())
        listed = cast("list[Row]", content["organisations"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise InvalidValue(f"{path.name} is not JSON with a list of organisations") from error
    tools = open_tools()
    counts = [0, 0, 0]
    with transaction.atomic(), as_operator():
        for row in listed:
            organisation, _ = Organisation.objects.get_or_create(name=str(row["name"]))
            for place, added in enumerate(_load_one(organisation, row, tools)):
                counts[place] += added
    return f"{len(listed)} organisations, {counts[0]} people, {counts[1]} sites, {counts[2]} trips"


def _load_one(organisation: Organisation, row: Row, tools: Tools) -> tuple[int, int, int]:
    from lookfar.flow import people
    from lookfar.flow.entering import read_legs
    from lookfar.flow.places import read_place
    from lookfar.records.models import Person, Site, Trip

    known = {_name(person.private): person for person in Person.objects.filter(organisation=organisation)}
    sites = {_name(site.private) for site in Site.objects.filter(organisation=organisation)}
    trips = {(trip.person_id, _name(trip.private)) for trip in Trip.objects.filter(organisation=organisation)}
    added, ids = [0, 0, 0], list[str]()
    for one in _rows(row, "people"):
        name = str(one.get("name", ""))
        if name not in known:
            home = read_place(one["home"], tools) if one.get("home") else None
            known[name] = people.keep_person(organisation, name=name, email=str(one.get("email", "")), home=home)
            ids.append(str(known[name].pk))
            added[0] += 1
    for one in _rows(row, "sites"):
        if str(one.get("name", "")) not in sites:
            contact = _person(known, one["contact"]) if one.get("contact") else None
            site = people.keep_site(
                organisation,
                name=str(one.get("name", "")),
                place=read_place(one.get("place"), tools),
                contact=contact,
            )
            ids.append(str(site.pk))
            added[1] += 1
    for one in _rows(row, "trips"):
        person = _person(known, one.get("person"))
        if (person.pk, str(one.get("name", ""))) not in trips:
            trip = people.keep_trip(
                person, name=str(one.get("name", "")), legs=read_legs(one.get("legs", []), tools)
            )
            ids += [str(leg) for leg in trip.legs.values_list("pk", flat=True)]
            added[2] += 1
    people.tell_of_present(ids, now=datetime.now(UTC))
    return added[0], added[1], added[2]


def _rows(row: Row, key: str) -> list[Row]:
    found = row.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InvalidValue(f"{key!r} must be a list of objects")
    return found


def _name(private: object) -> str:
    return str(cast("Row", private)["name"])


def _person(known: Mapping[str, Person], name: object) -> Person:
    if str(name) not in known:
        raise InvalidValue(f"no person is called {name!r} in this organisation")
    return known[str(name)]
