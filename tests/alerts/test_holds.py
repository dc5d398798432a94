"""Each hold by itself: rules, silences, quiet hours, groups, larger incidents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exposure.making import NOW, almaty, days, incident

from lookfar.alerts import group
from lookfar.alerts.clock import next_local, within
from lookfar.alerts.escalation import is_over, is_step_due
from lookfar.alerts.inhibit import Known, inhibitor
from lookfar.alerts.manners import Manners
from lookfar.alerts.quiet_hours import QuietHours, quiet_until
from lookfar.alerts.route import Rule, Tell, route
from lookfar.alerts.scope import Scope, Touch
from lookfar.alerts.silence import Silence, check, silencing
from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import HoldReason, Severity

ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC", "Asia/Almaty", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
            "America/St_Johns", "Africa/Casablanca", "Pacific/Apia", "Pacific/Chatham",
        )
    ]
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2009, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
MINUTE = timedelta(minutes=1)


def touch(**changes: object) -> Touch:
    plain = Touch(
        incident=IncidentId("i"),
        category=Category.UNREST,
        severity=Severity.MODERATE,
        life_threat=False,
        areas=frozenset({"KAZ", "KAZ.02"}),
        person="ann",
        groups=frozenset({"field"}),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


# the clock


@given(now=MOMENTS, at=TIMES, zone=ZONES)
def test_the_next_time_of_day_is_ahead_within_two_days_and_shows_that_time(
    now: datetime, at: time, zone: ZoneInfo
) -> None:
    found = next_local(now, at, zone)
    assert now < found <= now + timedelta(hours=50)
    wall = found.astimezone(zone)
    skipped = (found - MINUTE).astimezone(zone).utcoffset() != wall.utcoffset()
    assert wall.time() == at or skipped


@given(now=MOMENTS, start=TIMES, end=TIMES, zone=ZONES, life=st.booleans())
def test_quiet_hours_hold_until_they_end_and_never_a_threat_to_life(
    now: datetime, start: time, end: time, zone: ZoneInfo, life: bool
) -> None:
    if start == end:
        return
    until = quiet_until(now, QuietHours(start=start, end=end), zone, life_threat=life)
    clock = now.astimezone(zone).time()
    assert (until is not None) == (within(clock, start, end) and not life)
    if until is not None:
        assert now < until <= now + timedelta(hours=50)
        assert (
            quiet_until(until, QuietHours(start=start, end=end), zone, life_threat=False) is None
            or (until - MINUTE).astimezone(zone).utcoffset() != until.astimezone(zone).utcoffset()
        )


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2026-03-28T23:00", "2026-03-29T05:00"),
        ("2026-10-24T22:00", "2026-10-25T06:00"),
        ("2026-06-24T22:00", "2026-06-25T05:00"),
    ],
)
def test_a_night_on_which_clocks_change_ends_at_seven_all_the_same(day: str, until: str) -> None:
    now, end = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (day, until))
    hours = QuietHours(start=time(22), end=time(7))
    assert quiet_until(now, hours, ZoneInfo("Europe/Berlin"), life_threat=False) == end


def test_a_whole_day_cannot_be_quiet() -> None:
    with pytest.raises(InvalidValue, match="whole day"):
        QuietHours(start=time(7), end=time(7))


# groups


@given(gone=st.integers(-86_400, 86_400), life=st.booleans(), window=st.integers(0, 3_600))
def test_nothing_waits_longer_than_its_window_and_a_threat_to_life_half_a_minute(
    gone: int, life: bool, window: int
) -> None:
    last = NOW - timedelta(seconds=gone)
    due = group.due_at(NOW, last=last, life_threat=life, window=timedelta(seconds=window))
    assert NOW <= due <= NOW + timedelta(seconds=min(window, 30) if life else window)


def test_the_first_goes_at_once_and_the_next_with_the_others() -> None:
    assert group.due_at(NOW, last=None, life_threat=False) == NOW
    slot = group.due_at(NOW, last=NOW - MINUTE, life_threat=False)
    assert slot == NOW + 4 * MINUTE
    assert group.due_at(NOW + MINUTE, last=slot, life_threat=False) == slot


def test_a_cancel_waits_for_no_others_but_for_the_morning() -> None:
    manners = Manners(quiet=QuietHours(start=time(13), end=time(15)))
    assert manners.wait(NOW, last=NOW, urgent=False, alone=True).held is HoldReason.QUIET_HOURS
    assert Manners().wait(NOW, last=NOW, urgent=False, alone=True).due_at == NOW


# scopes, rules


@pytest.mark.parametrize(
    ("scope", "meets"),
    [
        (Scope(), True),
        (Scope(categories=frozenset({Category.CRIME})), False),
        (Scope(most=Severity.MINOR), False),
        (Scope(most=Severity.MODERATE), True),
        (Scope(areas=frozenset({"KAZ"})), True),
        (Scope(areas=frozenset({"KAZ.02"})), True),
        (Scope(areas=frozenset({"KAZ.03"})), False),
        (Scope(people=frozenset({"ann"})), True),
        (Scope(people=frozenset({"bob"})), False),
        (Scope(people=frozenset({"bob"}), groups=frozenset({"field"})), True),
        (Scope(sites=frozenset({""})), False),
        (Scope(incident="i"), True),
        (Scope(incident="j"), False),
    ],
)
def test_a_scope_asks_for_everything_it_names(scope: Scope, meets: bool) -> None:
    assert scope.meets(touch()) is meets


def test_the_first_rule_that_counts_decides_and_hours_are_local() -> None:
    night = Rule(id="1", name="night", hours=(time(22), time(7)), bar=Severity.EXTREME)
    rest = Rule(id="2", name="rest", tell=Tell(others=("x",)))
    almaty_zone = ZoneInfo("Asia/Almaty")
    evening = datetime(2022, 1, 6, 17, tzinfo=UTC)
    assert route([night, rest], touch(), now=evening, zone=almaty_zone).rule == "1"
    assert route([night, rest], touch(), now=evening, zone=UTC).rule == "2"
    assert route([], touch(), now=evening, zone=UTC).rule == ""


def test_a_rule_that_tells_nobody_is_refused() -> None:
    with pytest.raises(InvalidValue, match="at least one receiver"):
        Tell(person=False, endpoints=False)


# silences


def silence(**changes: object) -> Silence:
    plain = Silence(
        id="s", scope=Scope(areas=frozenset({"KAZ"})), reason="known", starts=NOW, ends=NOW + timedelta(hours=2)
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@given(minutes=st.integers(-600, 600), life=st.booleans(), over=st.booleans())
def test_a_silence_holds_in_its_time_only_and_threats_to_life_when_it_names_them(
    minutes: int, life: bool, over: bool
) -> None:
    one = silence(covers_life_threat=over)
    held = silencing([one], touch(life_threat=life), NOW + minutes * MINUTE)
    assert (held is not None) == (0 <= minutes < 120 and (over or not life))


def test_of_several_silences_the_longest_is_named() -> None:
    longer = silence(id="l", ends=NOW + timedelta(hours=9))
    assert silencing([silence(), longer], touch(), NOW) is longer


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": "  "}, "reason"),
        ({"ends": NOW}, "ends after it starts"),
        ({"ends": NOW + timedelta(days=30, seconds=1)}, "30 days"),
        ({"ends": NOW + timedelta(hours=25), "covers_life_threat": True}, "24 hours"),
        ({"scope": Scope()}, "everything"),
        ({"scope": Scope(categories=frozenset(Category))}, "everything"),
        ({"scope": Scope(people=frozenset({"ann"}), sites=frozenset({"plant"}))}, "everything"),
        ({"scope": Scope(areas=frozenset(str(n) for n in range(21)))}, "at most 20 areas"),
    ],
)
def test_a_silence_that_nobody_may_set(change: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        check(silence(**change), everybody=["ann", "plant"])


def test_a_silence_of_groups_that_hold_everybody_is_one_of_everything() -> None:
    of_groups = silence(scope=Scope(groups=frozenset({"staff"})))
    check(of_groups, everybody=["ann", "bob"], in_groups=["ann"])
    check(of_groups, everybody=["ann", "bob", "plant"], in_groups=["ann", "bob"])
    with pytest.raises(InvalidValue, match="everything"):
        check(of_groups, everybody=["ann", "bob"], in_groups=["ann", "bob"])


def test_a_narrow_silence_may_be_set() -> None:
    check(silence(scope=Scope(people=frozenset({"ann"}))), everybody=["ann", "plant"])


# larger incidents


def known(what: Incident, *, distance: float | None = None, reach: float = 100.0) -> Known:
    return Known(incident=what, distance_km=distance, reach_km=reach, until=NOW + timedelta(days=2))


def war(severity: Severity = Severity.EXTREME, precision: Precision = Precision.COUNTRY) -> Incident:
    made = incident(severity=severity, place=almaty(precision=precision, name="Kazakhstan"))
    return replace(made, id=IncidentId("war"))


def shelling(severity: Severity = Severity.MODERATE, **changes: object) -> Incident:
    return replace(incident(severity=severity), **changes)  # type: ignore[arg-type]


def held(larger: Known, smaller: Incident, distance: float | None = 30.0, *, life: bool = False) -> bool:
    return inhibitor(smaller, distance, [larger], now=NOW, life_threat=life) is not None


def test_a_war_in_the_country_holds_a_shelling_in_it() -> None:
    assert held(known(war()), shelling())


@pytest.mark.parametrize(("country", "is_held"), [("KAZ", True), ("KGZ", True), ("UZB", False)])
def test_a_disaster_of_several_countries_holds_what_lies_in_any_of_them(country: str, is_held: bool) -> None:
    wide = war()
    assert wide.place is not None
    wide = replace(wide, place=replace(wide.place, countries=("KAZ", "KGZ"), whole=True))
    assert held(known(wide), shelling(place=replace(almaty(), country=country))) is is_held


@pytest.mark.parametrize(
    ("larger", "smaller", "distance", "life"),
    [
        (known(war(Severity.SEVERE)), shelling(Severity.EXTREME), 30.0, False),
        (known(war()), shelling(Severity.EXTREME), 30.0, True),
        (known(war()), shelling(category=Category.HAZARD), 30.0, False),
        (known(war()), shelling(place=replace(almaty(), country="KGZ")), 30.0, False),
        (known(war()), shelling(place=replace(almaty(), countries=("KAZ", "KGZ"))), 30.0, False),
        (known(war()), shelling(place=None), 30.0, False),
        (known(war()), replace(war(), id=IncidentId("other")), None, False),
        (known(shelling(Severity.SEVERE, id=IncidentId("n")), distance=50.0), shelling(), 30.0, False),
        (known(shelling(Severity.MODERATE, id=IncidentId("n")), distance=10.0), shelling(), 30.0, False),
        (replace(known(war()), until=NOW), shelling(), 30.0, False),
    ],
)
def test_never_what_is_graver_nearer_elsewhere_of_another_kind_or_a_threat_to_life(
    larger: Known, smaller: Incident, distance: float, life: bool
) -> None:
    assert not held(larger, smaller, distance, life=life)


def test_a_graver_one_nearer_by_holds_the_smaller_one_within_its_reach() -> None:
    larger = known(shelling(Severity.SEVERE, id=IncidentId("n")), distance=10.0)
    assert held(larger, shelling())
    far = replace(almaty(), point=Point(lon=79.0, lat=45.0))
    assert not held(larger, shelling(place=far))


def test_a_region_holds_what_is_in_it_and_nothing_in_the_next() -> None:
    region = war(precision=Precision.REGION)
    named = replace(region, place=replace(almaty(precision=Precision.REGION), admin1="Almaty"))
    inside = shelling(place=replace(almaty(), admin1="Almaty"))
    assert held(known(named), inside)
    assert not held(known(named), shelling(place=replace(almaty(), admin1="Zhetysu")))


# escalation


@pytest.mark.parametrize(
    ("life", "unreached", "steps", "due"),
    [(True, False, 0, True), (True, False, 3, True), (False, False, 0, False), (False, True, 0, True), (False, True, 1, False)],
)  # fmt: skip
def test_who_is_told_next(life: bool, unreached: bool, steps: int, due: bool) -> None:
    assert is_step_due(life_threat=life, unreached=unreached, steps=steps) is due


def test_a_day_later_it_is_over() -> None:
    assert not is_over(days(6, 7).start, days(6, 7).end, unreached=False)
    assert is_over(days(6, 7).start, days(6, 7).end + MINUTE, unreached=False)


def test_what_reached_nobody_is_over_when_every_way_has_been_tried_for_days() -> None:
    assert not is_over(days(1, 6).start, days(1, 6).end, unreached=True)
    assert is_over(days(1, 6).start, days(1, 6).end + MINUTE, unreached=True)
