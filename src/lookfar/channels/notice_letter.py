"""The letter of what tells of no incident, such as a test or word that a channel fails: other words and another colour than any alert's."""

from __future__ import annotations

from dataclasses import dataclass

from lookfar.alerts import phrases
from lookfar.alerts.notices import SECOND_PERSON
from lookfar.channels.letter import Letter, Section, one_line
from lookfar.domain.alert import Alert
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What such a letter says around the alert's own words. `link`: the page it opens, and how that is called."""

    badge: str
    to_do: str
    link: tuple[str, str]
    headline: str = ""


_TEST = _Kind(
    badge="TEST - not an alert",
    to_do="Nothing. Your channel is marked as tested.",
    link=("channels", "Open the channels page"),
    headline="This is only a test",
)
_FAILING = _Kind(
    badge="About your channels - not an alert",
    to_do="Look at the channel, mend it or add another, and send again what was given up.",
    link=("channels", "Open the channels page"),
)
_WAITING = _Kind(
    badge="About a message to many - not an alert",
    to_do="Open the page of such messages: it shows what each says, whom it reaches and what became of it.",
    link=("second-person", "Look at the message"),
)


def notice_letter(alert: Alert, public_url: str) -> Letter:
    """`alert` has a status other than Actual; `public_url` "" leaves the link out."""
    kind = _kind(alert)
    page, said = kind.link
    return Letter(
        subject=f"[Lookfar] {one_line(alert.title)[:170]}",
        badge=kind.badge,
        headline=kind.headline or one_line(alert.title),
        sections=(
            Section(heading="What this is", lines=alert.why),
            Section(
                heading="What to do",
                lines=(kind.to_do,),
                links=(Link(url=f"{public_url}/{page}", name=said),) if public_url else (),
            ),
        ),
        footer=f"Lookfar, {alert.wire_id}, sent {phrases.moment(alert.issued_at)}.",
        status=alert.status,
    )


def _kind(alert: Alert) -> _Kind:
    if alert.status is Status.TEST:
        return _TEST
    return _WAITING if alert.category == SECOND_PERSON else _FAILING
