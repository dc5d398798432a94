"""The words of `lookfar.web.words` for templates."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template

from lookfar.alerts import change, phrases
from lookfar.alerts.explain import how_sure
from lookfar.alerts.naming import in_named
from lookfar.channels import whereabouts
from lookfar.domain.alert import Alert
from lookfar.domain.areas import AreaKind
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place
from lookfar.domain.rating import Rating, share_words
from lookfar.domain.report import Fact, Toll
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import IncidentStatus, Level
from lookfar.facts.local_time import local_clock
from lookfar.flow import places
from lookfar.flow.figures_shown import what_is
from lookfar.flow.tools import open_tools
from lookfar.records.digests import held_for_digest, waits_for_digest
from lookfar.records.models import AlertRow, DeliveryRow
from lookfar.web import words

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """ "6 Jan 2022, 14:05 UTC"; "never" for none."""
    return phrases.moment(at) if at else "never"


@register.filter
def day(at: datetime) -> str:
    """ "6 Jan 2022"."""
    return phrases.day(at)


@register.filter
def age(at: datetime | None, now: datetime) -> str:
    """ "3 h old"."""
    return words.age(at, now) if at else "never"


@register.filter
def ago(at: datetime | None, now: datetime) -> str:
    """ "3 h ago"."""
    return words.ago(at, now) if at else "never"


@register.filter
def span_since(at: datetime, now: datetime) -> str:
    """ "3 h"."""
    return words.span(now - at) or "a minute"


@register.filter
def span_s(seconds: float) -> str:
    """ "5 min"."""
    return words.span(timedelta(seconds=seconds)) or "a minute"


@register.filter
def period(interval: Interval) -> str:
    """When something happened."""
    return words.happened(interval)


@register.filter
def with_clock(incident: Incident) -> str:
    """When it happened, with the clock of the place when the hour is known."""
    said = words.happened(incident.happened)
    place = incident.place
    if place is None or not place.precision.is_local:
        return said
    return phrases.with_clocks(said, lambda at: _on_clock(at, place))


def _on_clock(at: datetime, place: Place) -> str:
    """ "20:05 in Almaty"; "20:05 there" of a place that bears no name of its own; "" in doubt."""
    clock = local_clock(at, place.point, place.country, radius_km=place.radius_km)
    return f"{clock} {in_named(place.name, 'there')}" if clock else ""


@register.filter
def category(code: str) -> str:
    """A category in words."""
    return words.category(code)


@register.filter
def level_word(value: int) -> str:
    """ "level 4 (High)"."""
    return words.level(Level(value))


@register.filter
def score(rating: Rating) -> str:
    """ "62 (54-71)"."""
    return words.score(rating)


@register.filter
def toll(figures: Toll) -> str:
    """ "26 (20-30)"."""
    return words.toll(figures)


@register.filter
def fact(read: Fact) -> str:
    """ "12 killed"."""
    return words.fact(read)


@register.filter
def coverage_word(code: str) -> str:
    """Coverage in plain words."""
    return words.COVERAGE_WORDS.get(code, code)


@register.filter
def coverage_means(code: str) -> str:
    """What a coverage state means, for a tooltip."""
    return words.COVERAGE_MEANS.get(code, "")


@register.filter
def place_name(place: Place | None) -> str:
    """A place in words; "place unknown" for none."""
    return place.name if place else "place unknown"


@register.filter
def in_numbers(place: Place) -> str:
    """ "43.251, 76.946", latitude first."""
    return places.in_numbers(place.point)


@register.filter
def distance(km: float) -> str:
    """ "1.2 km"."""
    return phrases.distance(km)


@register.filter
def away(alert: Alert) -> str:
    """ "1.2 km away", "in the same place", with the doubt of both places where that is large; "" by area."""
    return whereabouts.away(alert)


@register.filter
def held_because(code: str) -> str:
    """Why an alert was not sent."""
    return words.HOLD_WORDS.get(code, spaced(code))


@register.filter
def way_out(row: AlertRow) -> str:
    """Why an alert was held, and what became of it or will."""
    waits = row.in_digest_id is not None and row.pk in held_for_digest([row])
    return words.way_out(
        row.held,
        row.resolution,
        resolved=row.resolved_at,
        again=row.release_at,
        digest=row.digest_at,
        waits=waits,
    )


@register.filter
def what_became(delivery: DeliveryRow) -> str:
    """What became of one delivery."""
    led = delivery.led_by_id is not None
    return words.delivery(
        delivery.state, delivery.held, due=delivery.due_at, led=led, waits=waits_for_digest(delivery)
    )


@register.filter
def outcome(code: str) -> str:
    """How asking a source ended."""
    return words.OUTCOME_WORDS.get(code, spaced(code))


@register.filter
def feature(name: str) -> str:
    """What was compared between two reports."""
    return words.FEATURE_WORDS.get(name, spaced(name))


@register.filter
def certainty(incident: Incident) -> str:
    """How sure it is, in the words of an alert."""
    return how_sure(incident)


@register.filter
def taken_back(incident: Incident) -> str:
    """Why it was taken back, as its Cancel says it; "" of one that stands."""
    return change.taken_back(incident) if incident.status is IncidentStatus.RETRACTED else ""


@register.filter
def country(code: str) -> str:
    """A country by its alpha-3 code, as its name."""
    return open_tools().country_name(code)


@register.filter
def area_kind(kind: AreaKind) -> str:
    """How large a part of the world an area is, in words."""
    return words.AREA_KINDS[kind]


@register.filter
def of_the_harm(share: float) -> str:
    """ "37 % of the recent harm told of here"."""
    return share_words(share)


@register.filter
def percent(share: float) -> str:
    """ "32 %"."""
    return f"{share:.0%}".replace("%", " %")


@register.filter
def series(name: str) -> str:
    """What a series of yearly figures is."""
    return what_is(name)


@register.filter
def spaced(code: str) -> str:
    """A code as words: "trip_leg" becomes "trip leg"."""
    return code.replace("_", " ")
