"""The letter of a test and of a notice about a channel: other words and another colour than any alert's."""

from __future__ import annotations

from lookfar.alerts import phrases
from lookfar.channels.letter import Letter, Section, one_line
from lookfar.domain.alert import Alert
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import Status


def notice_letter(alert: Alert, channels_url: str) -> Letter:
    """`alert` has a status other than Actual; `channels_url` "" leaves the link out."""
    links = (Link(url=channels_url, name="Open the channels page"),) if channels_url else ()
    test = alert.status is Status.TEST
    return Letter(
        subject=f"[Lookfar] {one_line(alert.title)[:170]}",
        badge="TEST - not an alert" if test else "About your channels - not an alert",
        headline="This is only a test" if test else one_line(alert.title),
        sections=(
            Section(heading="What this is", lines=alert.why),
            Section(
                heading="What to do",
                lines=("Nothing. Your channel is marked as tested.",)
                if test
                else ("Look at the channel, mend it or add another, and send again what was given up.",),
                links=links,
            ),
        ),
        footer=f"Lookfar, {alert.wire_id}, sent {phrases.moment(alert.issued_at)}.",
        status=alert.status,
    )
