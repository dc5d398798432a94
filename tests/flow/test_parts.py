"""Parts of countries through the records: which are touched and issued, and what can be recomputed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.flow.parts_making import AKTAU, ALMATY, SOMEWHERE, happen, heard, retracted, riot
from tests.web.seeding import DAY

from lookfar.analysis.briefs import markdown
from lookfar.domain.errors import NotFound
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Level, Origin
from lookfar.flow.asking import broken_change, issued_as_of, last_change, rating_as_of, ratings_as_of, verify
from lookfar.flow.briefing import brief_of
from lookfar.flow.parts import parts_of
from lookfar.flow.rating import Rater, rate_touched, rate_world, touched_at
from lookfar.flow.tools import open_tools
from lookfar.ratings.issued import issued_bytes
from lookfar.records.models import AreaRating, ChangeRow

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)


def unrest(area: str, at=LATER) -> Rating:
    return rating_as_of(area, "unrest", as_of=at)


def test_the_part_where_it_happened_stands_above_the_quiet_ones() -> None:
    heard()
    happen(*(riot(f"r{n}", ALMATY) for n in range(3)))
    almaty, city, aktau = (unrest(area) for area in ("KAZ.02", "KAZ.1526384", "KAZ.09"))
    assert almaty.level > aktau.level
    assert city.level > aktau.level
    assert unrest("KAZ").level >= almaty.level
    assert {part.incident for part in almaty.contributors} == {one.incident for one in city.contributors} != set()
    assert aktau.contributors == ()


def test_an_incident_in_one_part_never_raises_another() -> None:
    heard()
    happen(riot("a", AKTAU))
    before = ratings_as_of(["KAZ.09"], as_of=LATER)
    happen(*(riot(f"r{n}", ALMATY, deaths=60) for n in range(5)))
    after = ratings_as_of(["KAZ.09"], as_of=LATER)
    for old, new in zip(before, after, strict=True):
        assert new.score <= old.score
        assert new.level <= old.level


def test_what_is_known_to_the_country_only_raises_its_parts_a_little() -> None:
    heard()
    before = unrest("KAZ.09").score
    happen(*(riot(f"r{n}", SOMEWHERE, deaths=3) for n in range(4)))
    assert before < unrest("KAZ.09").score < unrest("KAZ").score


def test_a_retracted_incident_no_longer_counts_for_its_part() -> None:
    heard()
    calm = unrest("KAZ.02").score
    one = riot("r", ALMATY)
    happen(one)
    assert unrest("KAZ.02").score > calm
    happen(retracted(one))
    assert unrest("KAZ.02").score == calm


def test_a_part_is_blind_where_its_country_is() -> None:
    happen(riot("r", ALMATY))
    assert {one.level for one in ratings_as_of(["KAZ.02"], as_of=LATER)} == {Level.NOT_ENOUGH_DATA}


def test_an_incident_touches_its_country_and_its_parts() -> None:
    one = riot("r", ALMATY)
    happen(one, riot("s", SOMEWHERE, hours=7))
    tools = open_tools()
    assert touched_at(one.recorded_at, tools) == ["KAZ", "KAZ.02", "KAZ.1526384"]
    assert touched_at(one.recorded_at + timedelta(hours=1), tools) == ["KAZ"]
    issued = rate_touched(
        Rater(tools), touched_at(one.recorded_at, tools), as_of=one.recorded_at, origin=Origin.LIVE
    )
    assert issued == 3


def test_the_daily_run_issues_every_country_and_only_parts_something_happened_in_lately() -> None:
    happen(riot("r", ALMATY), riot("old", AKTAU, start=DAY - timedelta(days=200)))
    tools = open_tools()
    rate_world(Rater(tools), as_of=LATER, origin=Origin.LIVE)
    issued = set(AreaRating.objects.values_list("area", flat=True))
    assert issued == {*tools.areas, "KAZ.02", "KAZ.1526384"}


def test_every_issue_of_a_part_is_recomputed_from_its_own_snapshot() -> None:
    heard()
    happen(riot("r", ALMATY), riot("s", SOMEWHERE))
    for rating in issued_as_of(["KAZ.02", "KAZ", "KAZ.09"], as_of=LATER, now=LATER):
        assert verify(rating.id) == ""
    part = rating_as_of("KAZ.02", "unrest", as_of=LATER)
    assert part.method.startswith("parts_2026_12_04@")


def test_parts_stay_in_the_order_asked_for() -> None:
    wanted = ["KAZ.09", "KAZ", "PER", "KAZ.02"]
    found = [one.area for one in ratings_as_of(wanted, as_of=LATER) if one.category == Headline.SECURITY]
    assert found == wanted


@pytest.mark.parametrize("area", ["KAZ.99", "XYZ", "XYZ.01", "", "KAZ."])
def test_an_unknown_area_is_not_found_and_is_told_what_there_is(area: str) -> None:
    with pytest.raises(NotFound, match=r"KAZ\.02, which /api/v1/areas\?inside=KAZ lists"):
        ratings_as_of([area], as_of=LATER)


def test_the_worst_part_is_one_that_an_incident_is_known_to() -> None:
    heard()
    assert parts_of(rating_as_of("KAZ", "security", as_of=LATER), as_of=LATER).worst is None
    happen(*(riot(f"r{n}", ALMATY, deaths=40) for n in range(3)), riot("a", AKTAU, deaths=None))
    parts = parts_of(rating_as_of("KAZ", "security", as_of=LATER), as_of=LATER)
    assert parts.known == len(parts.shown) == 3
    assert parts.worst is not None
    assert parts.worst.part.id in ("KAZ.02", "KAZ.1526384")
    assert parts.shown[-1].part.id == "KAZ.09"


def test_a_brief_names_the_worst_part_or_says_why_it_names_none() -> None:
    heard()
    assert "No part of the country stands out" in markdown(brief_of("KAZ", as_of=LATER))
    happen(*(riot(f"r{n}", ALMATY, deaths=40) for n in range(3)), riot("a", AKTAU))
    whole = markdown(brief_of("KAZ", as_of=LATER))
    assert "Worst area: Almaty" in whole
    levels = [int(one) for one in re.findall(r"(?:Security: |Worst area: Almaty[^,]*, )level (\d)", whole)]
    assert ("whose level holds there too" in whole) == (levels[1] < levels[0])
    inside = brief_of("KAZ.09", as_of=LATER)
    assert "Part of Kazakhstan." in markdown(inside)
    assert [one.place and one.place.name for one in inside.incidents] == ["Aktau"]


def _risen() -> None:
    """Two runs of Almaty: a calm one, and one after many were killed."""
    heard()
    rater = Rater(open_tools())
    areas = ["KAZ", "KAZ.02"]
    rate_touched(rater, areas, as_of=DAY, origin=Origin.LIVE)
    happen(*(riot(f"r{n}", ALMATY, deaths=60 - n) for n in range(4)))
    rate_touched(rater, areas, as_of=LATER, origin=Origin.LIVE)


def test_the_change_log_says_why_a_part_moved_and_its_chain_holds() -> None:
    _risen()
    change = last_change("KAZ.02", "unrest", as_of=LATER)
    assert change is not None
    assert change.before is not None
    assert change.before < change.after
    assert len(change.contributors) == 3
    assert last_change("KAZ.02", "unrest", as_of=DAY) is None
    assert ChangeRow.objects.count() > 3
    assert broken_change() == ""


@pytest.mark.parametrize("harm", ["reworded", "contributor", "gone"])
def test_the_first_row_that_does_not_follow_is_named(harm: str) -> None:
    _risen()
    first, row = ChangeRow.objects.order_by("pk")[:2]
    match harm:
        case "reworded":
            row.reason = "calm"
            row.save()
        case "contributor":
            row.contributors[0]["title"] = "Another"
            row.save()
        case _:
            first.delete()
    assert f"row {row.pk} of the change log ({row.area} {row.category}" in broken_change()


def test_rows_written_before_the_time_of_an_incident_was_kept_are_still_checked() -> None:
    _risen()
    issued_as_of(["KAZ.02"], as_of=LATER, now=LATER)
    for row in ChangeRow.objects.all():
        for part in row.contributors:
            del part["happened"]
        row.save()
    assert broken_change() == ""


def test_a_rater_that_remembers_gives_the_bytes_of_a_fresh_one() -> None:
    heard()
    tools = open_tools()
    long_lived = Rater(tools)
    areas = ["KAZ", "PER", "KAZ.02", "KAZ.09"]
    for hour in range(3):
        new = {"start": LATER, "hours": hour}
        happen(riot(f"r{hour}", ALMATY, **new), riot(f"s{hour}", SOMEWHERE, deaths=hour, **new))
        moment = LATER + timedelta(hours=hour)
        remembered = long_lived.compute(areas, as_of=moment)
        together = {ratings[0].area: issued_bytes(ratings) for ratings in remembered}
        alone = {area: issued_bytes(Rater(tools).compute([area], as_of=moment)[0]) for area in areas}
        assert together == alone
        rate_touched(long_lived, areas, as_of=moment, origin=Origin.LIVE)
