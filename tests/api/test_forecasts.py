"""`/forecasts`: as issued, as of a time, by id."""

from __future__ import annotations

import pytest
from tests.web import forecast_seeding as made

pytestmark = pytest.mark.django_db


def test_the_newest_of_each_area_as_of_a_time(client):
    made.issue()
    made.resolve()
    assert client.get("/api/v1/forecasts?as_of=2022-01-31").json()["items"] == []
    everywhere = client.get("/api/v1/forecasts?as_of=2022-02-15").json()["items"]
    assert len(everywhere) == 33
    some = client.get("/api/v1/forecasts?area=ukr,KAZ,FJI&as_of=2022-02-15").json()["items"]
    assert [one["id"] for one in some] == ["202112:UKR", "202112:KAZ"]
    one = some[0]
    assert (one["cutoff"], one["issued_at"], one["origin"]) == (202112, "2022-02-01T00:00:00Z", "live")
    assert [month["month"] for month in one["months"]] == [*range(202201, 202213), 202301, 202302]
    first = one["months"][0]
    assert first["deaths"] is None
    assert [span["level"] for span in first["intervals"]] == [0.5, 0.8, 0.9]
    assert set(first["baselines"]) == {"conflictology_2026", "negative_binomial_2026"}
    assert len(first["quantiles"]) == 100
    assert one["three_months"][1]["said"].startswith("Deaths in organised violence, Feb to Apr 2022: very likely")


def test_one_by_its_id_with_what_came_in_by_then(client):
    made.issue()
    made.resolve(0.0)
    before, after = (
        client.get(f"/api/v1/forecasts/202112:UKR?as_of={day}").json() for day in ("2022-03-01", "2022-04-01")
    )
    assert [one["months"][0]["deaths"] for one in (before, after)] == [None, 0]
    assert after["months"][1]["deaths"] is None
    assert {key: value for key, value in before.items() if key != "months"} == {
        key: value for key, value in after.items() if key != "months"
    }


@pytest.mark.parametrize("ident", ["202112:FJI", "202111:UKR", "UKR", "1:UKR", "²02112:UKR", "202112"])
def test_an_id_that_is_none_is_not_found(client, ident):
    made.issue()
    assert client.get(f"/api/v1/forecasts/{ident}").status_code == 404


def test_an_area_that_does_not_exist_is_not_found_and_a_bad_time_refused(client):
    assert client.get("/api/v1/forecasts?area=XXX").status_code == 404
    assert client.get("/api/v1/forecasts?as_of=never").status_code == 400
