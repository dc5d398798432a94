from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from tests.egress.loopback import Asked, Reply, Site, site

from lookfar.collect.contact import Contact, FetchState, Outcome, Seen
from lookfar.collect.fetch import MOST_FOLLOWED, collect_source
from lookfar.egress.http import HttpClient, Way
from lookfar.sources import uk_fcdo, usgs, wikipedia_current_events

NOW = datetime(2022, 1, 6, 18, tzinfo=UTC)
PAYLOADS = Path(__file__).parents[1] / "sources" / "payloads"
INDEX = (PAYLOADS / "uk_fcdo.json").read_bytes()
COUNTRY = (PAYLOADS / "uk_fcdo_country.json").read_bytes()
BASE = "https://www.gov.uk/api/content/foreign-travel-advice"


def mirrored(place: Site) -> HttpClient:
    return HttpClient(Way(allow=place.allowed, mirror=place.url))


def advice(asked: Asked) -> Reply:
    if asked.path.endswith("/foreign-travel-advice"):
        return Reply(headers={"ETag": '"index"'}, body=INDEX)
    return Reply(headers={"ETag": f'"{asked.path}"'}, body=COUNTRY)


def remembered(contacts: list[Contact]) -> FetchState:
    return FetchState(seen={contact.url: contact.seen for contact in contacts if contact.outcome.is_contact})


def test_a_body_comes_with_its_time_and_what_to_remember() -> None:
    content = (PAYLOADS / "usgs.geojson").read_bytes()
    with site(lambda _: Reply(headers={"ETag": '"v1"'}, body=content)) as place:
        [contact] = collect_source(usgs, mirrored(place), FetchState(), NOW)
    assert contact.outcome is Outcome.BODY
    assert contact.body is not None
    assert (contact.body.content, contact.body.fetched_at, contact.body.url) == (content, NOW, usgs.SOURCE.urls[0])
    assert contact.seen == Seen(etag='"v1"')


def test_what_has_not_changed_is_a_contact_without_a_body() -> None:
    state = FetchState(seen={usgs.SOURCE.urls[0]: Seen(etag='"v1"')})
    with site(lambda _: Reply(status=304)) as place:
        [contact] = collect_source(usgs, mirrored(place), state, NOW)
    assert place.asked[0].headers["if-none-match"] == '"v1"'
    assert (contact.outcome, contact.body, contact.seen) == (Outcome.NOT_MODIFIED, None, Seen(etag='"v1"'))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.UNREACHABLE),
        (403, Outcome.UNREACHABLE),
        (404, Outcome.CHANGED),
        (410, Outcome.CHANGED),
        (429, Outcome.UNREACHABLE),
        (500, Outcome.UNREACHABLE),
    ],
)
def test_a_failure_is_told_with_its_status_and_never_as_a_body(status: int, outcome: Outcome) -> None:
    with site(lambda _: Reply(status=status, headers={"Retry-After": "60"})) as place:
        [contact] = collect_source(usgs, mirrored(place), FetchState(), NOW)
    assert (contact.outcome, contact.body) == (outcome, None)
    assert str(status) in contact.detail
    assert contact.retry_after is not None
    assert contact.retry_after.total_seconds() == 60


def test_an_address_the_guard_refuses_is_unreachable_with_the_reason() -> None:
    with site(lambda _: Reply(status=302, headers={"Location": "http://169.254.169.254/"})) as place:
        [contact] = collect_source(usgs, HttpClient(Way(allow=place.allowed, mirror=place.url)), FetchState(), NOW)
    assert contact.outcome is Outcome.UNREACHABLE
    assert contact.detail


def test_four_days_are_asked_for_and_one_that_fails_stops_no_other() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=500) if "January_5" in asked.path else Reply(body=b"{}")

    with site(answer) as place:
        contacts = list(collect_source(wikipedia_current_events, mirrored(place), FetchState(), NOW))
    assert [contact.outcome for contact in contacts] == [
        Outcome.BODY,
        Outcome.UNREACHABLE,
        Outcome.BODY,
        Outcome.BODY,
    ]


def test_an_index_is_followed_newest_change_first_and_told_last() -> None:
    with site(advice) as place:
        contacts = list(collect_source(uk_fcdo, mirrored(place), FetchState(), NOW))
    assert [contact.url.removeprefix(BASE) for contact in contacts] == [
        "/kazakhstan",
        "/kosovo",
        "/the-gambia",
        "/cook-islands-tokelau-and-niue",
        "",
    ]
    assert contacts[0].seen.changed_at == datetime(2022, 1, 6, 14, 5, tzinfo=UTC)
    assert contacts[-1].seen.etag == '"index"'


def test_only_what_moved_is_asked_for_again() -> None:
    with site(advice) as place:
        state = remembered(list(collect_source(uk_fcdo, mirrored(place), FetchState(), NOW)))
    index = orjson.loads(INDEX)
    index["links"]["children"][2]["public_updated_at"] = "2022-01-06T17:00:00Z"

    def later(asked: Asked) -> Reply:
        return Reply(body=orjson.dumps(index)) if asked.path.endswith("/foreign-travel-advice") else advice(asked)

    with site(later) as place:
        contacts = list(collect_source(uk_fcdo, mirrored(place), state, NOW))
    assert [contact.url.removeprefix(BASE) for contact in contacts] == ["/kosovo", ""]


def test_a_country_that_fails_is_asked_for_again_because_the_index_is_not_remembered() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=503) if asked.path.endswith("/kosovo") else advice(asked)

    with site(answer) as place:
        contacts = list(collect_source(uk_fcdo, mirrored(place), FetchState(), NOW))
        assert contacts[-1].seen == Seen()
        again = list(collect_source(uk_fcdo, mirrored(place), remembered(contacts), NOW))
    assert [contact.url.removeprefix(BASE) for contact in again] == ["/kosovo", ""]


def test_a_run_follows_so_many_and_the_next_run_the_rest() -> None:
    index = orjson.loads(INDEX)
    child = index["links"]["children"][0]
    names = [country.replace(" ", "-").lower() for country in COUNTRIES]
    index["links"]["children"] = [
        child
        | {"base_path": f"/foreign-travel-advice/{slug}", "details": {"country": {"name": name, "slug": slug}}}
        for name, slug in zip(COUNTRIES, names, strict=True)
    ]

    def answer(asked: Asked) -> Reply:
        return Reply(body=orjson.dumps(index)) if asked.path.endswith("/foreign-travel-advice") else advice(asked)

    with site(answer) as place:
        first = list(collect_source(uk_fcdo, mirrored(place), FetchState(), NOW))
        second = list(collect_source(uk_fcdo, mirrored(place), remembered(first), NOW))
    assert (len(first), len(second)) == (MOST_FOLLOWED + 1, len(COUNTRIES) - MOST_FOLLOWED + 1)
    asked = {contact.url for contact in (*first, *second)}
    assert len(asked) == len(COUNTRIES) + 1


def test_a_dead_publisher_is_not_asked_for_every_country() -> None:
    def answer(asked: Asked) -> Reply:
        return advice(asked) if asked.path.endswith("/foreign-travel-advice") else Reply(status=503)

    with site(answer) as place:
        contacts = list(collect_source(uk_fcdo, mirrored(place), FetchState(), NOW))
    assert [contact.outcome for contact in contacts] == [Outcome.UNREACHABLE] * 3 + [Outcome.BODY]


def test_an_index_that_cannot_be_read_is_passed_on_and_not_followed() -> None:
    with site(lambda _: Reply(body=b'{"cut": ')) as place:
        [contact] = collect_source(uk_fcdo, mirrored(place), FetchState(), NOW)
    assert contact.outcome is Outcome.BODY


COUNTRIES = [
    "Albania",
    "Algeria",
    "Andorra",
    "Angola",
    "Argentina",
    "Armenia",
    "Australia",
    "Austria",
    "Azerbaijan",
    "Bahrain",
    "Bangladesh",
    "Barbados",
    "Belarus",
    "Belgium",
    "Belize",
    "Benin",
    "Bhutan",
    "Botswana",
    "Brazil",
    "Bulgaria",
    "Burundi",
    "Cambodia",
    "Cameroon",
    "Canada",
    "Chad",
    "Chile",
    "China",
    "Colombia",
    "Croatia",
    "Cuba",
    "Cyprus",
    "Denmark",
    "Djibouti",
    "Dominica",
    "Ecuador",
    "Egypt",
    "Eritrea",
    "Estonia",
    "Ethiopia",
    "Fiji",
    "Finland",
    "France",
    "Gabon",
    "Georgia",
    "Germany",
]
