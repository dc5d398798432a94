""" "Are you safe?": everybody an incident touches is asked, their answers are kept, and heads are counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from lookfar.accounts.models import Organisation, User
from lookfar.alerts.change import taken_back
from lookfar.alerts.question import ask as question
from lookfar.alerts.question import call_for_help
from lookfar.alerts.route import Tell
from lookfar.domain.errors import InvalidValue, NotFound
from lookfar.domain.exposure import Exposure
from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.safety import Answer, AnsweredBy, Reply
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.exposure.footprint import footprint
from lookfar.exposure.head_count import HeadCount, head_count
from lookfar.flow.matching import who_is_met
from lookfar.flow.warrants import NO_WARRANT, Warrant, let_pass
from lookfar.records import incidents as store
from lookfar.records import mass_messages, outbox, safety
from lookfar.records.collisions import as_one
from lookfar.records.models import Person
from lookfar.records.own_incidents import incident_now
from lookfar.records.rules import duty_contacts
from lookfar.records.subjects import persons_behind
from lookfar.records.told import last_told, told_of
from lookfar.records.ways import endpoints_for, ways_to

LONGEST_NOTE = 1000
LONGEST_WORDS = 500
PRESSED_TWICE = timedelta(minutes=2)
_TOGETHER = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A person who is counted. `subject`: by which of theirs they are touched, None when no longer.

    `distance_km` None: matched by area, or only told before.
    """

    person: Person
    subject: Exposure | None
    distance_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The head-count with the people behind it. `nobody`: labels of what is touched and has no contact."""

    count: HeadCount
    people: dict[str, Touched]
    nobody: tuple[str, ...]


def incident_of(organisation: Organisation, ident: str) -> Incident:
    """The newest version of a public incident, or of the organisation's own; raises NotFound."""
    found = incident_now(str(organisation.pk), ident)
    if found is None:
        raise NotFound("no such incident")
    return found


def touched(organisation: Organisation, incident: Incident) -> tuple[list[Touched], tuple[str, ...]]:
    """Everybody of an organisation in the incident's reach or told of it, each once by the nearest of theirs.

    Also the labels of sites that nobody answers for.
    """
    only = str(organisation.pk)
    reach = footprint(incident)
    met = who_is_met(reach, only=only) if reach else ()
    near: list[tuple[Exposure, float | None]] = [(match.exposure, match.distance_km) for match in met]
    here = {exposure.id for exposure, _ in near}
    near += [
        (exposure, None)
        for name in store.names_of(incident.id)
        for exposure, _ in told_of(IncidentId(name))
        if exposure.organisation == only and exposure.id not in here
    ]
    near.sort(key=lambda pair: (pair[1] is None, pair[1] or 0.0))
    found: dict[str, Touched] = {}
    nobody: list[str] = []
    people = persons_behind((exposure.kind, exposure.subject_id) for exposure, _ in near)
    for exposure, distance in near:
        person = people[exposure.kind, exposure.subject_id]
        if person is None:
            nobody.append(exposure.label)
        else:
            found.setdefault(str(person.pk), Touched(person=person, subject=exposure, distance_km=distance))
    return list(found.values()), tuple(nobody)


@as_one
def ask_everybody(
    organisation: Organisation,
    ident: str,
    *,
    words: str,
    by: User | None,
    now: datetime,
    only: Collection[str] | None = None,
    warrant: Warrant = NO_WARRANT,
) -> int:
    """Asks everybody touched, or of them `only` these persons' ids; how many were asked.

    Raises NotFound for an incident that is not there, InvalidValue when it was taken back, nobody is touched or the words
    are too long, NeedsSecondPerson when these are more people than one person alone may ask.
    """
    incident = incident_of(organisation, ident)
    said, wanted = _question(organisation, incident, words, only)
    let_pass(
        organisation,
        mass_messages.QUESTION,
        incident.id,
        people=_asked_together(organisation, incident, wanted, now),
        warrant=warrant,
        by=by,
        now=now,
    )
    links = store.links(incident, as_of=now)
    for one in wanted:
        if one.subject is None:
            continue
        _ask(one, one.subject, incident, said, links=links, now=now)
        reachable = bool(ways_to(one.person, about=one.person))
        safety.keep_ask(one.person, incident.id, at=now, by=by, reachable=reachable)
    return len(wanted)


def would_ask(
    organisation: Organisation, ident: str, *, words: str, now: datetime, only: Collection[str] | None = None
) -> int:
    """How many people `ask_everybody` would ask, with whom it asked just before; raises what it raises, but for
    NeedsSecondPerson.
    """
    incident = incident_of(organisation, ident)
    return _asked_together(organisation, incident, _question(organisation, incident, words, only)[1], now)


def _question(
    organisation: Organisation, incident: Incident, words: str, only: Collection[str] | None
) -> tuple[str, list[Touched]]:
    if len(words) > LONGEST_WORDS:
        raise InvalidValue(f"the words that go with the question have at most {LONGEST_WORDS} characters")
    if incident.status is IncidentStatus.RETRACTED:
        raise InvalidValue(f"nobody is asked about what was taken back. {taken_back(incident)}")
    people, _ = touched(organisation, incident)
    wanted = [one for one in people if only is None or str(one.person.pk) in only]
    if not wanted:
        raise InvalidValue("nobody of yours is in its reach, so there is nobody to ask")
    return " ".join(words.split()), wanted


def _asked_together(organisation: Organisation, incident: Incident, wanted: list[Touched], now: datetime) -> int:
    """How many people are asked by this and what was asked just before: a question in portions is one question.

    Those who were asked already may be asked again.
    """
    people = {str(one.person.pk) for one in wanted}
    before = {
        person
        for person, asked in safety.asks(organisation, incident.id, as_of=now).items()
        if now - asked.asked_at < _TOGETHER
    }
    return len(people) if people <= before else len(people | before)


def _ask(
    one: Touched,
    subject: Exposure,
    incident: Incident,
    words: str,
    *,
    links: tuple[Link, ...],
    now: datetime,
) -> None:
    told = last_told(subject, incident.id)
    alert = question(subject, incident, told, distance_km=one.distance_km, words=words, now=now, links=links)
    outbox.keep_alert(alert, origin=incident.origin, person=one.person)


def answer(
    person: Person,
    ident: str,
    given: Answer,
    *,
    by: AnsweredBy,
    note: str = "",
    entered_by: User | None = None,
    now: datetime,
) -> Reply:
    """Keeps an answer, and tells the duty contacts at once of a call for help.

    Raises InvalidValue when the note is too long.
    """
    if len(note) > LONGEST_NOTE:
        raise InvalidValue(f"a note has at most {LONGEST_NOTE} characters; say the most pressing first")
    reply = Reply(person=str(person.pk), answer=given, by=by, at=now, note=note.strip())
    _keep_answer(person, ident, reply, entered_by=entered_by)
    return reply


@as_one
def _keep_answer(person: Person, ident: str, reply: Reply, *, entered_by: User | None) -> None:
    safety.keep_reply(person, ident, reply, entered_by=entered_by)
    if reply.answer is Answer.NEED_HELP:
        _call_for_help(person, ident, reply, now=reply.at)


def read_answer(text: str) -> Answer:
    """The answer a form gave; raises InvalidValue."""
    try:
        return Answer(text)
    except ValueError as error:
        raise InvalidValue("the answer is either safe or need_help") from error


def who_hears_calls(person: Person) -> int:
    """To how many duty contacts, mailboxes, webhooks and devices a call for help of this person goes; 0: nobody hears it."""
    of = str(person.organisation_id)
    ways = {way for one in duty_contacts(of) for way in ways_to(one, about=person)}
    own = person.user_id
    ways |= {(one.kind, str(one.pk)) for one in endpoints_for(of, person) if own is None or one.user_id != own}
    return len(ways)


def _call_for_help(person: Person, ident: str, reply: Reply, *, now: datetime) -> None:
    """To every duty contact and endpoint, as the next version of the person's alert; the same call twice is told once.

    Somebody whom the incident neither touches nor was told of has no alert: the head-count and every page say it.
    """
    incident = incident_of(person.organisation, ident)
    people, _ = touched(person.organisation, incident)
    own = next((one for one in people if one.person.pk == person.pk), None)
    if own is None or own.subject is None or _is_calling_already(person, ident, before=now):
        return
    alert = call_for_help(
        own.subject,
        incident,
        last_told(own.subject, incident.id),
        name=str(cast("dict[str, object]", person.private)["name"]),
        note=reply.note,
        distance_km=own.distance_km,
        now=now,
        links=store.links(incident, as_of=now),
    )
    duty = tuple(str(one.pk) for one in duty_contacts(str(person.organisation_id)))
    tell = Tell(person=False, others=duty, endpoints=True)
    outbox.keep_alert(alert, origin=incident.origin, person=person, tell=tell)


def _is_calling_already(person: Person, ident: str, *, before: datetime) -> bool:
    """Whether the answer before this one was a call for help a moment ago: a button pressed twice."""
    given = [
        one for one in safety.replies(person.organisation, ident, as_of=before) if one.person == str(person.pk)
    ]
    if len(given) < 2 or given[-2].answer is not Answer.NEED_HELP:
        return False
    return given[-1].note in ("", given[-2].note) and before - given[-2].at < PRESSED_TWICE


def count(organisation: Organisation, ident: str, *, as_of: datetime) -> Count:
    """The head-count of an incident as it stood then; raises NotFound."""
    incident = incident_of(organisation, ident)
    people, nobody = touched(organisation, incident)
    asked = safety.asks(organisation, ident, as_of=as_of)
    replies = safety.replies(organisation, ident, as_of=as_of)
    by_id = {str(one.person.pk): one for one in people}
    heard_of = {*asked, *(reply.person for reply in replies)} - set(by_id)
    by_id |= {
        str(person.pk): Touched(person=person, subject=None, distance_km=None)
        for person in Person.objects.filter(organisation=organisation, pk__in=heard_of)
    }
    closed_at = incident.recorded_at if incident.status is IncidentStatus.RETRACTED else None
    if closed_at is not None and closed_at > as_of:
        closed_at = None
    counted = safety.counted(by_id, asked, as_of=as_of, closed_at=closed_at)
    return Count(count=head_count(counted, replies), people=by_id, nobody=nobody)
