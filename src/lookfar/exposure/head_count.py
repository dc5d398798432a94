"""The head-count of an incident: of everybody touched, who is safe, who needs help, who has not answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from lookfar.domain.safety import Answer, Reply


class Standing(IntEnum):
    """Where a person stands in a head-count, the most pressing first."""

    NEEDS_HELP = 0
    UNREACHED = 1
    """Asked and not answered, and nothing of theirs has taken the question or still may."""
    NOT_ANSWERED = 2
    NOT_ASKED = 3
    QUESTION_CLOSED = 4
    """Asked and never answered, of what was then taken back."""
    SAFE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One person who is counted. `asked_at` None: touched, and not asked yet; `closed_at`: since when no answer is awaited.

    `reached`: the question has come by some way of theirs, or may still.
    """

    person: str
    asked_at: datetime | None = None
    closed_at: datetime | None = None
    reached: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A person and where they stand. `reply`: the newest one, also when the standing does not rest on it."""

    person: str
    standing: Standing
    asked_at: datetime | None
    reply: Reply | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount:
    """Everybody counted, the most pressing first."""

    people: tuple[Counted, ...]

    def of(self, standing: Standing) -> int:
        """How many stand there."""
        return sum(one.standing is standing for one in self.people)

    @property
    def silent(self) -> frozenset[str]:
        """Whoever was asked and has not answered, reached or not."""
        silent = (Standing.UNREACHED, Standing.NOT_ANSWERED)
        return frozenset(one.person for one in self.people if one.standing in silent)

    @property
    def open(self) -> int:
        """How many are not known to be safe."""
        return len(self.people) - self.of(Standing.SAFE)


def head_count(asked: Sequence[Asked], replies: Iterable[Reply]) -> HeadCount:
    """Where each person stands by their newest reply.

    "I need help" holds until the same person is said to be safe later. "I am safe" from before the newest
    question says nothing about now: that person has not answered.
    """
    newest: dict[str, Reply] = {}
    for reply in sorted(replies, key=_by_time):
        newest[reply.person] = reply
    counted = [_counted(one, newest.get(one.person)) for one in asked]
    return HeadCount(people=tuple(sorted(counted, key=lambda one: one.standing)))


def _by_time(reply: Reply) -> tuple[datetime, bool]:
    """Of two at one instant the graver counts as the later."""
    return reply.at, reply.answer is Answer.NEED_HELP


def _counted(one: Asked, reply: Reply | None) -> Counted:
    return Counted(person=one.person, standing=_standing(one, reply), asked_at=one.asked_at, reply=reply)


def _standing(one: Asked, reply: Reply | None) -> Standing:
    if reply is not None and reply.answer is Answer.NEED_HELP:
        return Standing.NEEDS_HELP
    if reply is not None and (one.asked_at is None or reply.at >= one.asked_at):
        return Standing.SAFE
    if one.asked_at is None:
        return Standing.NOT_ASKED
    if one.closed_at is not None:
        return Standing.QUESTION_CLOSED
    return Standing.NOT_ANSWERED if one.reached else Standing.UNREACHED
