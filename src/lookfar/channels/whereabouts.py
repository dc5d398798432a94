"""Where an incident is from somebody's own place, with the doubt of both."""

from __future__ import annotations

from datetime import datetime

from lookfar.alerts import phrases
from lookfar.alerts.naming import in_or_at
from lookfar.channels.clocks import clocked_for
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure
from lookfar.domain.vocabulary import MsgType, SubjectKind


def where(alert: Alert) -> str:
    """`1.2 km from Hotel X, where Ann is until 8 Jan 2022, 10:00 UTC.` and the doubt of both; nothing in a Cancel."""
    if alert.msg_type is MsgType.CANCEL:
        return ""
    there = f"{_capital(distance(alert))} {alert.subject.place_name}{_there(alert.subject, alert.issued_at)}."
    km, doubt, own = alert.distance_km, alert.place_radius_km or 0.0, alert.subject.radius_km
    if km is None or not phrases.is_doubtful(km, doubt + own):
        return there
    known = (
        f" The incident's place is only known to within {phrases.distance(doubt)}."
        if phrases.is_doubtful(km, doubt)
        else ""
    )
    if not phrases.is_doubtful(km, own):
        return f"{there}{known}"
    least = km - doubt - own
    ends = f"{phrases.distance(least) if least > 0 else 0} to {phrases.distance(km + doubt + own)}"
    around = f"{alert.subject.place_name} stands for anywhere within {phrases.distance(own)} of its middle"
    return f"{there}{known} {_capital(around)}: it may be anything from {ends} away."


def away(alert: Alert) -> str:
    """The same in few words, for a list: `1.2 km away, give or take 15 km`; "" where no distance is known."""
    if alert.distance_km is None:
        return ""
    return phrases.away(alert.distance_km, (alert.place_radius_km or 0.0) + alert.subject.radius_km)


def distance(alert: Alert) -> str:
    """`1.2 km from`, `at`, `in`: what stands before the name of the subject's place."""
    if alert.distance_km is None:
        return "somewhere in the same area as"
    if alert.distance_km >= phrases.SAME_PLACE_KM:
        return f"{phrases.distance(alert.distance_km)} from"
    return in_or_at(alert.subject)


def _there(subject: Exposure, at: datetime) -> str:
    same = subject.label.casefold() == subject.place_name.casefold()
    if subject.kind is SubjectKind.SITE:
        return "" if same else f", where your site {subject.label} is"
    return f", where {subject.label} {clocked_for(_stays(subject, at), subject)}"


def _stays(subject: Exposure, at: datetime) -> str:
    if subject.kind is SubjectKind.PERSON:
        return "usually is"
    if at < subject.period.start:
        return f"will be {phrases.period(subject.period)}"
    if at >= subject.period.end:
        return f"was {phrases.period(subject.period)}"
    return f"is until {phrases.moment(subject.period.end)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
