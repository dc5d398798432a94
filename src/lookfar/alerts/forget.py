"""What is left of an alert when its places, and later its name, are taken out: that somebody was told, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lookfar.domain.alert import Alert
from lookfar.domain.geo import Point
from lookfar.domain.times import Interval

NOWHERE = Point(lon=0.0, lat=90.0)
"""Stands where a place was; (0, 0) means unknown in feeds and is refused."""
REMOVED = "somebody removed"


def without_places(alert: Alert) -> Alert:
    """The alert without anything that says where its subject was, its words included."""
    subject = replace(
        alert.subject,
        place_name="",
        point=NOWHERE,
        radius_km=0.0,
        country="",
        period=Interval(start=alert.issued_at, end=alert.issued_at + timedelta(seconds=1)),
        perimeter_km=(),
    )
    return replace(
        alert,
        subject=subject,
        title="Alert whose places were removed",
        place="",
        distance_km=None,
        place_radius_km=None,
        place_point=None,
        place_country="",
        why=(),
        links=(),
        how_sure="",
        changed="",
    )


def forgotten(alert: Alert, pseudonym: str) -> Alert:
    """The alert without places or name; `pseudonym` stands for its subject, another one for each alert."""
    bare = without_places(alert)
    subject = replace(
        bare.subject, id=f"{bare.subject.kind.value}:{pseudonym}", subject_id=pseudonym, label=REMOVED
    )
    return replace(bare, subject=subject)


def without_words(alert: Alert) -> Alert:
    """An alert that somebody sent on purpose, without what it said of a person; the site it was about stays."""
    return replace(alert, title="Alert whose words were removed", changed="", why=())
