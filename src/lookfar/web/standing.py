"""What stands on every page: the time asked about, who asks, and who is not heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from lookfar.accounts.askers import Asker, asker_of
from lookfar.domain.times import read_as_of, rfc3339
from lookfar.flow.health import hearing_as_of
from lookfar.records import mass_messages
from lookfar.records.events import newest
from lookfar.records.models import MassMessage
from lookfar.records.own_incidents import incident_now
from lookfar.records.receivers import Proof, proof
from lookfar.records.safety import needing_help
from lookfar.records.sending import paused

CASE_AS_OF = "2022-01-06"
"""A day of the shipped history worth seeing when no feed is heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The time a page is about. `asked`: as the address says it, "" for now."""

    now: datetime
    as_of: datetime
    asked: str

    @property
    def is_past(self) -> bool:
        return self.asked != ""

    @property
    def keep(self) -> str:
        """The query that keeps a link in the same past, "" for now."""
        return f"?{urlencode({'as_of': self.asked})}" if self.asked else ""


def moment_of(request: HttpRequest) -> Moment:
    """The time a request asks about; raises InvalidValue when it cannot be read."""
    now = datetime.now(UTC)
    asked = request.GET.get("as_of", "").strip()
    as_of = read_as_of(asked, now=now)
    return Moment(now=now, as_of=as_of, asked=asked if asked else "")


def asker(request: HttpRequest) -> Asker:
    """Who is signed in; raises Http404 for a user of no organisation."""
    found = asker_of(request.user)
    if found is None:
        raise Http404
    return found


def on_every_page(request: HttpRequest) -> dict[str, object]:
    """The context processor; a time that cannot be read leaves the page at now."""
    from lookfar.domain.errors import InvalidValue

    try:
        moment = moment_of(request)
    except InvalidValue:
        moment = Moment(now=(now := datetime.now(UTC)), as_of=now, asked="")
    who = asker_of(request.user)
    elsewhen = request.GET.copy()
    for name in ("as_of", "after"):
        elsewhen.pop(name, None)
    who = asker_of(request.user)
    return {
        "moment": moment,
        "go_to_now": f"{request.path}?{elsewhen.urlencode()}" if elsewhen else request.path,
        "keep": moment.keep,
        "hearing": hearing_as_of(moment.as_of),
        "asker": who,
        "paused": paused(),
        "newest_event": 0 if who is None else newest(),
        "unheard": "" if who is None else _unheard(who),
        "needing_help": _needing_help(who, moment),
        "waiting_for_second": _waiting(who, moment),
        "case_as_of": CASE_AS_OF,
        "as_of_text": rfc3339(moment.as_of),
    }


def _unheard(who: Asker) -> str:
    """Why nobody can be sure to hear an alert, "" when somebody can: the red banner."""
    found = proof(who.organisation.pk)
    return "" if found is Proof.PROVED else found.value


def _waiting(who: Asker | None, moment: Moment) -> list[MassMessage]:
    """For those who may send: messages to many that nobody else has looked at yet."""
    if who is None or not who.may_write or moment.is_past:
        return []
    return list(mass_messages.waiting(who.organisation))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """Of how many people the newest answer about an incident is that they need help."""

    incident: str
    title: str
    people: int


def _needing_help(who: Asker | None, moment: Moment) -> list[Calling]:
    """For those who look after others: the incidents about which somebody called for help."""
    if who is None or who.sees_only_self or moment.is_past:
        return []
    found = needing_help(who.organisation, now=moment.now)
    about = {ident: incident_now(str(who.organisation.pk), ident) for ident in found}
    return [
        Calling(incident=ident, title=one.title if (one := about[ident]) else "", people=people)
        for ident, people in found.items()
    ]
