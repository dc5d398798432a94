"""Update and Cancel chase everybody who was told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.alerts.test_decide import first, told
from tests.exposure.making import NOW, almaty, incident, met, plant, stay

from lookfar.alerts.decide import decide
from lookfar.alerts.follow import follow
from lookfar.domain.alert import Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.ids import AlertId
from lookfar.domain.vocabulary import IncidentStatus, MsgType


def everybody(count: int = 5) -> list[tuple[Exposure, Told]]:
    """Trip legs and a site that were told of version 1."""
    what = incident()
    subjects = [*(stay(subject_id=str(n)) for n in range(count)), plant()]
    return [(who, told(decide(met(what, who), what, None, now=NOW))) for who in subjects]


def test_a_retraction_is_told_to_everybody_who_was_told_matched_or_not() -> None:
    gone, all_of_them = incident(version=2, status=IncidentStatus.RETRACTED), everybody()
    matched: set[AlertId] = {one.alert for _, one in all_of_them}
    cancels = follow(gone, all_of_them, now=NOW, matched=matched)
    assert {c.id for c in cancels} == matched
    assert {(c.msg_type, c.sequence, c.held) for c in cancels} == {(MsgType.CANCEL, 2, None)}
    assert all("has been taken back" in c.changed for c in cancels)


def test_who_is_no_longer_reached_gets_a_cancel_that_says_where_it_is_now() -> None:
    [cancel] = follow(incident(version=2, place=almaty(name="Aktau")), everybody(0), now=NOW)
    assert cancel.changed == (
        "It is now placed in Aktau, before in Almaty. It no longer reaches Plant. The earlier alert no longer holds."
    )
    assert any("you were told of it before" in line for line in cancel.why)


def test_a_cancel_says_of_whom_it_speaks_and_you_to_nobody() -> None:
    """It is stored once, and sent to a duty contact too who may be in the middle of it."""
    [cancel, *_] = follow(incident(version=2, place=almaty(name="Aktau")), everybody(1), now=NOW)
    assert "It no longer reaches Ann Lee in Hotel X." in cancel.changed
    assert cancel.why[0] == "It was about the trip of Ann Lee: Hotel X, there 4 Jan 2022 to 7 Jan 2022."
    assert "reaches you" not in cancel.changed


def test_what_is_taken_back_says_why_and_not_how_sure_it_was() -> None:
    gone = replace(incident(version=2, status=IncidentStatus.RETRACTED), change="Taken back: it was a drill")
    [cancel] = follow(gone, everybody(0), now=NOW)
    assert cancel.changed == "Taken back: it was a drill. The earlier alert about Plant no longer holds."
    assert not cancel.how_sure
    assert not [line for line in cancel.why if "seen to happen" in line or "It touches" in line]


def test_who_is_still_reached_is_left_to_the_decision() -> None:
    subjects = everybody()
    assert follow(incident(version=2), subjects, now=NOW, matched={one.alert for _, one in subjects}) == ()


@pytest.mark.parametrize("version", [1, 2])
def test_nobody_is_cancelled_twice_nor_by_a_version_they_know(version: int) -> None:
    before = first(incident())
    gone = incident(version=2, status=IncidentStatus.RETRACTED)
    [cancel] = follow(gone, [(stay(), told(before))], now=NOW)
    after = incident(version=version + 1, status=IncidentStatus.RETRACTED)
    assert follow(after, [(stay(), told(cancel))], now=NOW) == ()
    assert follow(incident(status=IncidentStatus.RETRACTED), [(stay(), told(before))], now=NOW) == ()


def test_an_incident_whose_place_is_lost_is_cancelled_too() -> None:
    [cancel] = follow(incident(version=2, nowhere=True), everybody(0), now=NOW)
    assert cancel.msg_type is MsgType.CANCEL
    assert cancel.place == ""
