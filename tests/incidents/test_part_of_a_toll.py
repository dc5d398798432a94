"""The dead of one state do not place those of the whole country there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.incidents.making import ALMATY, KAZAKHSTAN, killed, run, told

from lookfar.domain.places import Place, Precision
from lookfar.domain.report import UNKNOWN_TOLL

WORDS = "Cholera spreads from the flooded wells of Kazakhstan, doctors at the ministry say"


@pytest.mark.parametrize(("told_there", "place"), [(20, "Kazakhstan"), (900, "Almaty"), (None, "Almaty")])
def test_a_finer_place_with_fewer_than_half_of_the_dead_is_a_part(told_there: int | None, place: str) -> None:
    whole = told("a", f"{WORDS}.", place=KAZAKHSTAN, kind="outbreak", toll=killed(1000))
    toll = killed(told_there) if told_there else UNKNOWN_TOLL
    part = told("b", f"{WORDS} in Almaty.", place=ALMATY, kind="outbreak", toll=toll)
    [versions] = run(whole, part).values()
    assert versions[-1].place is not None
    assert versions[-1].place.name == place
    assert versions[-1].fatalities.best == 1000


def test_countries_that_a_publisher_names_are_touched_whoever_tells_of_fewer_dead() -> None:
    flood = replace(KAZAKHSTAN, precision=Precision.REGION, countries=("KAZ",), whole=True)
    assert set(place_after(flood, replace(flood, countries=("KAZ", "KGZ"))).touched) == {"KAZ", "KGZ"}


def place_after(first: Place, then: Place) -> Place:
    whole = told("a", f"{WORDS}.", place=first, kind="flood", toll=killed(1000))
    part = told("b", f"{WORDS} again.", place=then, kind="flood", toll=killed(20))
    [versions] = run(whole, part).values()
    found = versions[-1].place
    assert found is not None
    return found
