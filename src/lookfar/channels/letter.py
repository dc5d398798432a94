"""An alert as a page to be read half awake: the same words in the same order in every medium for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lookfar.alerts import phrases
from lookfar.alerts.naming import bears_its_place, tagged
from lookfar.alerts.what_to_do import what_to_do
from lookfar.channels.clocks import clocked
from lookfar.channels.whereabouts import distance, where
from lookfar.domain.alert import Alert
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import MsgType, Status, SubjectKind

_LONGEST_SUBJECT = 180
_SHORTEST_TITLE = 40
_ESCALATED = (
    "Nobody has said that they have seen this alert. You are a duty contact: find out whether the person is safe, and "
    "press “I have seen this” when you have taken it over."
)
_FOR_OTHERS = (
    "Open the link and press “I have seen this” when you have taken it over.",
    "Replies to this mail are read by nobody.",
)
_TO_MAKE_SURE = "Make sure that {who} knows of this and is safe: nothing in this mail says that they were reached."


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One answer to one question of the reader; `mine`: it speaks of what is theirs."""

    heading: str
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`subject` is one line; `headline` what happened; `badge` the severity and kind in words.

    `status`: what is no alert has a colour and a badge of its own.
    """

    subject: str
    badge: str
    headline: str
    sections: tuple[Section, ...]
    footer: str
    status: Status = Status.ACTUAL


def letter(
    alert: Alert,
    alert_url: str,
    *,
    answer_url: str = "",
    own: bool = False,
    grouped: Sequence[Alert] = (),
    escalated: bool = False,
    late: str = "",
    unreached: str = "",
) -> Letter:
    """What happened, where relative to you, how sure, what to do, why, all reports, how to answer.

    `answer_url`: where it is answered or acknowledged without signing in; only the person it is for (`own`) also says
    there whether they are safe. `grouped`: other alerts in the same letter. `late`: that it comes late to a duty
    contact (`escalated`), and why. `unreached`: that Lookfar has no way to whom it is about, "" when it has one.
    A question comes first, with where to answer it.
    """
    answer = _answer(alert, alert_url, answer_url, own=own)
    sections = (
        Section(heading="Why you, now", lines=(_ESCALATED, *_lines(late)) if escalated else ()),
        Section(heading="Who was not told", lines=_lines(unreached)),
        *((replace(answer, heading=alert.question),) if alert.question else ()),
        Section(heading="What is new", lines=_lines(alert.changed)),
        Section(heading=_happened(alert), lines=_lines(what_happened(alert))),
        Section(heading=f"Where it is from {from_whom(alert, own=own)}", lines=_lines(where(alert)), mine=True),
        Section(heading="How sure", lines=_lines(alert.how_sure)),
        Section(heading=whose_to_do(alert, own=own), lines=what_to_do(alert)),
        Section(heading="Why you got this", lines=why(alert)),
        Section(heading="All reports", links=_readable(alert.links)),
        *(() if alert.question else (answer,)),
        _others(grouped, alert_url),
    )
    return Letter(
        subject=subject_line(alert, others=len(grouped), own=own),
        badge=f"{_news(alert)}CAP {alert.severity} - {alert.category.replace('_', ' ')}",
        headline=one_line(alert.title),
        sections=tuple(section for section in sections if section.lines or section.links),
        footer=f"Lookfar, alert {alert.id} version {alert.sequence}, issued {clocked(phrases.moment(alert.issued_at), alert)}.",
    )


def subject_line(alert: Alert, others: int = 0, *, own: bool = False) -> str:
    """`[Lookfar] Severe: Violent protest in Almaty - Ann: 1.2 km from Hotel X`, one line without control characters.

    A title that is too long is cut, never whom it is about.
    """
    news = f"{alert.question} " if alert.question else _news(alert)
    head = one_line(f"[Lookfar] {news}{alert.severity}:")
    tail = f"{_whom(alert, own=own)}{f' (and {others} more)' if others else ''}"
    title = _cut(one_line(alert.title), max(_SHORTEST_TITLE, _LONGEST_SUBJECT - len(head) - len(tail) - 1))
    return _cut(one_line(f"{head} {title}{tail}"), _LONGEST_SUBJECT)


def from_whom(alert: Alert, *, own: bool) -> str:
    """ "you" to the person it is about; to everybody else the name, a site's contact included."""
    return "you" if _is_me(alert, own=own) else alert.subject.label


def whose_to_do(alert: Alert, *, own: bool) -> str:
    """The heading over what to do: others read what a traveller is to do, who may not have been told, and shall not do it
    themselves.
    """
    if alert.msg_type is MsgType.CANCEL or _is_me(alert, own=own):
        return "What to do"
    if alert.subject.kind is SubjectKind.SITE:
        return f"What to do at {alert.subject.label}"
    return f"What {alert.subject.label} should do"


def what_happened(alert: Alert) -> str:
    """When, where and how many died; what is unknown is left out of a mail, not said as 0."""
    when = alert.when or alert.happened
    place = f"{alert.place}, " if alert.place else ""
    deaths = alert.fatalities_best
    tells = deaths and "killed" not in alert.title and alert.msg_type is not MsgType.CANCEL
    toll = f" {phrases.count(deaths or 0, 'death')} reported." if tells else ""
    return clocked(f"{place}{when}, as known at {phrases.moment(alert.issued_at)}.{toll}", alert)


def why(alert: Alert) -> tuple[str, ...]:
    """Why it came, without what is already said under how sure."""
    return tuple(clocked(line, alert) for line in alert.why if alert.how_sure not in line or not alert.how_sure)


def how_to_answer(alert: Alert, *, by_link: bool = False) -> tuple[str, ...]:
    """What the receiver says, and how; `by_link`: a link to the answering page goes with it."""
    if alert.msg_type is MsgType.CANCEL:
        return ("Nothing is asked of you.",)
    if by_link:
        return (
            'Open the link and press "I am safe", "I need help" or "I have seen this". No sign-in is needed.',
            "In immediate danger call the local emergency number first. Replies to this mail are read by nobody.",
        )
    return (
        'Tell your security contact "I am safe" or "I need help", and where you are.',
        "Do not answer this message: nobody reads it.",
    )


def one_line(text: str) -> str:
    """The text without line breaks and control characters: fit for a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _news(alert: Alert) -> str:
    """What kind of message it is; a Cancel says for whom, since its receiver may be in the middle of it."""
    match alert.msg_type:
        case MsgType.ALERT:
            return ""
        case MsgType.UPDATE:
            return "Update: "
        case MsgType.CANCEL:
            return f"Cancelled for {tagged(alert.subject)}: "


def _happened(alert: Alert) -> str:
    return "What it was about" if alert.msg_type is MsgType.CANCEL else "What happened"


def _is_me(alert: Alert, *, own: bool) -> bool:
    return own and alert.subject.kind is not SubjectKind.SITE


def _whom(alert: Alert, *, own: bool) -> str:
    """` - Ann: 1.2 km from Hotel X`; to Ann herself without her name; of something in the very place the title names,
    whom it touches. Nothing in a Cancel, which has said it."""
    if alert.msg_type is MsgType.CANCEL:
        return ""
    same = alert.distance_km is not None and alert.distance_km < phrases.SAME_PLACE_KM
    if same and alert.subject.place_name in alert.title:
        return f" - touches {alert.subject.label}"
    name = "" if _is_me(alert, own=own) or bears_its_place(alert.subject) else f"{alert.subject.label}: "
    return f" - {name}{distance(alert)} {alert.subject.place_name}"


def _answer(alert: Alert, alert_url: str, answer_url: str, *, own: bool) -> Section:
    answers = bool(answer_url) and alert.msg_type is not MsgType.CANCEL
    name = "Answer: I am safe, I need help, or I have seen this" if own else "I have seen this"
    links = [Link(url=answer_url, name=name)] if answers else []
    links += [Link(url=alert_url, name="Open this alert")] if alert_url else []
    lines = how_to_answer(alert, by_link=own)
    if not own and alert.msg_type is not MsgType.CANCEL:
        lines = _FOR_OTHERS if answers else (_TO_MAKE_SURE.format(who=alert.subject.label), _FOR_OTHERS[1])
    return Section(heading="How to answer", lines=lines, links=tuple(links))


def _others(grouped: Sequence[Alert], alert_url: str) -> Section:
    """Other alerts in short, so that several incidents are one message."""
    base = alert_url.rpartition("/")[0]
    return Section(
        heading="Also, since the last message",
        lines=tuple(in_short(alert) for alert in grouped),
        links=tuple(Link(url=f"{base}/{alert.id}", name=f"Open: {alert.title}") for alert in grouped if base),
    )


def in_short(alert: Alert) -> str:
    """One alert on one line: how bad, what, whom it is about and how far from them, when, what is new."""
    new = f" {alert.changed}" if alert.changed else ""
    when = f" {clocked(alert.when, alert)}." if alert.when else ""
    return one_line(f"{_news(alert)}CAP {alert.severity}: {alert.title}{_whom(alert, own=False)}.{when}{new}")


def _readable(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links of the web; those of one name are told apart by the end of their address."""
    web = [link for link in links if link.url.startswith(("https://", "http://"))]
    names = Counter(link.name for link in web)
    return tuple(link if names[link.name] == 1 else Link(url=link.url, name=_told_apart(link)) for link in web)


def _told_apart(link: Link) -> str:
    last = urlsplit(link.url).path.rstrip("/").rpartition("/")[2].replace("_", " ")
    return f"{link.name}, {last}" if last else link.name


def _lines(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
