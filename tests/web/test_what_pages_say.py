"""What the pages say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from tests.flow import parts_making
from tests.web.seeding import DAY, LIMA, happen, incident

from lookfar.accounts.models import Role
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus, Origin, Severity
from lookfar.flow.asking import issued_as_of

AS_OF = "as_of=2022-01-07"
PAGES = (
    "/",
    "/areas/",
    "/areas/KAZ",
    "/sources",
    "/sign-in",
    "/people",
    "/people/add",
    "/sites",
    "/trips",
    "/alerts",
)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("page", PAGES)
def test_no_script_or_style_is_inline_and_nothing_comes_from_elsewhere(owner, page):
    answer = owner.get(page)
    html = answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in html
    assert not re.search(r"\son\w+=", html)
    for tag in re.findall(r"<script[^>]*>", html):
        assert "src=" in tag or "application/json" in tag
    assert not re.search(r'<(script|link|img|iframe)[^>]*(src|href)="(https?:)?//', html)


@pytest.mark.parametrize("page", PAGES)
def test_every_field_has_a_label(owner, page):
    html = owner.get(page).content.decode()
    for ident in re.findall(
        r'<(?:input|select|textarea)(?![^>]*type="(?:hidden|checkbox)")[^>]*id="([^"]+)"', html
    ):
        assert f'for="{ident}"' in html


def test_the_list_follows_its_filters(client, db):
    happen(
        incident("a"),
        incident("b", title="Flood in Lima, Peru", place=LIMA, category=Category.HAZARD, severity=Severity.MINOR),
    )
    for query, shown, hidden in (
        ("category=unrest", "Almaty", "Lima"),
        ("severity=Severe", "Almaty", "Lima"),
        ("area=PER", "Lima", "Almaty"),
        ("q=flood+lima", "Lima", "Almaty"),
        ("bbox=60,30,90,50", "Almaty", "Lima"),
        ("source=wikipedia_current_events", "Almaty", "usgs-only"),
        ("from=2022-01-06&until=2022-01-06", "Almaty", "none"),
    ):
        page = client.get(f"/?{AS_OF}&{query}", headers={"HX-Request": "true"}).content.decode()
        assert shown in page, query
        assert hidden not in page, query


@pytest.mark.parametrize(
    "query",
    [
        "area=K%00Z",
        "area=Kazakhstan",
        "category=mayhem",
        "severity=bad",
        "bbox=1,2,3",
        "as_of=yesterday",
        "from=2022-13-01",
        "after=%21%21",
        "q=a%00b",
    ],
)
def test_an_unreadable_address_is_told_why_and_is_not_an_empty_list(client, db, query):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert "cannot be read" in text(answer)


def test_search_signs_are_only_letters(client, db):
    happen(incident(title="Strike of 100% at plant_4 in Almaty"))
    assert "100%" in text(client.get(f"/?{AS_OF}&q=100%25"))
    assert "No incident is known" in text(client.get(f"/?{AS_OF}&q=%25%25"))
    assert "No incident is known" in text(client.get(f"/?{AS_OF}&q=plantX4"))


def test_what_became_known_later_is_not_in_the_past(client, db):
    happen(incident(recorded_at=DAY + timedelta(days=3)))
    assert "Violent protest" not in text(client.get("/?as_of=2022-01-07"))
    assert "Violent protest" in text(client.get("/?as_of=2022-01-10"))
    assert "Violent protest" not in text(client.get("/areas/KAZ?as_of=2022-01-07"))


def test_links_stay_in_the_past_asked_about(client, ours):
    page = client.get(f"/?{AS_OF}").content.decode()
    assert f'href="/incidents/{ours.alert.incident_id}?as_of=2022-01-07"' in page
    assert 'href="/sources?as_of=2022-01-07"' in page


def test_markup_in_a_title_is_only_letters(client, db):
    happen(incident(title="<script>alert(1)</script> & {{ 7*7 }} in Almaty"))
    for page in (f"/?{AS_OF}", f"/areas/KAZ?{AS_OF}", f"/incidents/{incident().id}?{AS_OF}"):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "{{ 7*7 }}" in html
    assert "<script>alert" not in client.get(f"/map.json?{AS_OF}").headers["Content-Type"]


def test_when_nothing_is_heard_the_first_screen_says_so_and_offers_a_known_day(client, db):
    page = text(client.get("/"))
    assert "No feed is heard" in page
    assert 'href="/?as_of=2022-01-06"' in page
    assert "an empty list does not mean that all is calm" in page


def test_a_closed_record_is_named_as_what_a_past_time_is_known_from(client, db):
    parts_making.heard("case_pack", until=DAY + timedelta(days=3))
    page = text(client.get(f"/areas/KAZ?{AS_OF}"))
    assert "No feed was heard" in page
    assert "comes from a closed record, Case packs (reconstructed history), read later" in page
    _, whom = page.split("Whom we hear</h2>")
    assert whom.index("Case packs (reconstructed history)") < whom.index("a closed record of the past, read later")
    later = text(client.get("/areas/KAZ?as_of=2022-03-07"))
    assert "Case packs" not in later
    assert "Nothing new can be shown" in later


def test_replayed_rows_are_marked_on_every_view(client, db):
    one = incident(origin=Origin.REPLAYED)
    happen(one)
    for page in ("/", "/areas/KAZ", f"/incidents/{one.id}"):
        assert "reconstructed" in text(client.get(f"{page}?{AS_OF}"))


def test_a_country_nobody_reports_on_is_not_green(client, db):
    page = text(client.get("/areas/KAZ"))
    assert "0 Not enough data" in page
    assert "That does not mean safe" in page
    assert "32 (" not in page


def test_a_page_claims_of_no_rating_that_was_not_kept_that_it_can_be_recomputed(client, db):
    assert "not kept" in text(client.get("/areas/KAZ"))
    now = datetime.now(UTC)
    issued_as_of(["KAZ"], as_of=now, now=now)
    page = text(client.get("/areas/KAZ"))
    assert "not kept" not in page
    assert "lookfar rate --verify" in page


def test_unknown_countries_and_incidents_are_not_found(client, db):
    assert client.get("/areas/XYZ").status_code == 404
    assert client.get("/incidents/none").status_code == 404
    assert client.get("/areas/kaz").headers["Location"] == "/areas/KAZ"


def test_an_incident_tells_its_versions_apart(client, db):
    happen(
        incident(fatalities=Toll(best=8)),
        incident(version=2, recorded_at=DAY + timedelta(days=1), fatalities=Toll(best=26)),
    )
    page = text(client.get(f"/incidents/{incident().id}"))
    assert "<del>8</del> → <ins>26</ins>" in page
    past = text(client.get(f"/incidents/{incident().id}?as_of=2022-01-06"))
    assert "<ins>26</ins>" not in past


def test_a_retracted_incident_says_so_and_leaves_the_list(client, db):
    happen(incident(), incident(version=2, recorded_at=DAY + timedelta(days=1), status=IncidentStatus.RETRACTED))
    assert "Retracted." in text(client.get(f"/incidents/{incident().id}?as_of=2022-01-08"))
    assert "No incident is known" in text(client.get("/?as_of=2022-01-08"))
    assert "Violent protest" in text(client.get("/?as_of=2022-01-08&status=retracted"))


def test_unknown_deaths_are_not_none(client, db):
    happen(incident(fatalities=Toll()))
    page = text(client.get(f"/incidents/{incident().id}"))
    assert "<dt>Killed</dt><dd>unknown</dd>" in page


def test_an_alert_says_where_why_and_what_to_do(owner, ours):
    page = text(owner.get(f"/alerts/{ours.alert.alert_id}"))
    where, to_do = "Where it is from <bdi>Aigul of Steppe Aid</bdi>", "What Aigul of Steppe Aid should do"
    for said in (
        where,
        "How sure",
        to_do,
        "Why you got this",
        "All reports",
        "What was sent",
    ):
        assert said in page
    assert page.index(where) < page.index(to_do) < page.index("Why you got this")
    owner.force_login(ours.users[Role.TRAVELLER])
    own = text(owner.get(f"/alerts/{ours.alert.alert_id}"))
    assert "Where it is from <bdi>you</bdi>" in own
    assert "What to do" in own


def test_a_trip_shows_what_touches_each_part(owner, ours):
    page = text(owner.get(f"/trips/{ours.trip.pk}?{AS_OF}"))
    assert "Violent protest in Almaty" in page
    assert "Almaty, Kazakhstan" in page


def test_empty_lists_teach(owner, ours):
    ours.person.delete()
    ours.site.delete()
    assert "No trips yet." in text(owner.get("/trips"))
    assert "No sites yet." in text(owner.get("/sites"))


def test_the_map_shows_worst_and_own(owner, ours):
    data = owner.get(f"/map.json?{AS_OF}").json()
    assert [one["properties"]["rank"] for one in data["incidents"]["features"]] == [4]
    assert {one["properties"]["kind"] for one in data["mine"]["features"]} == {"person", "site", "trip_leg"}
    assert data["levels"]["KAZ"]["href"] == "/areas/KAZ?as_of=2022-01-07"


def test_a_list_says_what_it_was_asked_for(client, db):
    page = text(client.get(f"/?{AS_OF}&category=unrest&severity=Severe&area=KAZ&from=2022-01-05&until=2022-01-06"))
    for question, answer in (
        ("What", "Unrest"),
        ("How bad", "CAP Severe or worse"),
        ("Where", "Kazakhstan"),
        ("When", "5 Jan 2022 to 6 Jan 2022"),
    ):
        assert f'<span class="soft">{question}</span> <bdi>{answer}</bdi>' in page
    part = text(client.get(f"/?{AS_OF}&q=zeppelin", headers={"HX-Request": "true"}))
    assert 'hx-swap-oob="true"' in part
    assert "<bdi>zeppelin</bdi>" in part


def test_the_way_back_to_now_keeps_the_filters(client, db):
    assert 'href="/?category=unrest">Go to now' in text(client.get(f"/?{AS_OF}&category=unrest"))


def test_what_is_near_ones_own_stands_first_and_once(owner, ours):
    happen(incident("lima", title="Flood in Lima, Peru", place=LIMA, start=DAY + timedelta(hours=2)))
    page = text(owner.get(f"/?{AS_OF}"))
    assert page.index("Near yours") < page.index("Violent protest in Almaty") < page.index("Flood in Lima")
    assert page.count("Violent protest in Almaty") == 1
    assert "Near yours" not in text(owner.get("/?as_of=2021-12-01"))


def test_no_page_says_a_sentence_twice_or_a_distance_of_nought(owner, ours):
    page = text(owner.get(f"/alerts/{ours.alert.alert_id}"))
    assert page.count("It has been seen to happen") == 1
    assert "0.0 km" not in page
    assert "In Almaty, where" in page
    assert "Is safe" in page


def test_pages_name_countries_and_publishers_not_their_codes(owner, ours):
    for address in (f"/alerts/{ours.alert.alert_id}", "/sites", "/people", f"/trips/{ours.trip.pk}?{AS_OF}"):
        words = re.sub(r"<script[^>]*>.*?</script>|<[^>]+>", " ", owner.get(address).content.decode(), flags=re.S)
        assert not re.search(r"\bKAZ\b|wikipedia_current_events", words), address


def test_a_page_of_ones_own_list_claims_no_reconstruction(owner, ours):
    happen(incident("old", origin=Origin.REPLAYED))
    assert "recordings that were replayed" not in text(owner.get("/people"))
    assert "recordings that were replayed" in text(owner.get(f"/?{AS_OF}"))


def test_questions_about_many_times_do_not_fill_the_memory(client, db):
    asked = [f"2022-01-07T00:{minute:02}:00Z" for minute in range(12)]
    for at in asked:
        assert client.get(f"/map.json?as_of={at}").status_code == 200
    held = [at for at in asked if f"world-ratings:{at}" in caches["ratings"]]
    assert 0 < len(held) <= 8


def test_a_country_page_names_its_worst_area_and_links_its_parts(client, db):
    parts_making.heard()
    parts_making.happen(*(parts_making.riot(f"r{n}", parts_making.ALMATY, deaths=40) for n in range(3)))
    parts_making.happen(parts_making.riot("aktau", parts_making.AKTAU, deaths=None))
    page = text(client.get(f"/areas/KAZ?{AS_OF}"))
    assert re.search(
        r'Worst area: <a href="/areas/KAZ\.\w+\?as_of=2022-01-07">Almaty( City)?</a>, level \d \(', page
    )
    assert page.index("/areas/KAZ.02?") < page.index("/areas/KAZ.09?")
    assert "city of more than 500,000 people" in page
    assert "not the same as safe" in page


def test_a_country_of_which_no_part_stands_out_is_not_called_safe(client, db):
    parts_making.heard()
    page = text(client.get(f"/areas/KAZ?{AS_OF}"))
    assert (
        "No part stands out: no incident is known to a part of the country. That says nothing of how safe" in page
    )
    assert "Worst area" not in page


def test_the_page_of_a_part_says_what_it_is_part_of_and_shows_only_its_own_incidents(client, db):
    parts_making.heard()
    parts_making.happen(parts_making.riot("r", parts_making.ALMATY))
    parts_making.happen(replace(parts_making.riot("a", parts_making.AKTAU), title="Riot in Aktau"))
    page = text(client.get(f"/areas/KAZ.1526384?{AS_OF}"))
    assert "<title>Almaty, Kazakhstan" in page
    assert (
        'City of more than 500,000 people, part of <a href="/areas/KAZ?as_of=2022-01-07">Kazakhstan</a>.' in page
    )
    assert '<a href="/areas/KAZ.02?as_of=2022-01-07">Almaty City</a></nav>' in page
    assert "Violent protest in Almaty" in page
    assert "Riot in Aktau" not in page
    assert "It is for Kazakhstan." in page
    assert "Parts of the country" not in page
    quiet = text(client.get(f"/areas/KAZ.11?{AS_OF}"))
    assert "what is known of Kazakhstan as a whole" in quiet
    assert "None known to this area" in quiet


def test_an_unknown_part_is_not_found_with_a_word_that_helps(client, db):
    answer = client.get("/areas/KAZ.99")
    assert answer.status_code == 404
    assert "/api/v1/areas?inside=KAZ" in text(answer)
    assert client.get("/areas/kaz.02").headers["Location"] == "/areas/KAZ.02"
