"""What is due to somebody because of a match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.exposure import Exposure
from lookfar.domain.geo import Point
from lookfar.domain.ids import AlertId, IncidentId
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import HoldReason, MsgType, Severity, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a subject was last told of an incident; None of it means never told.

    `place` "" and `distance_km` None: not kept, or matched by polygon. `asked`: whoever is behind it was asked whether
    they are safe. `whom`: the id of the person who was behind the subject then, "" nobody.
    """

    alert: AlertId
    sequence: int
    incident_version: int
    msg_type: MsgType
    severity: Severity
    fatalities_best: int | None
    place: str = ""
    distance_km: float | None = None
    asked: bool = False
    whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One version (`sequence` from 1) of one alert about one incident to one subject.

    `why`: sentences that say why it came; `held`: the reason it is not sent, or None when due.
    `wire_id`: one id per alert version, the same on every retry. `life_threat`: breaks quiet hours.
    `happened`: RFC 3339 start; `when`: the same for a reader. `how_sure`: certainty, credibility, who says so.
    `place_radius_km`: the radius of doubt of the incident's place, None unknown. `place_point`: None when it is known
    to an area only; `place_country` alpha-3.
    `changed`: what is new since the subject was last told, "" in a first alert. `held_by`: the id of the silence
    or incident that holds it, `held_until`: when to look again whether it still does; `rule`: the id of the rule
    that decided, "" the default policy. `status`: anything but Actual tells of no incident, and `incident` is "".
    `question`: what the receiver is asked to answer, "" when nothing. `by_hand`: somebody sends it on purpose, such as
    a question or a call for help; nothing holds it.
    """

    id: AlertId
    sequence: int
    wire_id: str
    msg_type: MsgType
    incident: IncidentId
    incident_version: int
    subject: Exposure
    category: str
    severity: Severity
    title: str
    happened: str
    place: str
    distance_km: float | None
    why: tuple[str, ...]
    links: tuple[Link, ...]
    issued_at: datetime
    fatalities_best: int | None = None
    place_radius_km: float | None = None
    place_point: Point | None = None
    place_country: str = ""
    held: HoldReason | None = None
    life_threat: bool = False
    when: str = ""
    how_sure: str = ""
    changed: str = ""
    held_by: str = ""
    held_until: datetime | None = None
    rule: str = ""
    status: Status = Status.ACTUAL
    question: str = ""
    by_hand: bool = False

    @property
    def is_call_for_help(self) -> bool:
        """Whether it tells those who look after its subject, and not the subject, that help is needed."""
        return self.by_hand and not self.question


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one receiver was not told at once until a time, and what could not be heard meanwhile.

    `wire_id`: the same on every retry. `items`: the newest version of each alert that was held, gravest first; `more`:
    how many more were left out. `silenced`: how many a silence still holds. `blind`: names of sources not heard.
    `for_others`: some of it is of people whose own digest was not taken. `clock`: what the receiver's own shows at
    `until`, "" when it is not known or the same.
    """

    id: str
    wire_id: str
    organisation: str
    until: datetime
    items: tuple[Alert, ...]
    more: int = 0
    silenced: int = 0
    blind: tuple[str, ...] = ()
    for_others: bool = False
    clock: str = ""
