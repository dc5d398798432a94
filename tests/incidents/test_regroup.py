from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.incidents.making import KIRKUK, NOW, SETTING, Told, killed, run, told

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import incident_id
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.incidents import lifecycle, regroup
from lookfar.incidents.regroup import Statement

BLAST = told(
    "a", "A car bomb kills seven people outside a bank in Kirkuk.", place=KIRKUK, kind="bombing", toll=killed(7)
)
LATER = told(
    "b",
    "The death toll of the car bomb outside the bank in Kirkuk rises to 19.",
    place=KIRKUK,
    kind="bombing",
    toll=killed(19),
    running=True,
    outlets=("AP",),
)
MORE = told(
    "c", "The car bomb outside a bank in Kirkuk killed seven.", place=KIRKUK, kind="bombing", toll=killed(7)
)


def members(several: Sequence[Told]) -> list[Statement]:
    return [Statement(report=one.report, understandings=(one.understanding,)) for one in several]


@pytest.fixture
def whole() -> Incident:
    (versions,) = run(BLAST, LATER, MORE).values()
    return versions[-1]


def test_a_split_gives_each_side_its_own_facts(whole: Incident) -> None:
    parted = regroup.part(whole, members((BLAST, LATER, MORE)), {LATER.report.id}, SETTING)
    assert parted.left.id == whole.id
    assert parted.left.version == whole.version + 1
    assert parted.left.fatalities == killed(7)
    assert parted.left.reports == (BLAST.report.id, MORE.report.id)
    assert parted.part.id == incident_id(LATER.report.id)
    assert parted.part.version == 1
    assert parted.part.fatalities == killed(19)
    assert parted.part.sources == ("AP",)
    assert parted.part.id in parted.left.change


def test_a_split_and_a_merge_leave_what_was(whole: Incident) -> None:
    everybody = members((BLAST, LATER, MORE))
    parted = regroup.part(whole, everybody, {LATER.report.id}, SETTING)
    again = regroup.put_together(parted.left, parted.part, everybody, SETTING)
    assert again.id == whole.id
    assert again.version == parted.left.version + 1
    assert set(again.reports) == set(whole.reports)
    assert (again.fatalities, again.place, again.happened) == (whole.fatalities, whole.place, whole.happened)
    assert set(again.sources) == set(whole.sources)


@pytest.mark.parametrize(
    ("away", "reason"),
    [
        (("wikipedia_current_events:zzz",), "not told of by"),
        ((), "either side"),
        (tuple(one.report.id for one in (BLAST, LATER, MORE)), "either side"),
        ((BLAST.report.id,), "founded"),
    ],
)
def test_what_is_no_split_is_refused(whole: Incident, away: tuple[str, ...], reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        regroup.part(whole, members((BLAST, LATER, MORE)), away, SETTING)  # type: ignore[arg-type]


def test_an_incident_is_not_put_together_with_itself(whole: Incident) -> None:
    with pytest.raises(InvalidValue):
        regroup.put_together(whole, whole, members((BLAST,)), SETTING)


def test_a_report_taken_back_takes_its_count_along(whole: Incident) -> None:
    assert whole.fatalities == killed(19)
    after = lifecycle.retract(whole, LATER.report, members((BLAST, MORE)), SETTING)
    assert after.fatalities == killed(7)
    assert "19" not in after.title
    assert "fatalities 19 -> 7" in after.change
    assert after.version == whole.version + 1
    assert after.status is IncidentStatus.DEVELOPING
    assert after.recorded_at == NOW
