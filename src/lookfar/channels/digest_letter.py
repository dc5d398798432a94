"""The daily digest as a letter: what was not told at once, why, and what could not be heard."""

from __future__ import annotations

from lookfar.alerts import phrases
from lookfar.channels.letter import Letter, Section, in_short
from lookfar.domain.alert import Alert, Digest
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import HoldReason

_WHY = {
    HoldReason.QUIET_HOURS: "It came in your quiet hours, and no longer concerned you when they ended",
    HoldReason.SILENCED: "It was silenced until it was over",
    HoldReason.INHIBITED_BY: "You know of a larger incident of its kind",
    HoldReason.GROUPED_WITH: "It waited for others",
    HoldReason.BELOW_THRESHOLD: "Less grave than what you are woken for, or far away",
    HoldReason.LOW_PLACE_CONFIDENCE: "Perhaps near you: the place is not sure enough to wake you",
    HoldReason.ALREADY_TOLD: "Nothing important was new",
    HoldReason.MOVED_AWAY: "Out of its reach by the time it would have left",
}
_FOR_OTHERS = (
    "Some of this is of people whose own digest could not be delivered. You are a duty contact: they have not read it. "
    "Their e-mail addresses need a look."
)


def digest_letter(digest: Digest, public_url: str) -> Letter:
    """One section for each reason, the gravest first in each; then what is silenced, and who is not heard."""
    count = len(digest.items) + digest.more
    sections = [
        Section(
            heading=words,
            lines=tuple(in_short(alert) for alert in held),
            links=tuple(_link(alert, public_url) for alert in held if public_url),
        )
        for reason, words in _WHY.items()
        if (held := [alert for alert in digest.items if alert.held is reason])
    ]
    return Letter(
        subject=f"[Lookfar] Daily digest: {phrases.count(count, 'incident')} you were not woken for",
        badge=f"Daily digest, {phrases.moment(digest.until)}{_on_your_clock(digest)}",
        headline=f"{phrases.count(count, 'incident')} you were not told of at once",
        sections=(*_why_you(digest), *sections, *_rest(digest, public_url)),
        footer="Lookfar, daily digest. What threatens life near by never waits for this letter.",
    )


def _on_your_clock(digest: Digest) -> str:
    return f" ({digest.clock} on your clock)" if digest.clock else ""


def _why_you(digest: Digest) -> tuple[Section, ...]:
    """Of somebody else's."""
    return (Section(heading="Why you", lines=(_FOR_OTHERS,)),) if digest.for_others else ()


def _rest(digest: Digest, public_url: str) -> tuple[Section, ...]:
    more = f"{digest.more} more are on the page of alerts not sent." if digest.more else ""
    silenced = f"{phrases.count(digest.silenced, 'alert')} held by a silence." if digest.silenced else ""
    left_out = tuple(words for words in (more, silenced) if words)
    blind = (
        f"Not heard now: {phrases.listed(digest.blind)}. What they would have told us is missing here, and a short "
        "list does not mean that all is calm."
        if digest.blind
        else "Every source was heard."
    )
    link = (Link(url=f"{public_url}/alerts?held=yes", name="All alerts not sent, and why"),) if public_url else ()
    return (
        *((Section(heading="Not in this letter", lines=left_out),) if left_out else ()),
        Section(heading="What we could hear", lines=(blind,), links=link),
    )


def _link(alert: Alert, public_url: str) -> Link:
    return Link(url=f"{public_url}/alerts/{alert.id}", name=f"Open: {alert.title}")
