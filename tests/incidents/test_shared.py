"""What two sides share: a rare word, and how their counts of dead agree."""

from __future__ import annotations

import pytest

from lookfar.cli.merge import report_of
from lookfar.facts.grouping import grouping_rule
from lookfar.facts.reading import open_reading
from lookfar.incidents import profile, shared
from lookfar.incidents.compare import features
from lookfar.incidents.profile import Profile
from lookfar.reports.understand import understand


def _told(text: str) -> Profile:
    report = report_of(
        {"id": text, "title": "", "text": text, "published_at": "2026-03-01T12:00:00Z", "source": "a"}
    )
    return profile.of_report(report, understand(report, open_reading())[0])


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (7, 7, {"toll_equal"}),
        (30, 7, {"toll_apart"}),
        (3, 30, {"toll_apart", "toll_falls"}),
    ],
)
def test_counts_of_dead_agree_grow_or_fall(new: int, old: int, said: set[str]) -> None:
    sides = [_told(f"A bomb killed {count} people in Kirkuk, Iraq.") for count in (new, old)]
    found = shared.features(*sides, grouping_rule())
    assert {name for name, value in found.items() if value and name.startswith("toll")} == said


def test_a_count_that_is_not_known_says_nothing() -> None:
    found = shared.features(
        _told("A bomb went off in Kirkuk."), _told("A bomb killed 7 in Kirkuk."), grouping_rule()
    )
    assert not any(name.startswith("toll") for name in found)


def test_a_rare_word_in_common_tells_more_than_a_common_one() -> None:
    rule = grouping_rule()
    rare = shared.features(
        _told("Divers reached the bathyscaphe off Cebu."), _told("The bathyscaphe sank off Cebu."), rule
    )
    common = shared.features(_told("People were killed in Cebu."), _told("People fled from Cebu."), rule)
    assert rare["rarest"] > common["rarest"]


def test_a_shared_place_is_no_rare_word() -> None:
    found = shared.features(
        _told("A fire burned in Obukhiv."), _told("Voters queued in Obukhiv."), grouping_rule()
    )
    assert not found["rarest"]


@pytest.mark.parametrize(
    ("one", "other", "nested"),
    [
        ("Floods swept through the Swat Valley, Pakistan.", "Floods in Khyber Pakhtunkhwa, Pakistan.", True),
        ("Lava flowed from the Cumbre Vieja.", "A volcano erupted on La Palma in the Canary Islands.", True),
        ("Floods in Punjab, Pakistan.", "Floods in Khyber Pakhtunkhwa, Pakistan.", False),
    ],
)
def test_a_valley_is_in_its_province_and_provinces_are_apart(one: str, other: str, nested: bool) -> None:
    found = features(_told(one), _told(other), grouping_rule())
    assert ("within_region" in found, "apart" in found) == (nested, not nested)
