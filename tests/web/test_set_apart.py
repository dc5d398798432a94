"""What the page of an incident says of what it was compared with and is not."""

from __future__ import annotations

import pytest
from tests.flow.test_regrouping import FIRE, put
from tests.incidents.making import IN_AKTAU, NOW, told

from lookfar.domain.incident import Judgement, Verdict
from lookfar.records.incidents import keep_judgements

pytestmark = pytest.mark.django_db
FLOOD = told("flood", "A flood in Aktau drowns a market street and the station beside it.", place=IN_AKTAU)


@pytest.mark.parametrize("side", [0, 1])
def test_both_sides_of_a_comparison_name_the_other_with_a_link(client, side) -> None:
    incidents = put(FIRE, FLOOD)
    assert len(incidents) == 2
    keep_judgements(
        [
            Judgement(
                report=FLOOD.report.id,
                incident=incidents[0].id,
                verdict=Verdict.DIFFERENT,
                score=0.11,
                features={"distance": -2.5},
                rule="grouping",
                judged_at=NOW,
            )
        ]
    )
    page = client.get(f"/incidents/{incidents[side].id}").content.decode()
    assert "Compared with and set apart" in page
    section = page[page.index('id="apart"') :]
    section = section[: section.index("</section>")]
    other = incidents[1 - side]
    assert f'<a href="/incidents/{other.id}">' in section
    assert (FLOOD.report.title if side == 0 else other.title)[:40] in section
    assert "11 %" in section
    joined = page[page.index('id="merged"') : page.index('id="apart"')]
    assert FLOOD.report.id not in joined or side == 1


def test_nothing_compared_is_nothing_said(client) -> None:
    (one,) = put(FIRE)
    assert "set apart" not in client.get(f"/incidents/{one.id}").content.decode()
