"""Who is told, told again or held, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.exposure.making import NOW, almaty, incident, met, plant, stay

from lookfar.alerts.decide import decide
from lookfar.alerts.policy import Again, Policy
from lookfar.domain.alert import Alert, Told
from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.vocabulary import HoldReason, IncidentStatus, MsgType, Severity, Urgency


def told(alert: Alert) -> Told:
    """What the receiver of an alert now believes."""
    return Told(
        alert=alert.id,
        sequence=alert.sequence,
        incident_version=alert.incident_version,
        msg_type=alert.msg_type,
        severity=alert.severity,
        fatalities_best=alert.fatalities_best,
        place=alert.place,
        distance_km=alert.distance_km,
    )


def first(what: Incident) -> Alert:
    return decide(met(what, stay()), what, None, now=NOW)


def again(what: Incident, before: Alert, policy: Policy | None = None) -> Alert:
    return decide(met(what, stay()), what, told(before), now=NOW, policy=policy or Policy())


@pytest.mark.parametrize(
    ("severity", "precision", "confidence", "held"),
    [
        (Severity.MODERATE, Precision.CITY, 0.9, None),
        (Severity.EXTREME, Precision.CITY, 0.9, None),
        (Severity.MINOR, Precision.CITY, 0.9, HoldReason.BELOW_THRESHOLD),
        (Severity.UNKNOWN, Precision.CITY, 0.9, HoldReason.BELOW_THRESHOLD),
        (Severity.SEVERE, Precision.CITY, 0.49, HoldReason.LOW_PLACE_CONFIDENCE),
        (Severity.SEVERE, Precision.CITY, 0.5, None),
        (Severity.SEVERE, Precision.COUNTRY, 0.9, HoldReason.BELOW_THRESHOLD),
        (Severity.EXTREME, Precision.COUNTRY, 0.9, None),
        (Severity.EXTREME, Precision.COUNTRY, 0.4, HoldReason.LOW_PLACE_CONFIDENCE),
    ],
)
def test_a_first_alert_passes_every_bar_or_says_which_one_held_it(
    severity: Severity, precision: Precision, confidence: float, held: HoldReason | None
) -> None:
    alert = first(incident(severity=severity, place=almaty(precision=precision, confidence=confidence)))
    assert alert.held is held
    assert (alert.sequence, alert.msg_type) == (1, MsgType.ALERT)
    assert alert.why[-1].startswith("Held: ") is (held is not None)


def test_what_is_held_for_a_country_goes_to_the_digest() -> None:
    held = first(incident(place=almaty(precision=Precision.COUNTRY)))
    assert "known only to a region or country; it goes to the digest" in held.why[-1]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({}, {}, ""),
        ({}, {"severity": Severity.EXTREME}, "Now CAP Extreme, was Severe."),
        ({}, {"severity": Severity.MINOR}, "Now CAP Minor, was Severe."),
        ({"deaths": 26}, {"deaths": 164}, "Deaths reported: 164, was 26."),
        ({"deaths": 26}, {"deaths": 30}, ""),
        ({"deaths": 1}, {"deaths": 2}, ""),
        ({"deaths": None}, {"deaths": 1}, "Deaths reported: 1, before unknown."),
        ({"deaths": 0}, {"deaths": 1}, "Deaths reported: 1, before none."),
        ({"deaths": 164}, {"deaths": 26}, "Deaths corrected to 26, was 164."),
        ({"deaths": 26}, {"deaths": None}, ""),
    ],
)
def test_an_update_is_due_when_the_change_is_significant(
    before: dict[str, object], after: dict[str, object], changed: str
) -> None:
    update = again(incident(version=2, **after), first(incident(**before)))  # type: ignore[arg-type]
    assert update.changed == changed
    assert update.held is (None if changed else HoldReason.ALREADY_TOLD)
    assert (update.sequence, update.msg_type) == (2, MsgType.UPDATE)


def test_a_new_place_is_told_when_it_is_that_much_nearer_or_further() -> None:
    before = first(incident())
    near = incident(version=2, place=almaty(name="Medeu"))
    assert again(near, before).held is HoldReason.ALREADY_TOLD
    far = Told(**{**{f: getattr(told(before), f) for f in Told.__slots__}, "distance_km": 40.0})
    update = decide(met(near, stay()), near, far, now=NOW)
    assert update.changed == "Now placed in Medeu, before in Almaty."


def test_many_small_rises_add_up_to_one_that_is_told() -> None:
    before = first(incident(deaths=20))
    assert again(incident(version=2, deaths=25), before).held
    assert again(incident(version=3, deaths=31), before).changed == "Deaths reported: 31, was 20."


def test_the_same_version_is_never_told_twice() -> None:
    before = first(incident(version=2, deaths=1))
    assert again(incident(version=2, deaths=900), before).held is HoldReason.ALREADY_TOLD


def test_who_wants_only_the_first_hears_nothing_again_and_who_wants_all_hears_all() -> None:
    before, later = first(incident()), incident(version=2, deaths=900)
    assert again(later, before, Policy(again=Again.FIRST_ONLY)).held is HoldReason.ALREADY_TOLD
    assert again(incident(version=2), before, Policy(again=Again.ALL)).changed == "More is known."


def test_who_was_told_hears_of_it_falling_below_the_bar() -> None:
    lower = incident(version=2, severity=Severity.MINOR)
    assert first(lower).held is HoldReason.BELOW_THRESHOLD
    assert again(lower, first(incident())).held is None


def test_after_a_cancel_a_newer_version_that_matches_is_a_new_alert_of_the_same_id() -> None:
    before = first(incident())
    cancelled = Told(**{**{f: getattr(told(before), f) for f in Told.__slots__}, "msg_type": MsgType.CANCEL})
    back = incident(version=2)
    alert = decide(met(back, stay()), back, cancelled, now=NOW)
    assert (alert.id, alert.sequence, alert.msg_type, alert.held) == (before.id, 2, MsgType.ALERT, None)


def test_a_match_with_what_is_retracted_is_cancelled_or_never_told() -> None:
    match, gone = met(incident(), stay()), incident(version=2, status=IncidentStatus.RETRACTED)
    assert decide(match, gone, told(first(incident())), now=NOW).msg_type is MsgType.CANCEL
    assert decide(match, gone, None, now=NOW).held is HoldReason.BELOW_THRESHOLD


def test_ids_are_the_same_at_every_retry_and_differ_between_versions_and_subjects() -> None:
    assert first(incident()) == first(incident())
    later = again(incident(version=2, deaths=900), first(incident()))
    other = decide(met(incident(), plant()), incident(), None, now=NOW)
    assert len({first(incident()).wire_id, later.wire_id, other.wire_id}) == 3
    assert later.id == first(incident()).id != other.id


@pytest.mark.parametrize(
    ("severity", "urgency", "life"),
    [
        (Severity.EXTREME, Urgency.PAST, True),
        (Severity.SEVERE, Urgency.IMMEDIATE, True),
        (Severity.SEVERE, Urgency.EXPECTED, False),
        (Severity.MODERATE, Urgency.IMMEDIATE, False),
    ],
)
def test_a_threat_to_life_is_extreme_or_severe_and_immediate(
    severity: Severity, urgency: Urgency, life: bool
) -> None:
    assert first(incident(severity=severity, urgency=urgency)).life_threat is life


VIET_NAM = Place(
    name="Viet Nam",
    point=Point(lon=105.8, lat=21.0),
    radius_km=100.0,
    country="VNM",
    precision=Precision.REGION,
    confidence=1.0,
    countries=("VNM",),
    whole=True,
)
SAIGON = Point(lon=106.7, lat=10.8)
HUE = Point(lon=107.6, lat=16.5)


@pytest.mark.parametrize("name", ["Viet Nam", "Hanoi"])
@pytest.mark.parametrize("policy", [Policy(), Policy(coarse_threshold=Severity.MINOR)])
def test_nobody_is_woken_for_a_disaster_whose_middle_is_beyond_1000_km(name: str, policy: Policy) -> None:
    place = replace(VIET_NAM, name=name, precision=Precision.REGION if name == "Viet Nam" else Precision.CITY)
    flood = incident(severity=Severity.EXTREME, place=place)
    far = decide(met(flood, plant(SAIGON, country="VNM")), flood, None, now=NOW, policy=policy)
    near = decide(met(flood, plant(HUE, country="VNM")), flood, None, now=NOW, policy=policy)
    assert (far.held, near.held) == (HoldReason.BELOW_THRESHOLD, None)
    middle = "its middle" if name == "Viet Nam" else "Hanoi"
    assert far.why[-1] == (
        f"Held: {middle} is 1,138 km away, and beyond 1,000 km nobody is woken for it; it goes to the digest."
    )
    assert far.why[1].endswith(f"VNM is affected, and Plant is there; {middle} is 1,138 km away.")


def test_whoever_may_be_nearer_than_that_is_told_and_so_is_all_of_a_country_where_the_place_is_not_known() -> None:
    flood = incident(severity=Severity.EXTREME, place=VIET_NAM)
    somewhere = replace(plant(SAIGON, country="VNM"), radius_km=200.0)
    assert decide(met(flood, somewhere), flood, None, now=NOW).held is None
    anywhere = replace(VIET_NAM, precision=Precision.COUNTRY, countries=(), whole=False)
    coup = incident(severity=Severity.EXTREME, place=anywhere)
    assert decide(met(coup, plant(SAIGON, country="VNM")), coup, None, now=NOW).held is None


def test_a_bar_says_of_a_disaster_known_to_a_town_that_it_is_elsewhere() -> None:
    flood = incident(severity=Severity.SEVERE, place=replace(VIET_NAM, name="Hanoi", precision=Precision.CITY))
    held = decide(met(flood, plant(HUE, country="VNM")), flood, None, now=NOW)
    assert "the bar for an incident elsewhere in a country that it affects; it goes to the digest" in held.why[-1]
