"""Whoever was told of an incident is told when part of it turns out to be another one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lookfar.alerts.decide import Decision, compose
from lookfar.alerts.explain import how_sure, which, who_says
from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import MsgType

_EARLIER = "You get this because you were told of it before."


def regrouped(
    left: Incident,
    part: Incident,
    told_subjects: Iterable[tuple[Exposure, Told]],
    *,
    now: datetime,
    links: tuple[Link, ...] = (),
) -> tuple[Alert, ...]:
    """An Update for everybody told of an incident from which a part was taken; nobody cancelled hears again."""
    changed = f"What was told as one is two: apart from this there is “{part.title}”."
    return tuple(
        compose(
            subject,
            left,
            told,
            Decision(msg_type=MsgType.UPDATE, changed=changed),
            distance_km=told.distance_km,
            why=(which(subject), _EARLIER, who_says(left), how_sure(left)),
            now=now,
            links=links,
        )
        for subject, told in told_subjects
        if told.msg_type is not MsgType.CANCEL and left.version > told.incident_version
    )
