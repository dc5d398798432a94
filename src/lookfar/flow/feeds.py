"""A person's trips as a calendar behind a secret address."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.flow.legs import KeptLeg, kept_legs
from lookfar.flow.places import place_text
from lookfar.flow.refused import lake_refused, ratings_or_last
from lookfar.flow.tools import Tools
from lookfar.formats.ical import Entry, write_calendar
from lookfar.records.models import CalendarFeed, Person, Trip

SHOWN_FOR = timedelta(days=90)
"""How long after its end a leg stays in the calendar."""
REFUSED = "\nLevels that rest on a file that is refused cannot be worked out anew: what has happened since may be in none."
"""What a calendar says while a file of the lake is refused."""


def make_feed(person: Person) -> str:
    """A new token, shown once; an earlier address no longer works."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(person=person).delete()
    CalendarFeed.objects.create(person=person, digest=_digest(token))
    return token


def revoke_feed(person: Person) -> None:
    """The address no longer works."""
    CalendarFeed.objects.filter(person=person).delete()


def feed_of(person: Person) -> CalendarFeed | None:
    """The person's feed, None when there is none."""
    return CalendarFeed.objects.filter(person=person).first()


def person_of_feed(token: str) -> Person | None:
    """Whose feed a token opens, None when nobody's."""
    found = CalendarFeed.objects.select_related("person").filter(digest=_digest(token)).first()
    return found.person if found else None


def calendar_of(person: Person, tools: Tools, *, now: datetime) -> bytes:
    """The person's legs that are not long over, each with the level of its country and the level's age."""
    trips = Trip.objects.filter(person=person).prefetch_related("legs").order_by("created_at", "pk")
    legs = [(trip, leg) for trip in trips for leg in kept_legs(trip) if leg.plan.end > now - SHOWN_FOR]
    levels, refused = _levels({leg.plan.place["country"] for _, leg in legs}, tools, now)
    entries = [
        _entry(trip, leg, f"{_level(leg.plan.place['country'], levels, tools, now)}{refused}", tools)
        for trip, leg in legs
    ]
    return write_calendar("Lookfar", entries, stamp=now)


def _entry(trip: Trip, leg: KeptLeg, level: str, tools: Tools) -> Entry:
    place, origin = place_text(leg.plan.place, tools), leg.plan.origin
    number = f" {leg.plan.number}" if leg.plan.number else ""
    summary = f"{leg.plan.kind.capitalize()}{number}: "
    summary += f"{place_text(origin, tools)} to {place}" if origin else place
    return Entry(
        uid=f"{leg.rows[0].pk}@lookfar",
        summary=summary,
        location=place,
        description=f"{trip.private['name']}\n{level}",
        start=leg.plan.start,
        end=leg.plan.end,
        cancelled=trip.cancelled_at is not None,
    )


def _level(country: str, levels: dict[str, Rating], tools: Tools, now: datetime) -> str:
    rating = levels.get(country)
    name = tools.country_name(country) if country else "the open sea"
    if rating is None:
        return f"No level is known for {name}; that does not mean that it is safe."
    hours = max(0, round((now - rating.as_of).total_seconds() / 3600))
    age = "less than an hour ago" if hours == 0 else f"{hours} hour{'s' if hours > 1 else ''} ago"
    return f"Threat in {name}: level {rating.level.value} ({rating.level.word}), as of {age}."


def _levels(countries: set[str], tools: Tools, now: datetime) -> tuple[dict[str, Rating], str]:
    """The security level of each, and a sentence to follow it while what levels rest on is refused."""
    rated = sorted(countries & set(tools.areas))
    found, refused = ratings_or_last(rated, as_of=now) if rated else ([], "")
    levels = {rating.area: rating for rating in found if rating.category == Headline.SECURITY.value}
    return levels, REFUSED if refused or lake_refused() else ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
