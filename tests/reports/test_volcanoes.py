"""A mountain that erupts is where it happens, wherever news says that it stands."""

from __future__ import annotations

import pytest

from lookfar.cli.merge import report_of
from lookfar.domain.places import Place
from lookfar.facts.reading import open_reading
from lookfar.reports.understand import understand


def scene_of(text: str) -> Place:
    line = {"id": "v", "title": "", "text": text, "source": "s", "published_at": "2026-11-01T00:00:00Z"}
    scene = understand(report_of(line), open_reading())[0].scene
    assert scene is not None
    return scene


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Mount Agung erupts on Bali.", "Mount Agung", "IDN"),
        ("Mount Etna erupts, closing Catania airport.", "Mount Etna", "ITA"),
        ("Mount Sinabung erupts again in Indonesia, killing 16.", "Mount Sinabung", "IDN"),
        ("Eyjafjallajökull erupts in Iceland, closing airspace.", "Eyjafjallajökull", "ISL"),
        ("Popocatepetl volcano spews ash.", "Popocatépetl", "MEX"),
    ],
)
def test_the_mountain_that_erupts_is_the_scene(text: str, name: str, country: str) -> None:
    scene = scene_of(text)
    assert (scene.name, scene.country) == (name, country)


def test_a_country_that_owns_the_mountain_is_not_the_scene() -> None:
    assert scene_of("Indonesia's Mount Semeru erupts.").name == "Mount Semeru"
