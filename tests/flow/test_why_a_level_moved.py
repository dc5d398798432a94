"""The change log tells why a level moved, as the run that moved it knew."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.parts_making import ALMATY, happen, heard, riot
from tests.web.seeding import DAY

from lookfar.domain.vocabulary import Severity
from lookfar.flow.asking import broken_change, last_change
from lookfar.flow.rating import Rater
from lookfar.flow.tools import open_tools
from lookfar.ratings.inputs import Run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("restarted", [False, True])
def test_a_level_set_by_the_third_daily_run_says_so(restarted: bool) -> None:
    heard()
    rater = Rater(open_tools())
    rater.issue(as_of=DAY, run=Run.DAILY, areas=["KAZ"])
    doubtful = replace(riot("r", replace(ALMATY, confidence=0.05), deaths=None), severity=Severity.MODERATE)
    happen(doubtful)
    for day in (1, 2, 3):
        assert last_change("KAZ", "unrest", as_of=DAY + timedelta(days=day)) is None
        rater = Rater(open_tools()) if restarted else rater
        rater.issue(as_of=DAY + timedelta(days=day), run=Run.DAILY, areas=["KAZ"])
    change = last_change("KAZ", "unrest", as_of=DAY + timedelta(days=3))
    assert change is not None
    assert change.before is not None
    assert re.fullmatch(
        rf"3 daily runs in a row at \d+ or more, 3 points above the \d+ where level {change.before + 1} begins; "
        rf"until then level {change.before} held; score [0-9.]+",
        change.reason,
    )
    assert broken_change() == ""
