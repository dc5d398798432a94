"""Whether a message that somebody sends to many may leave now: a second person looked, or an emergency was stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar.accounts.models import Organisation, User
from lookfar.alerts import second_person
from lookfar.domain.errors import InvalidValue, NeedsSecondPerson
from lookfar.domain.vocabulary import MassMessageState
from lookfar.records import mass_messages
from lookfar.records.models import MassMessage
from lookfar.records.rules import hours_of

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Warrant:
    """Why a message to many leaves: a second person looked at it, or an emergency, in the sender's words."""

    approved: bool = False
    emergency: str = ""


NO_WARRANT = Warrant()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How many a message would go to, and whether it waits for a second person.

    `others`: how many could look; `heard`: how many of these have a mail or a device that tells them that it waits.
    """

    people: int
    most_alone: int
    others: int
    heard: int

    @property
    def is_needed(self) -> bool:
        """Whether one person alone may not send it."""
        return second_person.is_needed(self.people, most_alone=self.most_alone, others=self.others)


def need(organisation: Organisation, people: int, by: User | None) -> Need:
    """What a message to so many people by somebody needs."""
    others = list(mass_messages.others_who_may(organisation, by).values_list("user_id", flat=True))
    return Need(
        people=people,
        most_alone=hours_of(str(organisation.pk)).most_alone,
        others=len(others),
        heard=len(mass_messages.ways_of(organisation, others)),
    )


def let_pass(
    organisation: Organisation,
    kind: str,
    incident: str,
    *,
    people: int,
    warrant: Warrant,
    by: User | None,
    now: datetime,
) -> None:
    """Call in the transaction that sends. Keeps what leaves in an emergency.

    `by` None: a program with a key, or whoever runs the machine.

    Raises NeedsSecondPerson when somebody else has to look first, InvalidValue when the reason is too long.
    """
    if warrant.approved:
        return
    wanted = need(organisation, people, by)
    if not wanted.is_needed:
        return
    why = " ".join(warrant.emergency.split())
    if not why:
        raise NeedsSecondPerson(
            f"it would go to {people} people, and a second person looks at what goes to more than {wanted.most_alone}: "
            "ask one on the page, or state the emergency in which it leaves without"
        )
    if len(why) > LONGEST_WHY:
        raise InvalidValue(f"the reason has at most {LONGEST_WHY} characters")
    mass_messages.keep(
        MassMessage(
            organisation=organisation,
            kind=kind,
            incident_id=incident,
            people=people,
            state=MassMessageState.EMERGENCY.value,
            asked_at=now,
            asked_by=by,
            ended_at=now,
            ended_by=by,
            private={"why": why},
        )
    )
