"""`lookfar head-count INCIDENT`: who is safe, needs help, was not reached or has not answered; with --ask, asks them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from lookfar.alerts import phrases
from lookfar.alerts.change import taken_back
from lookfar.cli.owned import organisation_named
from lookfar.cli.store import as_operator, open_store
from lookfar.domain.errors import InvalidValue, NotFound
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.exposure.head_count import Counted, Standing

if TYPE_CHECKING:
    from lookfar.accounts.models import Organisation
    from lookfar.flow.safety import Count

_SAID = {
    Standing.NEEDS_HELP: "need help",
    Standing.UNREACHED: "asked and not reached",
    Standing.NOT_ANSWERED: "asked and silent",
    Standing.NOT_ASKED: "not asked",
    Standing.QUESTION_CLOSED: "asked and silent when it was taken back",
}


def run(args: Sequence[str]) -> int:
    """Names, and what each said; raises NotFound for an incident that is not there, InvalidValue for one taken back."""
    parser = argparse.ArgumentParser(prog="lookfar head-count", description=__doc__)
    parser.add_argument("incident", help="its id")
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--ask", action="store_true", help="ask everybody it touches: are you safe?")
    asked.add_argument(
        "--ask-silent", action="store_true", help="ask again those who were asked and have not answered"
    )
    parser.add_argument("--words", default="", help="words that go with the question")
    parser.add_argument(
        "--emergency",
        default="",
        metavar="WHY",
        help="why no second person looks at a question to more people than somebody asks alone; it is kept",
    )
    parser.add_argument("--organisation", help="its name; the only one when absent")
    parser.add_argument("--json", action="store_true", help="one JSON object, as the API gives it, with names")
    given = parser.parse_args(args)
    if (given.words or given.emergency) and not (given.ask or given.ask_silent):
        parser.error("--words and --emergency go with --ask or --ask-silent")
    open_store()
    organisation = organisation_named(given.organisation)
    with as_operator():
        return _run(organisation, given)


def _run(organisation: Organisation, given: argparse.Namespace) -> int:
    from lookfar.accounts import audit
    from lookfar.flow import safety
    from lookfar.flow.warrants import Warrant

    now = datetime.now(UTC)
    try:
        incident = safety.incident_of(organisation, given.incident)
    except NotFound as error:
        raise NotFound(
            f"no incident has the id {given.incident[:40]!r}, of any source or of this organisation"
        ) from error
    asked = None
    if given.ask or given.ask_silent:
        only = safety.count(organisation, incident.id, as_of=now).count.silent if given.ask_silent else None
        if only == frozenset():
            raise InvalidValue("nobody was asked who has not answered; --ask asks everybody")
        asked = safety.ask_everybody(
            organisation,
            incident.id,
            words=given.words,
            by=None,
            now=now,
            only=only,
            warrant=Warrant(emergency=given.emergency),
        )
    audit.deed(organisation.pk, audit.Action.READ, "head-count", incident.id)
    found = safety.count(organisation, incident.id, as_of=now)
    if given.json:
        print(orjson.dumps(_object(incident, found, asked)).decode())
    else:
        print("\n".join([incident.title, *_news(incident, asked), *_lines(found)]))
    return 0


def _object(incident: Incident, found: Count, asked: int | None) -> dict[str, object]:
    from lookfar.api.safety import shown

    names = {ident: _name(found, ident) for ident in found.people}
    return {**shown(incident, found), "asked": asked, "names": names}


def _news(incident: Incident, asked: int | None) -> list[str]:
    lines = []
    if incident.status is IncidentStatus.RETRACTED:
        lines.append(f"Taken back, so nobody can be asked about it. {taken_back(incident)}")
    if asked is not None:
        lines.append(f"{asked} asked now; the questions leave while `lookfar up` or `lookfar send` runs.")
    return lines


def _lines(found: Count) -> list[str]:
    """The count in one line, then everybody, the most pressing first."""
    nobody = [f"  nobody answers for {label}" for label in found.nobody]
    people = len(found.count.people)
    if not people:
        return ["Nobody of yours is in its reach, as far as their places and trips are kept here.", *nobody]
    said = [f"{found.count.of(Standing.SAFE)} of {people} said they are safe"]
    said += [f"{count} {words}" for one, words in _SAID.items() if (count := found.count.of(one))]
    return ["; ".join(said), *(_line(one, _name(found, one.person)) for one in found.count.people), *nobody]


def _line(one: Counted, name: str) -> str:
    when = f", asked {phrases.moment(one.asked_at)}" if one.asked_at else ""
    reply = one.reply
    note = f": {' '.join(reply.note.split())}" if reply and reply.note else ""
    heard = f", said {reply.answer.value.replace('_', ' ')} {phrases.moment(reply.at)}{note}" if reply else ""
    return f"  {one.standing.name.lower().replace('_', ' '):<15} {name}{when}{heard}"


def _name(found: Count, ident: str) -> str:
    return str(found.people[ident].person.private["name"])
