"""What a small map shows: as much as matters, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.web.safety_making import enter

from lookfar.domain.geo import Point
from lookfar.records.models import AlertRow, OwnIncidentVersion
from lookfar.web.incident_lists import fitted

ALMATY, NEAR = Point(lon=76.95, lat=43.25), Point(lon=76.99, lat=43.25)


def wide_km(bounds: list[float]) -> float:
    return (bounds[3] - bounds[1]) * 111.2


def test_two_points_some_kilometres_apart_fill_the_map():
    bounds = fitted([(ALMATY, 0.0), (NEAR, 0.0)], least_km=1.0)
    assert bounds is not None
    assert bounds[2] - bounds[0] == pytest.approx(0.04 + 2 * 1.0 / 111.2 / 0.7284, abs=0.001)
    assert wide_km(bounds) == pytest.approx(2.0)


def test_a_circle_of_doubt_is_seen_whole():
    bounds = fitted([(ALMATY, 0.0), (NEAR, 15.0)], least_km=1.0)
    assert bounds is not None
    assert wide_km(bounds) == pytest.approx(30.0)


def test_across_the_antimeridian_the_map_is_no_wider():
    bounds = fitted([(Point(lon=179.9, lat=0.1), 0.0), (Point(lon=-179.9, lat=0.1), 0.0)], least_km=1.0)
    assert bounds is not None
    assert bounds[2] - bounds[0] < 0.25


def test_of_nothing_the_world_is_shown():
    assert fitted([], least_km=1.0) is None


def test_the_map_of_an_alert_is_no_wider_than_the_two_places(owner, ours):
    enter(owner, place="", lat="43.30", lon="76.93", radius_km="1")
    entered = OwnIncidentVersion.objects.get().incident_id
    row = AlertRow.objects.filter(held="", incident_id=entered)[0]
    page = owner.get(f"/alerts/{row.alert_id}").content.decode()
    (drawn,) = re.findall(r'<script id="map-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert wide_km(json.loads(drawn)["bounds"]) < 12.0


@pytest.mark.parametrize("theme", [0, 1])
def test_land_of_which_no_level_is_known_has_the_colour_of_not_enough_data(theme: int):
    tokens = (Path(__file__).parents[2] / "frontend/styles/tokens.css").read_text()
    colours = [re.findall(rf"--{name}: (#[0-9a-f]{{6}});", tokens) for name in ("land", "level-0", "level-1")]
    land, unknown, minimal = (found[theme] for found in colours)
    assert land == unknown != minimal
