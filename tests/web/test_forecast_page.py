"""What a country page says of its forecast: in one yardstick, with its age, and never calm when it is not known."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from tests.web import forecast_seeding as made
from tests.web.seeding import happen, incident

from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import Origin

pytestmark = pytest.mark.django_db


def section(client, query: str, code: str = "UKR") -> str:
    page = client.get(f"/areas/{code}{query}").content.decode()
    found = re.search(r'aria-labelledby="forecast">(.*?)</section>', page, re.DOTALL)
    assert found
    return html.unescape(" ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", found[1], flags=re.DOTALL).split()))


def test_without_months_the_page_teaches_what_to_import_and_claims_no_calm(client):
    said = section(client, "")
    assert "no monthly deaths are imported" in said
    assert "does not mean calm" in said
    assert "lookfar backfill ucdp_candidate FILE" in said


def test_a_forecast_is_said_with_interval_age_data_and_model(client):
    made.issue()
    said = section(client, "?as_of=2022-02-15")
    assert re.search(
        r"Deaths in organised violence, Feb to Apr 2022: very likely [\d,]+ to [\d,]+ \(80 % interval\)", said
    )
    assert re.search(r"Any death: [a-z ]+ \((over )?\d+ %\); 25 or more: [a-z ]+ \(", said)
    assert (
        "As forecast on 1 Feb 2022 (14 days old) from data to Dec 2021 (UCDP candidate 21.0.12) by analogues_2026@"
        in said
    )
    assert "Reconstructed" not in said
    assert "Data end" not in said
    assert "not known" in said


def test_the_page_of_an_earlier_time_knows_no_later_forecast_or_month(client):
    made.issue()
    made.resolve()
    assert "None was issued by then" in section(client, "?as_of=2022-01-31")
    before, after = (section(client, f"?as_of={day}") for day in ("2022-03-19", "2022-03-20"))
    assert "came in." not in before
    assert (
        "Earlier forecasts for Ukraine, by single months, not by the three together: 1 month came in. Mean error (CRPS)"
        in after
    )
    assert (
        "Those for all countries, by single months, not by the three together: 33 forecasts of 1 month came in, which "
        "overlap: each month is counted once for every country and every time it was forecast. Mean error (CRPS)"
    ) in after
    assert "What was counted lay inside a month’s 80 % interval in" in after


@pytest.mark.parametrize(("deaths", "is_worse"), [(0.0, True), (2_000.0, False)])
def test_a_forecast_that_is_worse_than_the_simple_rule_is_said_to_be(client, deaths, is_worse):
    made.issue()
    made.resolve(deaths)
    said = section(client, "?as_of=2022-03-20")
    found = re.findall(r"\(CRPS\) ([\d.,]+|under 0.01) deaths a month, ([\d.,]+|under 0.01) when", said)
    assert len(found) == 2
    worse = [float(ours.replace(",", "")) > float(rule.replace(",", "")) for ours, rule in found]
    assert said.count("is repeated: worse than that simple rule.") == sum(worse)
    assert worse[1] is is_worse


def test_a_replayed_forecast_is_said_to_be_reconstructed(client):
    made.issue(Origin.REPLAYED)
    assert "Reconstructed: made later" in section(client, "?as_of=2022-02-15")


def test_old_data_are_said_and_too_old_ones_give_no_sentence(client):
    made.issue()
    old, older = section(client, "?as_of=2022-06-15", "KAZ"), section(client, "?as_of=2023-01-15", "KAZ")
    assert "Data end in Dec 2021, 6 months ago: what has happened since is not in it." in old
    assert "Deaths in organised violence, Jun to Aug 2022" in old
    assert "Data end in Dec 2021: too old for a forecast of today." in older
    assert "it does not mean calm" in older
    assert "very likely" not in older


def test_a_country_nobody_reported_on_has_none(client):
    made.issue()
    assert "None was issued by then" in section(client, "?as_of=2022-02-15", "FJI")


def test_what_is_known_since_stands_in_place_of_the_chances(client):
    made.issue()
    day = datetime(2022, 2, 10, tzinfo=UTC)
    before = section(client, "?as_of=2022-02-15", "KAZ")
    assert "Any death: " in before
    assert "Overtaken" not in before
    happen(incident(start=day, fatalities=Toll(best=7)))
    after = section(client, "?as_of=2022-02-15", "KAZ")
    assert (
        "Overtaken: at least 7 killed are known since 1 Feb 2022; the forecast was made from data to Dec 2021."
        in after
    )
    assert after.index("Overtaken") < after.index("It had said: deaths in organised violence, Feb to Apr 2022")
    assert "Any death: " not in after
    assert "almost no chance" not in after
    assert "Overtaken" not in section(client, "?as_of=2022-02-09", "KAZ")
    found = client.get("/api/v1/forecasts?area=KAZ,UKR&as_of=2022-02-15").json()["items"]
    assert [bool(one["overtaken"]) for one in found] == [True, False]
