"""The pages in a real browser: drawn, quiet, and talking to nobody else."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from tests.web.seeding import PASSWORD, happen, incident

from lookfar.accounts.models import Role

CHROMIUM = shutil.which("chromium")
BUILT = Path(__file__).parents[2] / "src/lookfar/web/static/built/map.js"
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
)
AS_OF = "as_of=2022-01-07"
SIZES = {"desk": (1280, 800, "light"), "dark": (1280, 800, "dark"), "phone": (390, 844, "light")}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
    pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built (make setup)"),
]


@pytest.fixture(scope="module")
def started_chromium():
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    if before is not None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def served(transactional_db, live_server, settings):
    """A live server with our people in Almaty, and an owner who knows the password."""
    from tests.web import seeding

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["*"]
    house = seeding.house("Steppe Aid")
    happen(incident(), incident("lima", title="Flood in Lima, Peru", place=seeding.LIMA))
    user = house.users[Role.OWNER]
    user.username = "owner"
    user.set_password(PASSWORD)
    user.save()
    return live_server.url, house


@pytest.fixture
def chromium(started_chromium, served):
    """The browser; its pages are closed before the database is emptied, on which they would go on asking."""
    yield started_chromium
    for context in started_chromium.contexts:
        context.close()
    end = time.monotonic() + 5
    while _is_answering() and time.monotonic() < end:
        time.sleep(0.02)


def _is_answering() -> bool:
    """Whether the live server is still at work on a request: it shares this thread's connection."""
    return any("process_request_thread" in one.name for one in threading.enumerate())


class Visit:
    """A page that remembers what went wrong in it and whom it called."""

    def __init__(self, browser, url: str, size: str) -> None:
        width, height, scheme = SIZES[size]
        self.url = url
        self.page = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        ).new_page()
        self.said: list[str] = []
        self.called: list[str] = []
        self.page.on(
            "console", lambda line: self.said.append(line.text) if line.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.called.append(request.url))

    def sign_in(self) -> None:
        self.page.goto(f"{self.url}/sign-in")
        self.page.fill("#id_username", "owner")
        self.page.fill("#id_password", PASSWORD)
        self.page.click("button.main")
        self.page.wait_for_url(f"{self.url}/")

    def open(self, address: str) -> None:
        self.page.goto(f"{self.url}{address}")
        if self.page.locator("[data-map]").count():
            self.page.wait_for_selector("[data-map][data-state=ready]", timeout=60_000)

    def send(self) -> None:
        """Press the page's main button and wait for the page that answers."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click("button.main")

    @property
    def cut_off(self) -> list[str]:
        """Headings of tables that are wider than their box."""
        return self.page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth)"
            ".map(one => one.closest('section')?.getAttribute('aria-labelledby') ?? '?')"
        )

    @property
    def spilt(self) -> list[str]:
        """Words in the monospaced font that stick out of the card they stand in."""
        return self.page.evaluate(
            "[...document.querySelectorAll('.card code')].filter(one => one.getBoundingClientRect().right >"
            " one.closest('.card').getBoundingClientRect().right - 8).map(one => one.textContent)"
        )

    @property
    def outside(self) -> list[str]:
        return [url for url in self.called if not url.startswith((self.url, "data:", "blob:"))]


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_drawn_without_a_complaint_or_an_outside_request(chromium, served, size, tmp_path):
    url, house = served
    visit = Visit(chromium, url, size)
    visit.sign_in()
    pages = {
        "world": f"/?{AS_OF}",
        "countries": f"/areas/?{AS_OF}",
        "country": f"/areas/KAZ?{AS_OF}",
        "part": f"/areas/KAZ.1526384?{AS_OF}",
        "incident": f"/incidents/{incident().id}?{AS_OF}",
        "trip": f"/trips/{house.trip.pk}?{AS_OF}",
        "alert": f"/alerts/{house.alert.alert_id}",
        "sources": "/sources",
        "people": "/people",
    }
    kept = Path(os.environ.get("SCREENSHOTS", tmp_path))
    for name, address in pages.items():
        visit.open(address)
        wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is wider than the screen by {wide} px"
        assert name not in ("country", "part") or visit.cut_off == []
        visit.page.screenshot(path=kept / f"{name}-{size}.png", full_page=name != "world")
    assert visit.outside == []
    assert [line for line in visit.said if "GPU stall" not in line] == []


@pytest.mark.parametrize("size", SIZES)
def test_the_score_fits_the_screen_with_every_table_open(chromium, served, size, tmp_path):
    from tests.flow.scored import NOW, half_a_year, scored

    half_a_year()
    scored(tmp_path)
    url, _ = served
    visit = Visit(chromium, url, size)
    visit.open(f"/score?as_of={NOW:%Y-%m-%d}")
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert size != "phone" or visit.cut_off == []  # on a desk the two tables of levels scroll in their boxes
    assert visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert visit.spilt == []
    bar = visit.page.get_by_role("img", name="Level 4: 60 % (23-88 %), 5 places").first
    assert bar.bounding_box()["width"] >= 80
    visit.page.screenshot(path=Path(os.environ.get("SCREENSHOTS", tmp_path)) / f"score-{size}.png", full_page=True)
    assert (visit.outside, visit.said) == ([], [])


def test_a_filter_changes_list_and_address_without_a_new_page(chromium, served):
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "desk")
    visit.open(f"/?{AS_OF}")
    assert visit.page.locator("#results .incident").count() == 2
    visit.page.click(".filters summary")
    visit.page.fill("#q", "flood")
    visit.page.press("#q", "Enter")
    visit.page.wait_for_url("**q=flood**")
    expect(visit.page.locator("#results .incident")).to_have_count(1)
    assert "as_of=2022-01-07" in visit.page.url
    assert visit.called.count(f"{url}/?{AS_OF}") == 1
    assert "Flood in Lima" in visit.page.inner_text("#results")


def test_without_scripts_the_list_and_its_filters_still_work(chromium, served):
    url, _ = served
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{url}/?{AS_OF}")
    page.click(".filters summary")
    page.fill("#q", "flood")
    with page.expect_navigation(wait_until="load"):
        page.click(".filters button.main")
    assert "q=flood" in page.url
    assert page.locator("#results .incident").count() == 1


def test_the_keyboard_reaches_the_page_and_says_where_it_is(chromium, served):
    url, _ = served
    visit = Visit(chromium, url, "desk")
    visit.open(f"/?{AS_OF}")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the page"
    label = visit.page.get_attribute(".maplibregl-canvas", "aria-label")
    assert label.startswith("World map")


def test_a_part_is_added_to_a_trip(chromium, served):
    url, _ = served
    visit = Visit(chromium, url, "phone")
    visit.sign_in()
    visit.open("/trips/add")
    visit.page.fill("#id_name", "Round")
    visit.page.select_option("#id_person", index=1)
    visit.page.click("#add-leg")
    for number, (place, day) in enumerate((("Almaty", "03"), ("Lima, Peru", "05"))):
        visit.page.fill(f"#id_legs-{number}-place", place)
        visit.page.fill(f"#id_legs-{number}-start", f"2030-01-{day}T08:00")
        visit.page.fill(f"#id_legs-{number}-end", f"2030-01-{day}T20:00")
    visit.send()
    visit.page.wait_for_selector(".timeline")
    assert visit.page.locator(".timeline > li").count() == 2


def test_a_person_answers_from_a_fresh_browser(chromium, served):
    from lookfar.flow.escalating import token_of
    from lookfar.records.models import SafetyReply

    url, house = served
    visit = Visit(chromium, url, "phone")
    row = house.alert
    visit.open(f"/alerts/{row.alert_id}/acknowledge/{token_of(row.alert_id, str(row.person_id))}")
    visit.page.fill("textarea", "In the cellar")
    visit.page.click("text=I need help")
    visit.page.wait_for_selector("text=It is noted that you need help")
    assert SafetyReply.objects.get().answer == "need_help"
    assert (visit.said, visit.outside) == ([], [])


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_travel_is_imported_and_shared_in_a_browser(chromium, served, size, tmp_path):
    url, house = served
    visit = Visit(chromium, url, size)
    visit.sign_in()
    kept = Path(os.environ.get("SCREENSHOTS", tmp_path))

    def look(name: str, address: str = "") -> None:
        if address:
            visit.open(address)
        wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is wider than the screen by {wide} px"
        visit.page.screenshot(path=kept / f"{name}-{size}.png", full_page=True)

    look("people", "/people")
    look("site-form", f"/sites/{house.site.pk}")
    look("trip-form", f"/trips/{house.trip.pk}/edit")
    look("import", "/trips/import")
    table = (
        "trip;person;kind;from;to;place;start;end\n"
        "Fair;Aigul of Steppe Aid;flight;FRA;ALA;;2027-01-10 13:20;2027-01-11 00:40\n"
        "Fair;Aigul of Steppe Aid;stay;;;Springfield;2027-01-11 02:00;2027-01-15\n"
    )
    wrong = table + "Fair;Nobody;stay;;;Lima;2027-01-11;2027-01-12\n"
    for name, content in (("import-wrong", wrong), ("import-preview", table)):
        visit.open("/trips/import")
        held = {"name": "trips.csv", "mimeType": "text/csv", "buffer": content.encode()}
        visit.page.set_input_files("#id_file", held)
        visit.send()
        look(name)
    visit.send()
    visit.page.wait_for_url("**/trips")
    visit.page.click("text=Fair >> nth=0")
    visit.page.wait_for_selector("[data-map][data-state=ready]", timeout=60_000)
    look("trip-of-legs")
    for name, address in (
        ("members", "/members"),
        ("keys", "/keys"),
        ("calendar", f"/people/{house.person.pk}/calendar"),
    ):
        look(name, address)
    visit.page.click("button.main")
    visit.page.wait_for_selector("#secret")
    look("shown-once")
    assert "/calendar/" in visit.page.input_value("#secret")
    assert visit.outside == []
    assert [line for line in visit.said if "GPU stall" not in line and "422" not in line] == []
