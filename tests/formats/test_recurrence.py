from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.domain.errors import InvalidValue
from lookfar.formats.recurrence import repetitions

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
STARTS = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01")).map(
    lambda at: at.replace(microsecond=0)
)


@st.composite
def rules(draw) -> dict[str, list[object]]:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    rule: dict[str, list[object]] = {"FREQ": [frequency], "INTERVAL": [draw(st.integers(1, 5))]}
    nth = draw(st.sampled_from(["", "1", "2", "-1"])) if frequency in ("MONTHLY", "YEARLY") else ""
    days = st.lists(st.sampled_from([nth + day for day in DAYS]), min_size=1, max_size=3)  # dateutil mixes badly
    if draw(st.booleans()):
        rule["BYDAY"] = [*draw(days)]
    possible = "BYDAY" not in rule or all(len(str(day)) == 2 for day in rule["BYDAY"])
    if frequency != "WEEKLY" and possible and draw(st.booleans()):
        rule["BYMONTHDAY"] = [*draw(st.lists(st.sampled_from([1, 13, 28, -1]), min_size=1, max_size=2))]
    if draw(st.booleans()):
        rule["BYMONTH"] = [*draw(st.lists(st.integers(1, 12), min_size=1, max_size=3))]
    if draw(st.booleans()):
        rule["WKST"] = [draw(st.sampled_from(DAYS))]
    return rule


@settings(max_examples=60)
@given(rules(), STARTS, st.integers(1, 700))
def test_it_repeats_as_another_program_says(rule, start, days):
    until = start + timedelta(days=days)
    text = ";".join(f"{name}={','.join(map(str, values))}" for name, values in rule.items())
    expected = sorted({start, *rrulestr(f"{text};UNTIL={until:%Y%m%dT%H%M%S}", dtstart=start)})
    try:
        found = repetitions({**rule, "UNTIL": [until]}, start, until)
    except InvalidValue:
        assert len(expected) > 366
        return
    assert found == expected


@pytest.mark.parametrize("value", ["XX", "9999MO", ""])
def test_a_weekday_that_is_none_is_refused(value):
    start = datetime.fromisoformat("2026-01-01")
    with pytest.raises(InvalidValue):
        repetitions({"FREQ": ["WEEKLY"], "COUNT": [2], "BYDAY": [value]}, start, None)
