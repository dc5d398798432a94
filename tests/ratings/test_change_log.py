from __future__ import annotations

from dataclasses import replace

from tests.ratings.made import area, constants, evidence

from lookfar.domain.vocabulary import Coverage, Level
from lookfar.ratings.change_log import chain, changes
from lookfar.ratings.methods.pressure_2026 import rate_many

CALM = rate_many([area()], constants())[0]
HOT = rate_many([area([evidence(f"i{n}", deaths=100 - n) for n in range(6)])], constants())[0]


def test_a_changed_level_is_one_line_with_its_three_largest_contributors() -> None:
    (unrest, security) = changes(CALM, HOT)
    assert (unrest.category, security.category) == ("unrest", "security")
    assert unrest.before < unrest.after
    assert [one.incident for one in unrest.contributors] == ["i0", "i1", "i2"]
    assert unrest.contributors[0].links
    assert unrest.rating == HOT[2].id


def test_no_change_and_a_first_rating_give_no_line() -> None:
    assert changes(HOT, HOT) == ()
    assert changes((), HOT) == ()


def test_going_blind_and_being_heard_again_are_said_in_words() -> None:
    blind = rate_many([area(coverage=Coverage.BLIND)], constants())[0]
    assert "no source is heard" in changes(CALM, blind)[0].reason
    assert changes(blind, CALM)[0].reason == "sources are heard again"


def test_the_chain_breaks_when_any_line_is_touched() -> None:
    first, second = changes(CALM, HOT)
    sealed = chain(chain("", first), second)
    assert chain(chain("", first), second) == sealed
    assert chain(chain("", second), first) != sealed
    assert chain(chain("", replace(first, after=Level.EXTREME, reason="x")), second) != sealed
    assert chain(chain("", replace(first, contributors=first.contributors[:2])), second) != sealed
