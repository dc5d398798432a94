"""The shapes of INTERFACES: filters, paging, GeoJSON, problems, health."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.flow import parts_making
from tests.web.seeding import DAY, LIMA, happen, incident

from lookfar import sources
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import end_of_day, rfc3339
from lookfar.domain.vocabulary import Severity
from lookfar.flow import figures_shown, open_tools, work_state
from lookfar.flow.asking import issued_as_of
from lookfar.records import heartbeats
from lookfar.records import incidents as store
from lookfar.records.models import AreaRating, Contact, Snapshot

AS_OF = "as_of=2022-01-07"


@pytest.fixture
def world(db):
    happen(
        incident("a"),
        incident("b", title="Flood in Lima, Peru", place=LIMA, category=Category.HAZARD, severity=Severity.MINOR),
        incident("c", title="Something somewhere", place=None, fatalities=Toll()),
    )


@pytest.mark.parametrize("path", ["incidents", "areas", "ratings", "forecasts", "sources", "score", "areas/KAZ"])
def test_a_mistyped_parameter_is_refused_in_place_of_showing_more(client, world, path):
    answer = client.get(f"/api/v1/{path}?asof=2022-01-07&severty=Severe")
    assert answer.status_code == 400
    body = answer.json()
    assert body["detail"].startswith("asof, severty: no such parameter; known here: ")
    assert "as_of" in body["detail"]
    assert body["errors"][0]["field"] == "asof, severty"


def test_parameters_known_by_another_name_inside_are_listed_as_asked(client, world):
    detail = client.get("/api/v1/incidents?unknown=1").json()["detail"]
    assert "bbox, source, status, q, from, until, as_of, order, cursor, limit" in detail


@pytest.mark.parametrize(("limit", "status"), [("0", 400), ("-1", 400), ("501", 400), ("1", 200), ("500", 200)])
def test_a_limit_outside_its_range_is_refused(client, world, limit, status):
    answer = client.get(f"/api/v1/incidents?{AS_OF}&limit={limit}")
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"][0]["field"].endswith("limit")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("category=unrest", 2),
        ("category=unrest,hazard", 3),
        ("severity=Severe", 2),
        ("area=PER", 1),
        ("area=PER,KAZ", 2),
        ("area=kaz.02", 1),
        ("area=KAZ.1526384", 1),
        ("area=PER,KAZ.02", 2),
        ("area=KAZ.09", 0),
        ("order=gravest", 3),
        ("bbox=60,30,90,50", 1),
        ("q=lima", 1),
        ("status=closed", 0),
        ("source=usgs", 0),
        ("until=2022-01-05", 0),
        ("from=2022-01-06&until=2022-01-06", 3),
    ],
)
def test_filters(client, world, query, found):
    assert len(client.get(f"/api/v1/incidents?{AS_OF}&{query}").json()["items"]) == found


def test_the_past_is_answered_as_it_was_known(client, world):
    happen(incident("a", version=2, recorded_at=DAY + timedelta(days=2), fatalities=Toll(best=164)))
    deaths = [
        client.get(f"/api/v1/incidents?area=KAZ&as_of={day}").json()["items"][0]["fatalities"]["best"]
        for day in ("2022-01-06", "2022-01-08")
    ]
    assert deaths == [26, 164]
    one = client.get(f"/api/v1/incidents/{incident('a').id}?as_of=2022-01-06").json()
    assert (one["version"], len(one["versions"])) == (1, 1)
    assert client.get(f"/api/v1/incidents/{incident('a').id}?as_of=2022-01-01").status_code == 404


def test_geojson_when_asked_for(client, world):
    answer = client.get(f"/api/v1/incidents?{AS_OF}&area=KAZ", headers={"Accept": "application/geo+json"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert "Accept" in answer.headers["Vary"]
    (feature,) = answer.json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [76.95, 43.25]}


def test_an_incident_of_no_place_has_no_geometry(client, world):
    answer = client.get(f"/api/v1/incidents?{AS_OF}&q=somewhere", headers={"Accept": "application/geo+json"})
    assert answer.json()["features"][0]["geometry"] is None


def test_unknown_is_null(client, world):
    (one,) = client.get(f"/api/v1/incidents?{AS_OF}&q=somewhere").json()["items"]
    assert one["fatalities"] == {"low": None, "best": None, "high": None}
    assert one["place"] is None


def test_pages_follow_a_cursor(client, world):
    first = client.get(f"/api/v1/incidents?{AS_OF}&limit=2").json()
    second = client.get(f"/api/v1/incidents?{AS_OF}&limit=2&cursor={first['next_cursor']}").json()
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (2, 1, None)
    assert len({one["id"] for one in first["items"] + second["items"]}) == 3


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/incidents?category=mayhem",
        "/api/v1/incidents?bbox=1,2",
        "/api/v1/incidents?cursor=x",
        "/api/v1/incidents?area=1",
        "/api/v1/incidents?order=oldest",
        "/api/v1/incidents?limit=many",
        "/api/v1/incidents?q=%00",
        "/api/v1/incidents?as_of=yesterday",
        "/api/v1/ratings?category=mayhem",
        "/api/v1/sources?as_of=2022-02-30",
    ],
)
def test_an_unreadable_question_is_a_400_problem(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    body = answer.json()
    assert body["status"] == 400
    assert body["title"] == "Bad Request"
    assert body["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/incidents/none",
        "/api/v1/areas/XYZ",
        "/api/v1/areas/KAZ.99",
        "/api/v1/incidents?area=KAZ.99",
        "/api/v1/incidents?area=XYZ",
        "/api/v1/areas?inside=XYZ",
        "/api/v1/ratings?area=KAZ.99",
        "/api/v1/ratings/none",
        "/api/v1/ratings/" + "0" * 64 + ":security",
        "/api/v1/nothing",
        "/api/v2/incidents",
    ],
)
def test_what_is_not_there_is_a_404_problem(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_every_area_that_is_listed_may_be_asked_for(client, world):
    for inside in ("", "&inside=KAZ"):
        items = client.get(f"/api/v1/areas?{AS_OF}{inside}").json()["items"]
        for area in items[:40]:
            assert client.get(f"/api/v1/incidents?{AS_OF}&area={area['id']}").status_code == 200, area


def test_the_gravest_first_is_kept_in_the_address(client, world):
    happen(incident("worst", start=DAY - timedelta(days=3), fatalities=Toll(best=300)))
    first, second = (
        client.get(f"/api/v1/incidents?{AS_OF}&order={order}&limit=1").json()["items"][0]["id"]
        for order in ("newest", "gravest")
    )
    assert second == incident("worst").id != first
    page = client.get(f"/?{AS_OF}&order=gravest&q=protest").content.decode()
    assert page.index(incident("worst").id) < page.index(incident("a").id)
    assert f'<a href="/?{AS_OF}&amp;q=protest">Newest first</a>' in page
    assert '<option value="gravest" selected>' in page
    part = client.get(f"/areas/KAZ.02?{AS_OF}&order=gravest").content.decode()
    listed = part[part.index('id="incidents"') :]
    assert listed.index(incident("worst").id) < listed.index(incident("a").id)
    assert f'<a href="/areas/KAZ.02?{AS_OF}#incidents">Newest first</a>' in listed


def test_a_part_asked_for_is_named_on_the_page_and_stays_in_its_form(client, world):
    page = client.get(f"/?{AS_OF}&area=KAZ.02").content.decode()
    assert '<option value="KAZ.02" selected>Almaty City (Kazakhstan)</option>' in page
    assert incident("a").id in page
    assert incident("b").id not in page
    assert client.get("/?area=KAZ.99").status_code == 404


def test_an_issued_rating_is_found_by_its_id(client, world):
    issued_as_of(["KAZ"], as_of=(day := end_of_day(date(2022, 1, 7))), now=day)
    (one,) = client.get(f"/api/v1/ratings?{AS_OF}&area=KAZ&category=unrest").json()["items"]
    assert client.get(f"/api/v1/ratings/{one['id']}").json() == one


def test_an_issued_rating_has_the_figures_it_was_issued_from(client, world, monkeypatch):
    issued_as_of(["KAZ"], as_of=(day := end_of_day(date(2022, 1, 7))), now=day)
    (one,) = client.get(f"/api/v1/ratings?{AS_OF}&area=KAZ&category=unrest").json()["items"]
    read = open_tools().methods.current.reads
    held = open_tools().indicators("KAZ", day)
    known = {(fact.name, fact.year, fact.value, fact.source) for fact in held if fact.name in read}
    assert 0 < len(known) < len(held), "rule of law and child mortality are known, and no method reads them"
    assert {(fact["name"], fact["year"], fact["value"], fact["source"]) for fact in one["figures"]} == known
    assert all(fact["years_old"] == 2021 - fact["year"] for fact in one["figures"])
    assert "People" in {fact["what"] for fact in one["figures"]}
    tools = replace(open_tools(), indicators=lambda _area, _at: ())
    monkeypatch.setattr(figures_shown, "open_tools", lambda: tools)
    assert client.get(f"/api/v1/ratings/{one['id']}").json()["figures"] == one["figures"]


def test_a_part_is_said_to_rest_on_the_figures_of_its_country(client, world):
    country, part = (
        client.get(f"/api/v1/areas/{area}?{AS_OF}").json()["ratings"][0]["figures"] for area in ("KAZ", "KAZ.02")
    )
    assert country
    assert part == country


def test_questions_do_not_fill_the_disk(client, world):
    for minute in range(5):
        assert client.get(f"/api/v1/ratings?as_of=2022-01-07T00:0{minute}:00Z&area=KAZ").status_code == 200
        for page in ("/", "/map.json", "/areas/", "/areas/KAZ", "/areas/KAZ.02"):
            assert client.get(f"{page}?as_of=2022-01-07T00:0{minute}:00Z").status_code == 200
    assert not Snapshot.objects.exists()
    assert not AreaRating.objects.exists()


def test_a_country_nobody_reports_on_has_no_numbers(client, db):
    (one,) = client.get("/api/v1/ratings?area=KAZ&category=security").json()["items"]
    assert (one["level"], one["score"], one["coverage"]) == (0, None, "blind")


def test_an_area_has_all_its_ratings(client, world):
    body = client.get(f"/api/v1/areas/kaz?{AS_OF}").json()
    assert body["name"] == "Kazakhstan"
    assert {"security", *Category} <= {one["category"] for one in body["ratings"]}


def test_the_parts_of_a_country_are_listed_with_their_kind_and_level(client, db):
    parts_making.heard()
    parts_making.happen(parts_making.riot("r", parts_making.ALMATY, deaths=40))
    items = {one["id"]: one for one in client.get(f"/api/v1/areas?inside=kaz&{AS_OF}").json()["items"]}
    assert len(items) == 25
    city = items["KAZ.1526384"]
    assert (city["name"], city["kind"], city["country"], city["parent"]) == ("Almaty", "city", "KAZ", "KAZ.02")
    assert items["KAZ.02"]["rating"]["score"] >= items["KAZ.09"]["rating"]["score"]
    assert "country" not in client.get(f"/api/v1/areas?{AS_OF}").json()["items"][0]


def test_a_part_has_its_ratings_like_a_country(client, db):
    parts_making.heard()
    parts_making.happen(parts_making.riot("r", parts_making.ALMATY))
    body = client.get(f"/api/v1/areas/kaz.02?{AS_OF}").json()
    assert (body["id"], body["name"], body["kind"]) == ("KAZ.02", "Almaty City", "admin1")
    items = client.get(f"/api/v1/ratings?{AS_OF}&area=KAZ.02,KAZ&category=unrest").json()["items"]
    assert [one["area"] for one in items] == ["KAZ.02", "KAZ"]
    assert len(items[0]["contributors"]) == 1
    assert items[0] in body["ratings"]


def test_health_says_blind_and_names_nobody(client, ours):
    answer = client.get("/health")
    body = answer.json()
    assert answer.status_code == 503
    assert body["status"] == "blind"
    assert body["parts"]["database"]["state"] == "ok"
    assert body["parts"]["evaluation"] == {"state": "blind", "reason": "it has never run"}
    assert body["parts"]["source:usgs"] == {"state": "blind", "reason": "never heard"}
    assert "Steppe" not in answer.content.decode()
    assert client.get("/health/evaluation").status_code == 503
    assert client.get("/health/live").status_code == 200


def test_health_speaks_of_the_lake(client, db):
    assert client.get("/health").json()["parts"]["lake"] == {"state": "ok", "reason": ""}


def test_health_is_green_while_the_work_goes_on_and_red_when_one_part_stops(client, db):
    heard_all_sources()
    for part in ("evaluation", "sending"):
        heartbeats.beat(part, at=datetime.now(UTC))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok"), answer.json()
    heartbeats.beat("sending", at=datetime.now(UTC) - timedelta(seconds=400))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "blind")
    assert answer.json()["parts"]["sending"]["state"] == "blind"
    assert client.get("/health/evaluation").status_code == 503


def test_health_is_red_when_alerts_wait_too_long(client, ours):
    heard_all_sources()
    for part in ("evaluation", "sending"):
        heartbeats.beat(part, at=datetime.now(UTC))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "deliveries wait" in answer.json()["parts"]["delivery"]["reason"]
    assert client.get("/health/evaluation").status_code == 200, "evaluation itself goes on"


def test_health_is_red_when_the_disk_is_nearly_full(client, db, monkeypatch):
    heard_all_sources()
    for part in ("evaluation", "sending"):
        heartbeats.beat(part, at=datetime.now(UTC))
    monkeypatch.setattr(work_state, "LEAST_FREE", 10**18)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "left on the disk" in answer.json()["parts"]["disk"]["reason"]


def test_health_is_red_within_half_a_minute_when_sending_writes_nothing_down(client, db):
    heard_all_sources()
    heartbeats.beat("evaluation", at=datetime.now(UTC))
    heartbeats.beat("sending", at=datetime.now(UTC) - timedelta(seconds=29))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")
    assert "wrote nothing down" in answer.json()["parts"]["sending"]["reason"]
    assert client.get("/health/evaluation").status_code == 200, "it may only be slow: the watchdog waits"


def test_health_is_red_when_one_source_is_blind(client, db):
    heard_all_sources()
    for part in ("evaluation", "sending"):
        heartbeats.beat(part, at=datetime.now(UTC))
    Contact.objects.filter(source="usgs").update(at=datetime.now(UTC) - timedelta(days=30))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")
    assert answer.json()["parts"]["source:usgs"]["state"] == "blind"


@pytest.mark.parametrize(
    "name",
    [
        "lookfar_deliveries_waiting",
        "lookfar_deliveries_oldest_wait_seconds",
        "lookfar_dead_letters",
        "lookfar_matches_total",
        "lookfar_source_quarantined",
    ],
)
def test_the_metrics_that_alerts_are_watched_by_are_there(client, ours, name):
    lines = client.get("/metrics").content.decode().splitlines()
    assert f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}" in lines
    assert any(line.partition("{")[0].partition(" ")[0] == name for line in lines)


def heard_all_sources() -> None:
    now = datetime.now(UTC)
    for name in sources.known():
        Contact.objects.create(
            source=name, url="x", at=now, recorded_at=now, origin="live", outcome="body", newest=now
        )


def test_metrics_are_prometheus_text(client, ours):
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'lookfar_source_coverage{source="usgs",state="blind"} 1' in lines
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in lines)
    assert not any("Steppe" in line for line in lines)


ASKED_OF_A_TIME = ["areas", "areas/KAZ", "ratings", "incidents", "forecasts", "sources"]


@pytest.mark.parametrize("address", [*ASKED_OF_A_TIME, "score", "incidents/x", "forecasts/202112:UKR"])
@pytest.mark.parametrize("when", ["2999-01-01", "2999-01-01T00:00:00Z", "9999-12-31", "0001-01-01"])
def test_a_time_that_has_not_come_or_cannot_be_is_a_400_problem(client, db, address, when):
    answer = client.get(f"/api/v1/{address}?as_of={when}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    said = answer.json()["detail"]
    assert ("has not come yet" in said) == when.startswith("2999"), said


@pytest.mark.parametrize("address", ASKED_OF_A_TIME)
@pytest.mark.parametrize("ahead", [0, 14])
def test_today_is_answered_as_of_now_also_where_it_began_earlier(client, db, address, ahead):
    now = datetime.now(UTC)
    today = (now + timedelta(hours=ahead)).date()
    answer = client.get(f"/api/v1/{address}?as_of={today}")
    assert answer.status_code == 200
    assert "as_of" not in answer.json() or answer.json()["as_of"] >= rfc3339(now)


@pytest.mark.parametrize("area", ["XXX", "KAZ,GER"])
def test_a_country_that_there_is_not_is_no_quiet_country(area: str, world, client):
    answer = client.get(f"/api/v1/incidents?{AS_OF}&area={area}")
    assert answer.status_code == 404
    assert "no rated area" in answer.content.decode()


def test_an_id_that_was_put_into_another_says_what_it_became_and_who_decided_it(world, client):
    kept, gone = (
        client.get(f"/api/v1/incidents?{AS_OF}&q={word}").json()["items"][0]["id"]
        for word in ("lima", "somewhere")
    )
    merged = datetime(2022, 1, 8, tzinfo=UTC)
    store.merged_into(gone, kept, now=merged)
    store.keep_regrouping("merge", kept, gone, ["r"], who="Ana", why="one flood", now=merged)
    later = client.get(f"/api/v1/incidents/{gone}?as_of=2022-01-09").json()
    assert (later["id"], later["asked_for"]) == (kept, gone)
    assert [(one["who"], one["why"]) for one in later["regroupings"]] == [("Ana", "one flood")]
    before = client.get(f"/api/v1/incidents/{gone}?{AS_OF}").json()
    assert (before["id"], before["asked_for"], before["regroupings"]) == (gone, None, [])
    page = client.get(f"/incidents/{gone}?as_of=2022-01-09").content.decode()
    assert "which is part of this one" in page
    assert "one flood" in page


def test_a_part_of_a_country_has_the_levels_of_the_areas_that_hold_it(client, world):
    city = client.get(f"/api/v1/areas/KAZ.1526384?{AS_OF}").json()
    holders = {one["id"]: one for one in city["holders"]}
    assert list(holders) == [city["parent"], "KAZ"]
    assert [one["kind"] for one in holders.values()] == ["admin1", "country"]
    whole = client.get(f"/api/v1/areas/KAZ?{AS_OF}").json()
    security = next(one for one in whole["ratings"] if one["category"] == "security")
    assert holders["KAZ"]["rating"] == {name: security[name] for name in holders["KAZ"]["rating"]}
    assert {one["area"] for one in city["ratings"]} == {"KAZ.1526384"}
    assert whole["holders"] == []
