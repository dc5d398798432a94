"""Fighting between two neighbours on their common border is in both; anything less plainly told is in one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.incidents.making import FIRE, incident

from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.places import Precision
from lookfar.domain.report import Report, Understanding
from lookfar.exposure.footprint import footprint
from lookfar.facts.areas import open_areas
from lookfar.facts.reading import open_reading
from lookfar.ratings.evidence import evidence_of
from lookfar.reports.understand import understand


def understood(text: str) -> Understanding:
    report = Report(
        id=ReportId("a:1"),
        item=ReportId("a:1"),
        source=SourceId("a"),
        title="",
        text=text,
        published_at=datetime(2022, 1, 6, tzinfo=UTC),
    )
    return understand(report, open_reading())[0]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Armenian and Azerbaijani troops exchanged fire on the border, killing three soldiers.", {"ARM", "AZE"}),
        ("Armenian and Azerbaijani forces clash on their border; four soldiers are killed.", {"ARM", "AZE"}),
        ("Clashes between Armenian and Azerbaijani soldiers along the border leave two dead.", {"ARM", "AZE"}),
        ("Border clashes between Kyrgyzstan and Tajikistan leave 12 dead.", {"KGZ", "TJK"}),
        ("Thai and Cambodian soldiers exchange fire along the border.", {"THA", "KHM"}),
        ("Border fighting between Sudan and South Sudan kills 20 soldiers.", {"SDN", "SSD"}),
    ],
)
def test_it_is_in_both(text: str, countries: set[str]) -> None:
    scene = understood(text).scene
    assert scene is not None
    assert set(scene.touched) == countries
    one = incident("clash", of=FIRE, place=scene)
    assert [area for area, _ in evidence_of(one, [], open_areas())] == list(scene.touched)
    reach = footprint(one)
    assert reach is not None
    assert set(reach.countries) == countries


@pytest.mark.parametrize(
    "text",
    [
        "Russian and Syrian forces clash with rebels on the border with Turkey, killing nine.",
        "Iraqi and Syrian troops clash on the border with Islamic State, killing nine.",
        "Syrian and Turkish troops clash on the border, killing ten rebels.",
        "Armenian and Azerbaijani troops clash in Nagorno-Karabakh, killing three.",
        "Indian and Chinese troops clash at their border in Ladakh.",
        "Border clashes between Armenia and Azerbaijan and Turkey kill ten soldiers.",
        "Clashes on the border between Myanmar and Thailand kill ten.",
        "French and Malian soldiers exchange fire on the border.",
        "Armenian and Azerbaijani troops exchange prisoners on the border.",
        "A bomb kills ten in Baghdad. Iraqi and Iranian troops exchange fire on the border.",
    ],
)
def test_what_is_told_less_plainly_is_in_one(text: str) -> None:
    scene = understood(text).scene
    assert scene is None or scene.countries == ()


def test_a_scene_finer_than_a_country_is_where_it_was() -> None:
    scene = understood("Kyrgyz and Tajik border guards exchange fire on the border near Batken.").scene
    assert scene is not None
    assert (scene.name, scene.precision, scene.countries) == ("Batken", Precision.CITY, ())
