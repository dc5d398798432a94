"""Where an incident entered by hand is: what the writer typed last, never a former point under a new name."""

from __future__ import annotations

import re

import pytest
from tests.web.safety_making import ENTRY, enter

from lookfar.records.models import AlertRow, OwnIncidentVersion
from lookfar.records.own_incidents import own_versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def ident(owner, ours):
    enter(owner)
    return OwnIncidentVersion.objects.get().incident_id


def changed(owner, ident, **typed):
    """The form of the page, as it stands, with what somebody typed into it, previewed and confirmed."""
    address = f"/own-incidents/{ident}/change"
    shown = owner.get(address).context["form"]
    given = {one.name: "" if one.value() is None else one.value() for one in shown}
    given |= {"start": given["start"].strftime("%Y-%m-%dT%H:%M"), **typed}
    preview = owner.post(address, given)
    seen = re.search(r'name="seen" value="(\w+)"', preview.content.decode())
    return owner.post(address, given | {"seen": seen[1]}) if seen else preview


def place_of(ours, ident):
    return own_versions(ours.organisation, ident)[-1][0].place


def test_another_place_takes_the_point_along_and_whom_it_leaves_is_told(owner, ours, ident):
    told = set(AlertRow.objects.filter(incident_id=ident, held="").values_list("alert_id", flat=True))
    changed(owner, ident, place="Berlin, Germany")
    place = place_of(ours, ident)
    assert (place.name, place.country, round(place.point.lat)) == ("Berlin", "DEU", 53)
    gone = AlertRow.objects.filter(incident_id=ident, held="", msg_type="Cancel")
    assert set(gone.values_list("alert_id", flat=True)) == told != set()


def test_what_is_not_touched_stays(owner, ours, ident):
    before = place_of(ours, ident)
    changed(owner, ident, severity="Extreme")
    assert place_of(ours, ident) == before


def test_a_point_that_was_typed_stays_under_its_name(owner, ours, ident):
    changed(owner, ident, place="", lat="43.35", lon="77.0", radius_km="3")
    changed(owner, ident, severity="Extreme")
    place = place_of(ours, ident)
    assert (place.point.lat, place.point.lon, place.radius_km) == (43.35, 77.0, 3)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"place": "", "lat": "43.30", "lon": "76.93"}, "5.5 km N of Almaty"),
        ({"place": "43.30, 76.93"}, "5.5 km N of Almaty"),
        ({"place": "Almaty, Kazakhstan", "lat": "43.30", "lon": "76.93"}, "Almaty"),
        ({"place": "", "lat": "10.0", "lon": "-140.0"}, "10.000, -140.000"),
    ],
)
def test_a_point_is_named_by_the_nearest_town_that_is_known(owner, ours, typed, name):
    enter(owner, **typed)
    assert place_of(ours, OwnIncidentVersion.objects.get().incident_id).name == name


@pytest.mark.parametrize(
    ("entered", "lat", "lon", "name"),
    [
        ({"place": "", "lat": "43.30", "lon": "76.93"}, "43.00", "77.20", "34 km S of Talghar"),
        ({"place": "", "lat": "43.30", "lon": "76.93"}, "43.3003", "76.9303", "5.5 km N of Almaty"),
        ({}, "43.30", "76.93", "5.5 km N of Almaty"),
    ],
)
def test_a_point_that_is_moved_away_from_its_place_is_named_anew(owner, ours, entered, lat, lon, name):
    enter(owner, **entered)
    ident = OwnIncidentVersion.objects.get().incident_id
    changed(owner, ident, lat=lat, lon=lon, radius_km="1")
    place = place_of(ours, ident)
    assert (place.point.lat, place.name) == (float(lat), name)


def test_a_moved_point_keeps_a_name_that_was_typed_for_it(owner, ours, ident):
    changed(owner, ident, place="Talgar, Kazakhstan", lat="43.30", lon="77.20")
    assert place_of(ours, ident).name == "Talghar"


def test_no_list_says_a_distance_without_a_doubt_that_is_larger(owner, ours):
    enter(owner, place="", lat="43.30", lon="76.93", radius_km="8")
    entered = OwnIncidentVersion.objects.get().incident_id
    for address in ("/", "/alerts", f"/own-incidents/{entered}", f"/incidents/{entered}/head-count"):
        page = owner.get(address).content.decode()
        assert ", give or take " in page, address


@pytest.mark.parametrize("address", ["add", "change"])
def test_a_name_and_a_point_far_apart_are_refused(owner, ours, ident, address):
    typed = {"place": "Berlin, Germany", "lat": "43.25", "lon": "76.95"}
    if address == "add":
        answer = owner.post("/own-incidents/add", ENTRY | typed)
    else:
        answer = changed(owner, ident, **typed)
    assert answer.status_code == 422
    assert "Berlin is" in answer.content.decode()
    assert OwnIncidentVersion.objects.count() == 1
