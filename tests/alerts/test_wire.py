"""The webhook body, to the letter."""

from __future__ import annotations

import orjson
import pytest
from tests.alerts.test_decide import again, first, told
from tests.exposure.making import NOW, almaty, incident, met, stay

from lookfar.alerts.decide import decide
from lookfar.alerts.follow import follow
from lookfar.alerts.wire import body, payload
from lookfar.domain.places import Precision
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import IncidentStatus, MsgType, Severity


def test_the_body_has_the_keys_and_values_of_the_contract() -> None:
    links = (Link(url="https://example.org/a", name="Reuters"),)
    alert = decide(met(incident(), stay()), incident(), None, now=NOW, links=links)
    assert orjson.loads(body(alert)) == {
        "type": "alert.raised",
        "timestamp": "2022-01-06T14:05:00Z",
        "data": {
            "alert_id": alert.id,
            "incident_id": incident().id,
            "subject": {"kind": "trip_leg", "id": "7", "label": "Ann Lee"},
            "category": "unrest",
            "severity": "Severe",
            "title": "Violent protest in Almaty",
            "happened": "2022-01-05T00:00:00Z",
            "place": "Almaty",
            "distance_km": 0.794,
            "why": list(alert.why),
            "links": [{"url": "https://example.org/a", "name": "Reuters"}],
        },
    }
    assert body(alert) == body(decide(met(incident(), stay()), incident(), None, now=NOW, links=links))


def test_each_kind_of_message_has_its_type_and_says_first_what_is_new() -> None:
    update = again(incident(version=2, deaths=164), first(incident()))
    [cancel] = follow(
        incident(version=2, status=IncidentStatus.RETRACTED),
        [(stay(), told(first(incident())))],
        now=NOW,
    )
    assert payload(update)["type"] == "alert.updated"
    assert payload(cancel)["type"] == "alert.cancelled"
    assert cancel.msg_type is MsgType.CANCEL
    assert orjson.loads(body(update))["data"]["why"][0] == "Deaths reported: 164, was 26."


@pytest.mark.parametrize("precision", [Precision.COUNTRY, Precision.CITY])
def test_an_unknown_distance_is_null_and_never_zero(precision: Precision) -> None:
    what = incident(severity=Severity.EXTREME, place=almaty(precision=precision))
    assert (orjson.loads(body(first(what)))["data"]["distance_km"] is None) is (precision is Precision.COUNTRY)
