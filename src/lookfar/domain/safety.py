"""Whether somebody near an incident is safe, as they or somebody for them said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """What a person says of themself."""

    SAFE = "safe"
    NEED_HELP = "need_help"


class AnsweredBy(StrEnum):
    """Who gave the answer; one that somebody else gave is said to be that."""

    SELF = "self"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of one person about one incident. `note`: their words, "" when none."""

    person: str
    answer: Answer
    by: AnsweredBy
    at: datetime
    note: str = ""
