"""Since when an incident is, read off the clock of its place, of the organisation, or in UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.exposure.making import incident
from tests.web.safety_making import ENTRY, NOW, enter

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.times import Interval
from lookfar.records.models import OwnIncidentVersion
from lookfar.records.own_incidents import own_versions
from lookfar.records.rules import Hours, keep_hours
from lookfar.records.subjects import PrivatePlace
from lookfar.web.since import LOCAL, now_on, read_since, shown_since

BERLIN = PrivatePlace(name="Berlin", lon=13.41, lat=52.52, country="DEU", radius_km=5.0)
ALMATY_AHEAD = timedelta(hours=5)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("place", utc(2026, 7, 1, 12, 5)),
        ("UTC", utc(2026, 7, 1, 14, 5)),
        ("Asia/Almaty", utc(2026, 7, 1, 9, 5)),
    ],
)
def test_the_same_clock_reading_is_another_instant_on_another_clock(zone, at):
    assert read_since("2026-07-01T14:05", zone, BERLIN).at == at


def test_it_is_said_in_utc_and_on_the_clock_it_was_read_off():
    said = read_since("2026-07-01T14:05", "place", BERLIN).said
    assert said == "Since 1 Jul 2026, 12:05 UTC (1 Jul, 14:05 in Europe/Berlin)."


def test_of_an_hour_that_comes_twice_the_first_is_taken_and_said_to_be():
    read = read_since("2026-10-25T02:30", "place", BERLIN)
    assert read.at == utc(2026, 10, 25, 0, 30)
    assert "twice, since it goes back: the first is taken; for the second choose UTC" in read.said
    assert "twice" not in read_since("2026-10-25T01:30", "UTC", BERLIN).said


def test_an_hour_that_the_clock_skips_is_refused():
    with pytest.raises(InvalidValue, match="the clocks go forward then"):
        read_since("2026-03-29T02:30", "place", BERLIN)


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        (utc(2026, 7, 1, 12, 5), ("2026-07-01T14:05", "Europe/Berlin")),
        (utc(2026, 10, 25, 1, 30), ("2026-10-25T01:30", "UTC")),
    ],
)
def test_what_is_kept_is_shown_so_that_it_reads_back_as_the_same_instant(start, shown):
    what = incident(happened=Interval(start=start, end=start + timedelta(hours=1)))
    assert what.place is not None
    there = replace(what.place, country="DEU", point=Point(lon=13.41, lat=52.52))
    given = shown_since(replace(what, place=there))
    wall = f"{given['start']:{LOCAL}}"
    assert (wall, given["zone"]) == shown
    assert read_since(wall, str(given["zone"]), BERLIN).at == start


@pytest.mark.parametrize("minutes", range(-60, 150, 30))
def test_now_on_the_form_reads_back_as_now_also_where_the_clock_goes_back(minutes):
    now = utc(2026, 10, 25, 0, 30) + timedelta(minutes=minutes)
    given = now_on(["Europe/Berlin"], now)
    assert read_since(f"{given['start']:{LOCAL}}", str(given["zone"]), BERLIN).at == now


def test_the_form_takes_the_clock_of_the_place_and_says_the_utc(owner, ours):
    local = f"{NOW + ALMATY_AHEAD:%Y-%m-%dT%H:%M}"
    preview = owner.post("/own-incidents/add", {**ENTRY, "start": local, "zone": "place"}).content.decode()
    assert f"{NOW:%H:%M} UTC" in preview
    assert "in Asia/Almaty)." in preview
    enter(owner, start=local, zone="place")
    [(kept, _)] = own_versions(ours.organisation, OwnIncidentVersion.objects.get().incident_id)
    assert kept.happened.start == NOW.replace(second=0, microsecond=0)


@pytest.mark.parametrize("wrong", [{"zone": ""}, {"zone": "Europe/Atlantis"}, {"start": "yesterday"}])
def test_a_time_without_a_clock_is_refused(owner, ours, wrong):
    assert owner.post("/own-incidents/add", {**ENTRY, **wrong}).status_code == 422


def test_the_clock_of_the_organisation_is_offered_first(owner, ours):
    keep_hours(ours.organisation, Hours(zone="Asia/Kathmandu"))
    form = owner.get("/own-incidents/add").context["form"]
    assert form.initial["zone"] == "Asia/Kathmandu"
    assert [value for value, _ in form.fields["zone"].choices] == ["place", "Asia/Kathmandu", "UTC"]
    ahead = form.initial["start"] - datetime.now(UTC).replace(tzinfo=None)
    assert timedelta(hours=5, minutes=43) < ahead < timedelta(hours=5, minutes=46)
