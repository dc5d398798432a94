"""Messages that tell of no incident: a test that cannot be taken for an alert, word that a channel fails, and that a message
to many waits for a second person.

CAP 1.2 sets them apart from alerts by `status`: Test and System.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure
from lookfar.domain.geo import Point
from lookfar.domain.ids import NAMESPACE, AlertId, IncidentId
from lookfar.domain.times import Interval, rfc3339
from lookfar.domain.vocabulary import MsgType, Severity, Status, SubjectKind

TEST_TITLE = "TEST: nothing has happened"
_NOBODY = "nobody: this is a test"
_NO_PLACE = Point(lon=0.0, lat=-90.0)
"""The South Pole: a message about a channel is about no place."""
ABOUT_A_CHANNEL = "notice"
SECOND_PERSON = "second_person"
"""The category of word about a message to many that waits, or was stopped."""


def test_alert(*, organisation: str, receiver: str, asked_at: datetime) -> Alert:
    """The test of one receiver asked for at a time; asked for twice in one instant it is the same test."""
    return _no_incidents(
        Status.TEST,
        organisation,
        f"test:{receiver}:{rfc3339(asked_at)}:{asked_at.microsecond}",
        title=TEST_TITLE,
        why=(
            "This is a test of a channel of Lookfar. No incident is behind it, and nothing is asked of you.",
            "If you can read it, this channel works.",
        ),
        label=_NOBODY,
        now=asked_at,
        category="test",
    )


def failing_notice(
    *,
    organisation: str,
    receiver: str,
    spell: datetime,
    name: str,
    why: str,
    waiting: int,
    dead: int,
    now: datetime,
) -> Alert:
    """Word that a receiver does not take its alerts; one for each spell of failing, and one more when some were given up.

    `spell`: when it began to fail. `name`: words for the receiver.
    """
    count = f"{waiting} wait to be tried again" if waiting else "none waits"
    given_up = f"{dead} were given up and need you: open the channels page and send them again" if dead else ""
    return _no_incidents(
        Status.SYSTEM,
        organisation,
        f"failing:{receiver}:{rfc3339(spell)}:{'dead' if dead else 'failing'}",
        title=f"Alerts do not reach {name}",
        why=tuple(
            sentence
            for sentence in (
                f"{name[:1].upper()}{name[1:]} has not taken what was sent to it since {spell.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {why}.",
                f"Of its messages, {count}{'; ' + given_up if given_up else ''}.",
                "You get this by another channel, so that somebody knows.",
            )
        ),
        label=name,
        now=now,
        category=ABOUT_A_CHANNEL,
    )


def waiting_notice(*, organisation: str, waiting: str, people: int, now: datetime) -> Alert:
    """Word that a message to many waits for a second person; `waiting`: its id."""
    return _no_incidents(
        Status.SYSTEM,
        organisation,
        f"waiting:{waiting}",
        title=f"A message to {people} people waits for you",
        why=(
            f"Somebody of your organisation wants to tell {people} people. So many are told only after a second person has looked.",
            "Nobody had been told when this was written. Look at it now, and send it or stop it; in an emergency whoever wrote it can send it without.",
        ),
        label="a message that waits",
        now=now,
        category=SECOND_PERSON,
    )


def stopped_notice(*, organisation: str, waiting: str, people: int, why: str, now: datetime) -> Alert:
    """Word to whoever wrote a message to many that a second person stopped it; `waiting`: its id."""
    reason = f" The reason given: {why}." if why else ""
    return _no_incidents(
        Status.SYSTEM,
        organisation,
        f"stopped:{waiting}",
        title=f"Your message to {people} people was stopped",
        why=(
            f"A second person looked at what you wrote to {people} people, and stopped it: nobody was told.{reason}",
            "If they have to know, write it anew, or call whoever stopped it.",
        ),
        label="a message that was stopped",
        now=now,
        category=SECOND_PERSON,
    )


def _no_incidents(
    status: Status,
    organisation: str,
    seed: str,
    *,
    title: str,
    why: tuple[str, ...],
    label: str,
    now: datetime,
    category: str,
) -> Alert:
    ident = AlertId(str(uuid.uuid5(NAMESPACE, f"{status.value}:{organisation}:{seed}")))
    subject = Exposure(
        id=f"{status.value.lower()}:{organisation}",
        organisation=organisation,
        kind=SubjectKind.SITE,
        subject_id="",
        label=label,
        place_name="",
        point=_NO_PLACE,
        radius_km=0.0,
        country="",
        period=Interval(start=now, end=now + timedelta(seconds=1)),
    )
    prefix = "test" if status is Status.TEST else "notice"
    return Alert(
        id=ident,
        sequence=1,
        wire_id=f"{prefix}_{uuid.UUID(ident).hex}",
        msg_type=MsgType.ALERT,
        incident=IncidentId(""),
        incident_version=0,
        subject=subject,
        category=category,
        severity=Severity.UNKNOWN,
        title=title,
        happened=rfc3339(now),
        place="",
        distance_km=None,
        why=why,
        links=(),
        issued_at=now,
        status=status,
    )
